import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import type { Facts } from './facts'
import { type Happened, type Move, moved, owed, promisedByEmail, toEmail, UNMOVED } from './moves'

/** Words of the visitor: an answer is owed from now on, and a closed conversation is open again. */
export function visitorWrote(facts: Facts, nowMs: number, durations: Durations): Move {
  const { standing } = facts
  const heard = { ...facts, lastVisitorAtMs: nowMs }
  switch (standing.status) {
    case 'waiting':
      return moved(heard)
    case 'with_agent':
      if (standing.awaiting === 'agent') return moved(heard)
      return moved(owed(heard, { ...standing, awaiting: 'agent' }, nowMs))
    case 'with_assistant':
      return moved({ ...heard, dueFromMs: nowMs })
    case 'by_email':
      if (standing.awaiting === 'store') return moved(heard)
      return moved(owed(heard, promisedByEmail(facts, nowMs, durations), nowMs))
    case 'closed':
      return moved(
        {
          ...owed(heard, { status: 'waiting', sinceMs: nowMs }, nowMs),
          lost: null,
          placeGivenUp: false,
          // Nobody followed the coming and going while it was closed.
          visitorGoneAtMs: null,
        },
        { to: 'waiting', because: 'reopened' },
      )
    default:
      return assertNever(standing)
  }
}

/** The last connection of the visitor was closed. */
export function visitorGone(facts: Facts, nowMs: number): Move {
  if (facts.standing.status === 'closed' || facts.visitorGoneAtMs !== null) return UNMOVED
  return moved({ ...facts, visitorGoneAtMs: nowMs })
}

/** The visitor is connected again. */
export function visitorBack(facts: Facts): Move {
  if (facts.visitorGoneAtMs === null) return UNMOVED
  return moved({ ...facts, visitorGoneAtMs: null, placeGivenUp: false })
}

/** The visitor has seen everything up to a place. */
export function visitorSaw(facts: Facts, seq: number): Move {
  if (facts.unseen === null || seq < facts.unseen.seq) return UNMOVED
  return moved({ ...facts, unseen: null })
}

/** With nobody there to answer the rest goes by email; whoever has it keeps it. */
export function addressLeft(
  facts: Facts,
  { address, withinMs, byEmail }: Happened<'address_left'>,
  nowMs: number,
  durations: Durations,
): Move {
  const known = { ...facts, replyAddress: address, answerWithinMs: withinMs }
  const { status } = facts.standing
  if (byEmail && (status === 'waiting' || status === 'with_assistant')) {
    return toEmail(known, 'address_left', nowMs, durations)
  }
  return facts.replyAddress === address ? UNMOVED : moved(known)
}
