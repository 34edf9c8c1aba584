import * as z from 'zod'

/** Text that can be stored, of at most so many characters. */
export function text(max: number) {
  return z.string().max(max).refine(isStorableText, 'may not hold NUL or half a surrogate pair')
}

/** NUL cannot be stored by Postgres, and a lone surrogate is no text at all (it has no UTF-8). */
function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
