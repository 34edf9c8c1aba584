import * as z from 'zod'
import { LIMITS } from './limits'

/** Text that can be stored, of at most so many characters. */
export function text(max: number) {
  return z.string().max(max).refine(isStorableText, 'may not hold NUL or half a surrogate pair')
}

/** NUL cannot be stored by Postgres, and a lone surrogate is no text at all (it has no UTF-8). */
function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** What somebody says: a message, a note, an answer. */
export const spoken = text(LIMITS.textLength).refine((value) => value.trim() !== '', 'may not be empty')
