import type { Cloth } from '../catalogue/colours'
import { type Html, html } from '../html'
import { shadow } from './scene'

const steel = { light: '#DDDFDD', base: '#B9BDBC', deep: '#969C9C', seam: '#6C7374' }

/** A tall flask with a handle in its cap. */
export function sleetFlask(cloth: Cloth): Html {
  return html`${shadow(296, 690, 122)}
<path d="M252 132c0-60 76-60 76 0" fill="none" stroke="${cloth.seam}" stroke-width="15" stroke-linecap="round"/>
<path d="M232 128h116c6 0 10 4 10 10v66H222v-66c0-6 4-10 10-10z" fill="${cloth.deep}"/>
<path d="M246 140v52M262 140v52M278 140v52M294 140v52M310 140v52M326 140v52M342 140v52" stroke="${cloth.seam}" stroke-width="3" opacity=".6"/>
<path d="M230 204h120v30H230z" fill="${steel.base}"/><path d="M230 204h34v30h-34z" fill="${steel.light}"/><path d="M328 204h22v30h-22zM230 228h120v6H230z" fill="${steel.deep}"/>
<path d="M230 234h120c34 18 50 44 50 80v348c0 14-9 24-22 26-58 8-118 8-176 0-13-2-22-12-22-26V314c0-36 16-62 50-80z" fill="${cloth.base}"/>
<path d="M350 234c34 18 50 44 50 80v348c0 14-9 24-22 26l-32 3c12-4 18-14 18-28V314c0-36-4-62-36-80z" fill="${cloth.deep}"/>
<path d="M210 322c0-30 8-50 26-66" fill="none" stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".2"/><path d="M210 346v262" stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".2"/>
<path d="M180 640h220v22c0 14-9 24-22 26-58 8-118 8-176 0-13-2-22-12-22-26z" fill="${steel.base}"/><path d="M180 640h40v50l-18-2c-13-2-22-12-22-26z" fill="${steel.light}"/><path d="M364 640h36v22c0 14-9 24-22 26l-32 3c12-4 18-14 18-28z" fill="${steel.deep}"/>
<g fill="none" stroke="#F7F6F3" stroke-width="6" stroke-linecap="round"><path d="M246 430q14-16 28 0M284 430q14-16 28 0M265 456q14-16 28 0M303 456q14-16 28 0"/></g>`
}

/** A broad flask for soup, one of its cups set beside it. */
export function noonFlask(cloth: Cloth): Html {
  return html`${shadow(262, 690, 150)}${shadow(452, 692, 66)}
<path d="M166 276c-70 20-84 240-8 292" fill="none" stroke="#8A5A34" stroke-width="17" stroke-linecap="round"/><path d="M166 276c-70 20-84 240-8 292" fill="none" stroke="#B98252" stroke-width="2" stroke-dasharray="6 5"/>
<path d="M182 96h140c8 0 14 6 14 14l10 118H158l10-118c0-8 6-14 14-14z" fill="${steel.base}"/><path d="M182 96h30l-14 132h-40l10-118c0-8 6-14 14-14z" fill="${steel.light}"/><path d="M300 96h22c8 0 14 6 14 14l10 118h-36z" fill="${steel.deep}"/>
<path d="M170 112h164" stroke="${steel.seam}" stroke-width="2.5" opacity=".6"/>
<path d="M150 228h204v22H150z" fill="${steel.deep}"/>
<path d="M150 250h204c12 12 18 26 18 44v370c0 14-8 22-21 24-66 8-132 8-198 0-13-2-21-10-21-24V294c0-18 6-32 18-44z" fill="${cloth.base}"/>
<path d="M354 250c12 12 18 26 18 44v370c0 14-8 22-21 24l-36 4c12-5 17-13 17-26V294c0-18-4-32-14-44z" fill="${cloth.deep}"/>
<path d="M164 300v320" stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".3"/>
<path d="M132 342h240v26H132zM132 578h240v26H132z" fill="#F2B705"/><path d="M332 342h40v26h-40zM332 578h40v26h-40z" fill="#C08F00"/>
<rect x="146" y="262" width="36" height="30" rx="5" fill="#8A5A34"/><rect x="138" y="552" width="36" height="30" rx="5" fill="#8A5A34"/><circle cx="164" cy="277" r="5" fill="${steel.light}"/><circle cx="156" cy="567" r="5" fill="${steel.light}"/>
<path d="M500 594c40-8 42 54-6 54" fill="none" stroke="${cloth.deep}" stroke-width="11" stroke-linecap="round"/>
<path d="M396 574h110l-9 106c-1 7-5 11-12 12-23 3-45 3-68 0-7-1-11-5-12-12z" fill="${cloth.base}"/><path d="M474 574h32l-9 106c-1 7-5 11-12 12l-22 2c6-2 8-6 9-14z" fill="${cloth.deep}"/>
<ellipse cx="451" cy="575" rx="55" ry="11" fill="${cloth.deeper}"/><ellipse cx="451" cy="577" rx="45" ry="7.5" fill="#B4692E"/>
<g fill="none" stroke="#F7F6F3" stroke-width="8" stroke-linecap="round"><path d="M414 536q13-14 26 0M456 530q13-14 26 0M434 500q12-12 24 0M468 494q10-11 20 0"/></g>`
}

/** A waxed hat, left on a bollard. */
export function gullHat(cloth: Cloth): Html {
  return html`${shadow(292, 698, 150)}
<path d="M196 470h188l12 214c-66 14-146 14-212 0z" fill="#8C7B66"/><path d="M336 470h48l12 214c-14 4-28 6-42 8z" fill="#75664F"/><path d="M226 520l-5 160M262 520l-2 120" stroke="#75664F" stroke-width="3" stroke-linecap="round" opacity=".6"/>
<g fill="none" stroke-linecap="round"><path d="M190 576c66 16 134 16 200 0M188 602c68 16 136 16 204 0" stroke="#B3A485" stroke-width="25"/><path d="M190 576c66 16 134 16 200 0M188 602c68 16 136 16 204 0" stroke="#D9CDB4" stroke-width="19"/><path d="M204 572l-8 18M230 578l-9 20M258 581l-9 22M286 582l-9 22M314 581l-8 22M342 579l-6 21M368 574l-4 20M206 599l-8 18M234 605l-9 20M262 608l-9 20M290 609l-9 20M318 608l-8 20M346 605l-6 20M372 600l-4 18" stroke="#B3A485" stroke-width="3"/></g>
<path d="M98 462c34-48 96-72 192-72s158 24 192 72c16 24 6 44-18 48-112 18-236 18-348 0-24-4-34-24-18-48z" fill="${cloth.deep}"/>
<path d="M98 462c34-48 96-72 192-72s158 24 192 72c6 9 8 17 6 25-48-26-110-39-198-39s-150 13-198 39c-2-8 0-16 6-25z" fill="${cloth.base}"/>
<g fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5" opacity=".75"><path d="M106 468c44-24 106-36 184-36s140 12 184 36"/><path d="M126 448c42-18 98-28 164-28s122 10 164 28"/></g>
<path d="M166 424c0-46 8-96 22-130 14-34 50-48 102-48s88 14 102 48c14 34 22 84 22 130-76-22-172-22-248 0z" fill="${cloth.base}"/>
<path d="M290 246c52 0 88 14 102 48 14 34 22 84 22 130-22-6-46-11-70-14 0-66-4-112-14-136-8-18-20-26-40-28z" fill="${cloth.deep}"/>
<path d="M290 246c-52 0-88 14-102 48-14 34-22 84-22 130 22-6 46-11 70-14 0-66 4-112 14-136 8-18 20-26 40-28z" fill="#fff" opacity=".05"/>
<path d="M292 246c-26 6-38 14-44 34-10 28-12 76-12 130M288 246c26 6 38 14 44 34 10 28 12 76 12 130" fill="none" stroke="${cloth.seam}" stroke-width="2.5"/>
<path d="M196 284c54-24 134-24 188 0" fill="none" stroke="${cloth.seam}" stroke-width="2" stroke-dasharray="6 5" opacity=".75"/>
<path d="M167 390c74-22 172-22 246 0l1 34c-76-22-172-22-248 0z" fill="#F2B705"/><path d="M344 376c24 3 48 8 69 14l1 34c-22-6-46-11-70-14z" fill="#C08F00"/>
<circle cx="204" cy="344" r="6" fill="${cloth.deeper}"/><circle cx="204" cy="344" r="2.5" fill="#E9E4D8"/><circle cx="222" cy="336" r="6" fill="${cloth.deeper}"/><circle cx="222" cy="336" r="2.5" fill="#E9E4D8"/>`
}

/** A tin of wax, a reel, a needle, two toggles and a patch. */
export function mendingKit(cloth: Cloth): Html {
  return html`${shadow(226, 648, 172)}${shadow(458, 654, 70)}
<circle cx="196" cy="412" r="132" fill="${steel.deep}"/><circle cx="190" cy="408" r="132" fill="${cloth.base}"/><circle cx="190" cy="408" r="112" fill="none" stroke="#F7F6F3" stroke-width="2.5" opacity=".7"/>
<g fill="none" stroke="#F7F6F3" stroke-width="8" stroke-linecap="round"><path d="M130 384q16-20 33 0M182 384q16-20 33 0M154 416q16-20 33 0M206 416q16-20 33 0"/></g><path d="M140 456h100M160 476h60" stroke="#F7F6F3" stroke-width="5" stroke-linecap="round" opacity=".8"/>
<path d="M64 528h324v94c0 14-52 28-162 28S64 636 64 622z" fill="${steel.base}"/><path d="M64 528h52v112c-34-5-52-11-52-18z" fill="${steel.light}"/><path d="M330 528h58v94c0 8-18 16-58 21z" fill="${steel.deep}"/>
<ellipse cx="226" cy="528" rx="162" ry="40" fill="${steel.deep}"/><ellipse cx="226" cy="526" rx="150" ry="34" fill="#F2B705"/><path d="M130 528c34-26 96-18 90 0s60 16 96-4c-10 26-62 34-102 32s-72-10-84-28z" fill="#D9A200"/>
<path d="M64 566c60 28 264 28 324 0" fill="none" stroke="${steel.seam}" stroke-width="2" opacity=".5"/>
<path d="M402 508h112v14c0 6-10 8-18 10v96c8 2 18 4 18 10v14H402v-14c0-6 10-8 18-10v-96c-8-2-18-4-18-10z" fill="#C79A5B"/><path d="M414 532h88v96h-88z" fill="#A54E35"/><path d="M474 532h28v96h-28z" fill="#8E402A"/><path d="M414 546l88-8M414 560l88-8M414 574l88-8M414 588l88-8M414 602l88-8M414 616l88-8" stroke="#75331F" stroke-width="2.5"/><path d="M402 508h112v14H402zM402 640h112v12H402z" fill="#AD8146"/>
<path d="M492 546c44-40 22-110-28-118-46-8-66 44-26 52 52 10 76-90 42-176" fill="none" stroke="#A54E35" stroke-width="4.5" stroke-linecap="round"/>
<path d="M490 330l-76-176" stroke="${steel.seam}" stroke-width="9" stroke-linecap="round"/><path d="M487 322l-9-21" stroke="#E5E2DB" stroke-width="4" stroke-linecap="round"/>
<g transform="rotate(-9 450 690)"><rect x="398" y="672" width="100" height="44" rx="3" fill="${cloth.deep}"/><rect x="405" y="679" width="86" height="30" fill="none" stroke="#E9E4D8" stroke-width="2.5" stroke-dasharray="6 5"/></g>
<g fill="#AD8146"><rect x="236" y="684" width="56" height="18" rx="9" transform="rotate(-14 264 693)"/><rect x="312" y="690" width="56" height="18" rx="9" transform="rotate(10 340 699)"/></g><g stroke="#E9E4D8" stroke-width="4"><path d="M261 684l5 18M338 690l3 18"/></g>`
}
