import type { LetterSummary, LettersBody } from '@shopbell/protocol'
import { copy } from '../copy'

/** What has become of a letter, in a few words. */
export function letterStateWords(letter: LetterSummary, stay: LettersBody['stay']): string {
  const { state, lastError } = letter
  if (state === 'waiting' && stay !== null) return copy.letters.kept
  if (state === 'waiting' && lastError !== null) return copy.letters.trouble(lastError)
  if (state === 'failed' && lastError !== null) return copy.letters.failed(lastError)
  return state === 'cancelled' ? copy.letters.cancelledLine : copy.letters.states[state]
}
