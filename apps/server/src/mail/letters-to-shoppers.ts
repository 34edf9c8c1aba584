import type { Language } from './copy'
import { LOCALES, shopperCopy } from './copy'
import { type Part, type Written, writtenOf } from './letter-parts'

export interface ToShopper {
  readonly store: string
  readonly language: Language
  /** The page that has the chat; null where none is known. */
  readonly chatUrl: string | null
}

/** One message of a transcript. `name` is null for the assistant and for a shopper without a name. */
export interface Said {
  readonly by: 'visitor' | 'agent' | 'assistant'
  readonly name: string | null
  readonly text: string
  readonly at: number
}

/**
 * "We have your message", and how soon an answer is promised, if it is. It holds no word of the shopper's: the address
 * may be anybody's.
 */
export function receipt({ store, language, chatUrl }: ToShopper, withinMs: number | null): Written {
  const words = shopperCopy[language].receipt
  return writtenOf(words.subject(store), language, [
    { kind: 'words', words: words.words(store) },
    ...(withinMs === null ? [] : [{ kind: 'words', words: words.promised(withinMs) } as const]),
    ...chatLink(words.open, chatUrl),
    { kind: 'small', words: words.small(store) },
  ])
}

/** What the team has written and the shopper has not seen, all of it in one letter. */
export function replies(
  { store, language, chatUrl }: ToShopper,
  said: readonly { readonly name: string; readonly text: string }[],
  { isAnswerable }: { readonly isAnswerable: boolean },
): Written {
  const words = shopperCopy[language].replies
  return writtenOf(words.subject(store, said.at(-1)?.name ?? store), language, [
    ...said.map(({ name, text }): Part => ({ kind: 'said', by: name, text })),
    ...chatLink(words.open, chatUrl),
    { kind: 'small', words: words.small(store, isAnswerable) },
  ])
}

/** A whole chat, as it was, in the store's own time. Only for an address that is known to be the shopper's, or on an agent's word. */
export function transcript(
  { store, language }: ToShopper,
  {
    openedAt,
    said,
    zone,
  }: { readonly openedAt: number; readonly said: readonly Said[]; readonly zone: string },
): Written {
  const words = shopperCopy[language].transcript
  const date = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: zone }).format(
    openedAt,
  )
  const time = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  })
  const names = { visitor: words.you, assistant: words.assistant, agent: store }
  return writtenOf(words.subject(store, date), language, [
    { kind: 'words', words: words.words(store, date) },
    ...said.map(({ by, name, text, at }): Part => {
      return { kind: 'said', by: `${by === 'agent' ? (name ?? store) : names[by]}, ${time.format(at)}`, text }
    }),
    { kind: 'small', words: words.times(zone) },
  ])
}

function chatLink(words: string, url: string | null): readonly Part[] {
  return url === null ? [] : [{ kind: 'link', words, url }]
}
