import { html } from '../html'

/** Four small clouds: the shop's mark, in a box of 30 by 18. Takes its stroke from around it. */
export const mark = html`<path d="M2 6q4-5 8 0M13 6q4-5 8 0M7.5 14q4-5 8 0M18.5 14q4-5 8 0"/>`

/** The wordmark's picture. */
export const markSign = html`<svg class="mark" viewBox="0 0 30 18" width="30" height="18" aria-hidden="true">${mark}</svg>`

export const crossSign = html`<svg class="sign" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M4 4l12 12M16 4L4 16"/></svg>`

export const plusSign = html`<svg class="sign" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M10 4v12M4 10h12"/></svg>`

export const minusSign = html`<svg class="sign" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M4 10h12"/></svg>`

/** A coat laid flat with the three lines that the size guide speaks of. */
export const measuringSign = html`<svg class="measuring" viewBox="0 0 360 300" width="360" height="300" role="img" aria-label="A coat laid flat: across is from armpit to armpit, back from collar to hem, sleeve from shoulder to cuff"><path class="outline" d="M150 34c-26 8-44 16-54 30L34 214l40 18 36-84-8 124h156l-8-124 36 84 40-18-62-150c-10-14-28-22-54-30-18 20-42 20-60 0z"/><g class="measure"><path d="M112 132h136M112 124v16M248 124v16"/><path d="M180 52v218M172 52h16M172 270h16"/><path d="M276 66l58 142M268 70l16-7M326 212l16-7"/></g><text x="128" y="122">Across</text><text x="190" y="226">Back</text><text x="312" y="120">Sleeve</text></svg>`
