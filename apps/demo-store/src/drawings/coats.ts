import type { Cloth } from '../catalogue/colours'
import { type Html, html } from '../html'
import { shadow } from './scene'

/** A duffle coat to the knee, hood up, four toggles. */
export function harbourCoat(cloth: Cloth): Html {
  return html`${shadow(294, 694, 178)}
<path d="M232 132c-28 10-58 24-74 42-12 14-18 40-24 74l-44 236c-2 10 4 16 12 18l44 8c8 1 14-3 16-11l34-150z" fill="${cloth.deep}"/>
<path d="M348 132c28 10 58 24 74 42 12 14 18 40 24 74l44 236c2 10-4 16-12 18l-44 8c-8 1-14-3-16-11l-34-150z" fill="${cloth.deep}"/>
<path d="M92 478l66 13-4 19c-18-1-44-6-64-13zM488 478l-66 13 4 19c18-1 44-6 64-13z" fill="${cloth.deeper}"/>
<path d="M226 132c-22 8-36 18-40 34-6 40-2 110-6 190-4 92-16 200-26 300-1 12 6 20 18 22 80 12 156 12 236 0 12-2 19-10 18-22-10-100-22-208-26-300-4-80 0-150-6-190-4-16-18-26-40-34z" fill="${cloth.base}"/>
<path d="M290 190v495c-40 0-78-2-118-7-12-2-19-10-18-22 10-100 22-208 26-300 4-80 0-150 6-190 4-16 18-26 40-34z" fill="#fff" opacity=".045"/>
${hood(cloth)}
<path d="M290 230v452" stroke="${cloth.seam}" stroke-width="2.5"/><path d="M302 226v456" stroke="${cloth.seam}" stroke-width="1.5" stroke-dasharray="5 4" opacity=".55"/>
${[262, 336, 410, 484].map((y) => toggle(y, cloth))}
<path d="M192 452h68v18h-68zM320 452h68v18h-68z" fill="${cloth.deep}"/>
<path d="M194 470l-3 74c0 6 4 9 9 9h50c5 0 8-3 8-8l2-75M386 470l3 74c0 6-4 9-9 9h-50c-5 0-8-3-8-8l-2-75" fill="none" stroke="${cloth.seam}" stroke-width="2.5" opacity=".7"/>
<path d="M160 640c86 12 174 12 260 0" fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5" opacity=".7"/>`
}

/** A smock to the hip: short zip, one broad pocket, a cord in the hem. */
export function squallAnorak(cloth: Cloth): Html {
  return html`${shadow(290, 694, 168)}
<path d="M230 150c-34 10-70 24-92 48-16 18-24 50-30 88L66 548c-2 10 4 16 12 18l56 10c8 1 14-4 16-12l44-184z" fill="${cloth.deep}"/>
<path d="M350 150c34 10 70 24 92 48 16 18 24 50 30 88l42 262c2 10-4 16-12 18l-56 10c-8 1-14-4-16-12l-44-184z" fill="${cloth.deep}"/>
<path d="M69 530l77 15-4 22c-2 7-6 10-12 9l-52-9c-8-2-13-8-12-16zM511 530l-77 15 4 22c2 7 6 10 12 9l52-9c8-2 13-8 12-16z" fill="${cloth.deeper}"/>
<path d="M84 538l-4 26M99 541l-4 26M114 544l-4 26M129 547l-4 24M496 538l4 26M481 541l4 26M466 544l4 26M451 547l4 24" stroke="${cloth.seam}" stroke-width="2" opacity=".6"/>
<path d="M228 148c-22 10-38 24-44 42-12 42-10 110-14 182-4 90-10 172-16 240h272c-6-68-12-150-16-240-4-72-2-140-14-182-6-18-22-32-44-42z" fill="${cloth.base}"/>
<path d="M290 210v402H154c6-68 12-150 16-240 4-72 2-140 14-182 6-18 22-32 44-42z" fill="#fff" opacity=".05"/>
<path d="M154 608h272l3 46c0 10-6 16-15 17-84 9-164 9-248 0-9-1-15-7-15-17z" fill="${cloth.deep}"/>
<path d="M156 624c90 7 178 7 268 0" fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5" opacity=".7"/>
<path d="M182 654l-10 34M398 654l10 34" stroke="#E9E4D8" stroke-width="3" stroke-linecap="round"/><rect x="163" y="680" width="14" height="22" rx="5" transform="rotate(16 170 690)" fill="#C79A5B"/><rect x="403" y="680" width="14" height="22" rx="5" transform="rotate(-16 410 690)" fill="#C79A5B"/>
<g transform="translate(0 14)">${hood(cloth)}</g>
<path d="M277 240h26v146h-26z" fill="${cloth.deep}"/><path d="M290 240v140" stroke="${cloth.seam}" stroke-width="3"/><path d="M290 336v16" stroke="#F2B705" stroke-width="7" stroke-linecap="round"/>
<path d="M262 246l-8 68M318 246l8 68" stroke="#E9E4D8" stroke-width="3" stroke-linecap="round"/><rect x="248" y="310" width="11" height="18" rx="5" fill="#C79A5B"/><rect x="321" y="310" width="11" height="18" rx="5" fill="#C79A5B"/>
<path d="M200 424h180l9 132c1 9-4 14-12 14H203c-8 0-13-5-12-14z" fill="${cloth.deep}"/>
<path d="M196 416h188l3 46-97 18-97-18z" fill="${cloth.light}"/><path d="M193 462l97 18 97-18" fill="none" stroke="${cloth.seam}" stroke-width="2.5"/>
<circle cx="228" cy="450" r="6" fill="#E9E4D8"/><circle cx="290" cy="462" r="6" fill="#E9E4D8"/><circle cx="352" cy="450" r="6" fill="#E9E4D8"/>`
}

/** A cape like a bell, with a slit for each arm. */
export function drizzleCape(cloth: Cloth): Html {
  return html`${shadow(290, 694, 216)}
<path d="M232 140c-40 14-72 44-88 98C108 356 78 500 58 628c-2 14 6 23 19 26 142 32 284 32 426 0 13-3 21-12 19-26-20-128-50-272-86-390-16-54-48-84-88-98z" fill="${cloth.base}"/>
<path d="M290 190v488c-72 0-142-8-213-24-13-3-21-12-19-26 20-128 50-272 86-390 16-54 48-84 88-98z" fill="#fff" opacity=".05"/>
<path d="M150 300c-22 110-44 230-56 357l42 8c2-130 6-250 14-365zM430 300c22 110 44 230 56 357l-42 8c-2-130-6-250-14-365z" fill="${cloth.deep}" opacity=".75"/>
<path d="M226 470c-14 70-22 140-26 203l34 4c-6-66-8-136-8-207zM354 470c14 70 22 140 26 203l-34 4c6-66 8-136 8-207z" fill="${cloth.deep}" opacity=".6"/>
<path d="M66 612c150 34 298 34 448 0" fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5" opacity=".8"/>
<path d="M186 372c-8 44-14 84-18 126h18c4-42 8-82 14-124zM394 372c8 44 14 84 18 126h-18c-4-42-8-82-14-124z" fill="${cloth.light}"/>
<path d="M186 372c-8 44-14 84-18 126M394 372c8 44 14 84 18 126" fill="none" stroke="${cloth.seam}" stroke-width="4" stroke-linecap="round"/>
${hood(cloth)}
<path d="M276 222h28v456h-28z" fill="${cloth.deep}" opacity=".55"/><path d="M290 226v452" stroke="${cloth.seam}" stroke-width="2.5"/>
${[268, 348, 428, 508].map((y) => html`<circle cx="290" cy="${y}" r="8" fill="#E9E4D8"/><circle cx="290" cy="${y}" r="3" fill="${cloth.seam}"/>`)}`
}

/** A hood that stands up, yellow inside as all of them are. */
function hood(cloth: Cloth): Html {
  return html`<path d="M226 136c-14-42 10-88 64-88s78 46 64 88c-10 26-36 44-64 66-28-22-54-40-64-66z" fill="${cloth.deep}"/>
<path d="M244 134c-8-34 10-64 46-64s54 30 46 64c-8 20-26 36-46 52-20-16-38-32-46-52z" fill="#F2B705"/>
<path d="M244 134c-8-34 10-64 46-64s54 30 46 64c-6-22-22-34-46-34s-40 12-46 34z" fill="#C08F00"/><path d="M290 104v82" stroke="#C08F00" stroke-width="2.5"/>
<path d="M226 136c8 28 34 48 64 68 30-20 56-40 64-68 10 8 14 18 10 28-10 22-40 44-74 66-34-22-64-44-74-66-4-10 0-20 10-28z" fill="${cloth.light}"/>`
}

function toggle(y: number, cloth: Cloth): Html {
  return html`<path d="M270 ${y + 6}h40" stroke="#E9E4D8" stroke-width="3"/><path d="M266 ${y}h12v12h-12z" fill="${cloth.seam}"/><rect x="296" y="${y + 1}" width="24" height="10" rx="5" fill="#C79A5B"/>`
}
