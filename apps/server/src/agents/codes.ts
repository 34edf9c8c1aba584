import { drawText, type Random, systemRandom } from '../foundation/ids'

/** Without 0, o, 1, i and l, which look alike in a terminal. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789'
const HALF = 4

/** A code for a printed link, such as `k3v9-7qmd`: 40 bits, which suffices for what works once and is limited. */
export function drawCode(random: Random = systemRandom): string {
  let code = ''
  while (code.length < 2 * HALF) {
    for (const letter of drawText(2 * HALF, random)) {
      if (READABLE.includes(letter) && code.length < 2 * HALF) code += letter
    }
  }
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`
}

/** Whether a text could be such a code. What could not need not be looked for, and some of it cannot be (NUL). */
export function isCode(text: string): boolean {
  return /^[a-z2-9]{4}-[a-z2-9]{4}$/.test(text)
}
