import type { LetterStateEntry, StandingBody, StandingEntry } from '@shopbell/protocol'
import { words } from '../copy-conversation'
import { duration } from './times'

/** An entry that nobody wrote, of which the shopper is told. */
export type EventEntry = StandingEntry | LetterStateEntry

interface EventWords {
  readonly text: string
  /** Somebody takes the thread over here. */
  readonly isKnot: boolean
}

/** What an event says to the shopper. */
export function eventWords(entry: EventEntry): EventWords {
  if (entry.kind === 'letter_state') return { text: words.cameBack(entry.body.address), isKnot: false }
  return standingWords(entry.body, entry.at)
}

function standingWords(body: StandingBody, atMs: number): EventWords {
  switch (body.because) {
    case 'assigned':
    case 'claimed':
    case 'transferred':
      return isInQueue(body)
        ? { text: words.released, isKnot: false }
        : { text: words.joined(body.agent.name), isKnot: true }
    case 'slow':
      return { text: words.slow(body.agent.name), isKnot: false }
    case 'overdue':
      return { text: words.overdue, isKnot: false }
    case 'address_left':
      return { text: savedWords(body, atMs), isKnot: false }
    case 'place_given_up':
      return { text: words.goesByEmail, isKnot: false }
    case 'returned':
      return { text: words.returned(body.agent.name), isKnot: true }
    case 'agent_lost':
      return { text: words.lost(body.agent.name), isKnot: false }
    case 'reopened':
      return isInQueue(body)
        ? { text: words.reopened, isKnot: false }
        : { text: words.reopenedBy(body.agent.name), isKnot: true }
    case 'released':
      return { text: words.released, isKnot: false }
    case 'agent':
    case 'deadline':
      return { text: words.chatClosed, isKnot: false }
  }
}

/** No time is told while it is unknown whether the store's letters arrive. */
function savedWords(body: Extract<StandingBody, { to: 'by_email' }>, atMs: number): string {
  return body.isPromised
    ? words.savedForEmail(duration(body.promisedAtMs - atMs, 'long'))
    : words.savedForTeam
}

function isInQueue(body: StandingBody): body is Extract<StandingBody, { to: 'waiting' }> {
  return body.to === 'waiting'
}
