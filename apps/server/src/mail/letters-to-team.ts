import type { StandingStatus } from '@shopbell/protocol'
import { spanWords, teamCopy } from './copy'
import { type Written, writtenOf } from './letter-parts'

export interface Waits {
  readonly store: string
  readonly status: StandingStatus
  readonly visitorName: string | null
  readonly firstWords: string
  readonly lastWords: string
  readonly waitedMs: number
  readonly conversationUrl: string
}

/** Somebody has waited longer than the target, and nobody has answered. */
export function waitingNotice(waits: Waits): Written {
  const words = teamCopy.waiting
  const waited = spanWords(waits.waitedMs, 'en')
  return writtenOf(words.subject(waits.status, waited, waits.firstWords), 'en', [
    { kind: 'words', words: words.words(waits.visitorName ?? words.somebody, waits.store, waited) },
    { kind: 'said', by: waits.visitorName ?? words.somebody, text: waits.lastWords },
    { kind: 'link', words: words.open, url: waits.conversationUrl },
    { kind: 'small', words: words.small(waits.store) },
  ])
}

/** A link that makes its reader a colleague. */
export function invitation(invited: {
  readonly store: string
  readonly by: string
  readonly url: string
  readonly validMs: number
}): Written {
  const words = teamCopy.invitation
  return writtenOf(words.subject(invited.by, invited.store), 'en', [
    { kind: 'words', words: words.words(invited.by, invited.store) },
    { kind: 'link', words: words.open, url: invited.url },
    { kind: 'small', words: words.small(spanWords(invited.validMs, 'en')) },
  ])
}

/** A link that sets a password anew. */
export function passwordReset({ url, validMs }: { readonly url: string; readonly validMs: number }): Written {
  const words = teamCopy.passwordReset
  return writtenOf(words.subject, 'en', [
    { kind: 'words', words: words.words },
    { kind: 'link', words: words.open, url },
    { kind: 'small', words: words.small(spanWords(validMs, 'en')) },
  ])
}

/** A link that proves that letters arrive. */
export function testLetter({ store, url }: { readonly store: string; readonly url: string }): Written {
  const words = teamCopy.test
  return writtenOf(words.subject(store), 'en', [
    { kind: 'words', words: words.words(store) },
    { kind: 'link', words: words.open, url },
    { kind: 'small', words: words.small },
  ])
}
