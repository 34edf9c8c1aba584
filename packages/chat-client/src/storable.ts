import type { PageContext } from '@shopbell/protocol'
import type { KeptMessage } from './kept'

/** The wire's bounds; a test compares. */
export const MAX_TEXT = 4_000
const MAX_URL = 2_000
const MAX_TITLE = 300

/** The text without what no database keeps: NUL, and halves of surrogate pairs. The server refuses both. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Cs}/gu, '')
}

/** The page, as long as the wire lets it be. */
export function storablePage({ url, title, ...rest }: PageContext): PageContext {
  return { ...rest, url: storable(url.slice(0, MAX_URL)), title: storable(title.slice(0, MAX_TITLE)) }
}

/** What is written, ready for the outbox. A text that is too long is refused here: its frame could close the socket. */
export function newMessage(
  message: Pick<KeptMessage, 'clientId' | 'kind' | 'conversation' | 'page' | 'text'>,
  writtenAtMs: number,
): KeptMessage {
  const text = storable(message.text)
  const refused = isTooLong({ text }) ? { code: 'too_long' as const, message: '' } : null
  return { ...message, text, unlessAfter: null, writtenAtMs, refused }
}

export function isTooLong({ text }: Pick<KeptMessage, 'text'>): boolean {
  return text.length > MAX_TEXT
}
