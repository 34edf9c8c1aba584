import type { Cloth } from '../catalogue/colours'
import { type Html, html } from '../html'
import { shadow } from './scene'

/** A pair of laced boots, seen from the side, the far one a step ahead. */
export function fellBoots(cloth: Cloth): Html {
  return html`${shadow(300, 666, 206)}
<g transform="translate(70 262)">${fellBoot({ ...cloth, base: cloth.deep, light: cloth.base })}</g>
<g transform="translate(166 290)">${fellBoot(cloth)}</g>`
}

/** A pair of rubber boots with a line that says how deep is still all right. */
export function ebbBoots(cloth: Cloth): Html {
  return html`${shadow(304, 650, 196)}
<g transform="translate(86 180)">${ebbBoot({ ...cloth, base: cloth.deep, light: cloth.base })}</g>
<g transform="translate(182 204)">${ebbBoot(cloth)}</g>`
}

function fellBoot(cloth: Cloth): Html {
  return html`<path d="M306 6c18-10 24 22 8 40" fill="none" stroke="${cloth.seam}" stroke-width="9" stroke-linecap="round"/>
<path d="M158 30c-16-14-28-30-24-44 20-8 44 2 56 26z" fill="${cloth.deeper}"/>
<path d="M152 24C200 8 256 2 310 8c0 54-10 100-4 150 4 46 24 84 20 178H10C0 308 8 282 36 264c38-24 88-36 112-70 20-32 16-102 4-170z" fill="${cloth.base}"/>
<path d="M152 24C200 8 256 2 310 8l-2 44c-50-8-102-2-150 14z" fill="${cloth.deep}"/>
<path d="M160 50c46-16 98-22 148-14" fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5"/>
<path d="M36 264c20-12 42-22 62-32 22 26 34 62 32 104H10C0 308 8 282 36 264z" fill="${cloth.light}"/>
<path d="M98 232c22 26 34 62 32 104" fill="none" stroke="${cloth.seam}" stroke-width="2.5" stroke-dasharray="6 5"/>
<path d="M306 158c4 46 24 84 20 178h-84c0-60 18-110 64-178z" fill="${cloth.deep}"/>
<path d="M306 158c-46 68-64 118-64 178" fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5"/>
<path d="M160 62c8 44 12 92 0 122-10 24-34 38-62 48 20 10 50 4 76-18 40-34 42-96 34-160z" fill="${cloth.deep}" opacity=".8"/>
<g fill="none" stroke="#F2B705" stroke-width="5.5" stroke-linecap="round"><path d="M158 76l42-9M161 108l43-8M163 140l41-6M160 170l42 0M146 196l42 9M120 216l38 15"/></g>
<path d="M160 72c-14-30-46-36-48-18-2 16 24 24 48 18zM160 72c-30 4-48 24-38 36 12 10 32-12 38-36z" fill="none" stroke="#F2B705" stroke-width="5" stroke-linejoin="round"/>
<g fill="${cloth.seam}"><circle cx="200" cy="67" r="5"/><circle cx="204" cy="100" r="5"/><circle cx="204" cy="134" r="5"/><circle cx="202" cy="170" r="5"/><circle cx="188" cy="205" r="5"/><circle cx="158" cy="231" r="5"/></g>
<path d="M6 330h322l2 14H6z" fill="#E0C9A0"/><path d="M12 337h314" stroke="#8A6A3C" stroke-width="2" stroke-dasharray="7 5"/>
<path d="M4 344h326c2 14 2 22 0 30h-18l-4-6h-16l-4 6h-18l-4-6h-16l-4 6h-16l-14-14h-40l-8 14h-16l-4-6h-16l-4 6h-18l-4-6H82l-4 6H60l-4-6H40l-4 6H20c-12-2-16-14-16-30z" fill="#262223"/>`
}

function ebbBoot(cloth: Cloth): Html {
  return html`<path d="M138 2h158c6 100-4 196 4 274 6 50 20 92 16 142H8c-8-38 6-66 46-80 48-16 84-32 92-86 8-62-2-158-8-250z" fill="${cloth.base}"/>
<path d="M138 2h158l2 40H141z" fill="${cloth.deep}"/><ellipse cx="217" cy="3" rx="79" ry="11" fill="${cloth.deeper}"/>
<path d="M143 78h156l0 20H144z" fill="#F2B705"/>
<path d="M262 110c4 70 0 130 6 190 2 26 8 46 12 66" fill="none" stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".13"/>
<path d="M54 338c40-13 72-27 85-62" fill="none" stroke="#fff" stroke-width="12" stroke-linecap="round" opacity=".13" transform="translate(10 22)"/>
<path d="M148 214c2 50-6 78-32 96 30 10 60-8 66-40 4-22 2-40-2-58z" fill="${cloth.deep}" opacity=".7"/>
<path d="M8 380c-2 12-2 24 0 38h308c1-14 0-26-1-38-100 14-208 14-307 0z" fill="${cloth.deep}"/>
<path d="M300 276c6 50 20 92 16 142h-62c-4-60 10-110 46-142z" fill="${cloth.deep}" opacity=".6"/>
<path d="M4 410h316c2 18 2 30-1 40h-92l-12-14h-34l-10 14H24c-16-2-22-18-20-40z" fill="#E9E4D8"/>
<path d="M6 426h312" stroke="#C4BCA9" stroke-width="2.5"/>
<path d="M30 450v-10M54 450v-10M78 450v-10M102 450v-10M126 450v-10M150 450v-10M246 450v-10M270 450v-10M294 450v-10" stroke="#C4BCA9" stroke-width="5"/>`
}
