import type { NamedAgent } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import { dueOf } from './deadlines'
import type { Facts } from './facts'
import { close, frontOfTheQueue, type Happened, type Move, moved, toEmail, UNMOVED } from './moves'

/** Does what the earliest deadline is for, if it has passed. */
export function deadlinePassed(
  facts: Facts,
  happening: Happened<'deadline'>,
  nowMs: number,
  durations: Durations,
): Move {
  const due = dueOf(facts, durations)
  if (due === null || due.atMs > nowMs) return UNMOVED
  switch (due.for) {
    case 'agent_lost':
      return agentStaysAway(facts, nowMs)
    case 'waiting_alarm':
      return waitsTooLong(facts, happening.opensAtMs ?? null, nowMs, durations)
    case 'place_given_up':
      return givesUpPlace(facts, nowMs, durations)
    case 'reply_target':
      return tell(facts, 'slow', { alarm: 'target' })
    case 'reply_alarm':
      return replyIsOverdue(facts, happening.offerTo ?? null, nowMs)
    case 'email_answer':
      return moved({ ...facts, dueFromMs: nowMs })
    case 'letter_due':
      return writeLetter(facts)
    case 'visitor_silent':
    case 'assistant_silent':
    case 'email_silent':
      return close(facts, 'deadline', null, nowMs)
    default:
      return assertNever(due.for)
  }
}

/** Told to the team; due again when the store opens next, at the latest after a day. */
function waitsTooLong(
  facts: Facts,
  opensAtMs: number | null,
  nowMs: number,
  { waitingAlarmMs }: Durations,
): Move {
  const opensSooner = opensAtMs !== null && opensAtMs > nowMs && opensAtMs < nowMs + waitingAlarmMs
  const dueFromMs = opensSooner ? opensAtMs - waitingAlarmMs : nowMs
  return moved({ ...facts, alarm: facts.alarm === null ? 'target' : 'alarm', dueFromMs })
}

/** Whoever left an address hears by email; anybody else stands at the end of the queue from now on. */
function givesUpPlace(facts: Facts, nowMs: number, durations: Durations): Move {
  if (facts.replyAddress !== null) return toEmail(facts, 'place_given_up', nowMs, durations)
  return moved({ ...facts, standing: { status: 'waiting', sinceMs: nowMs }, placeGivenUp: true })
}

/** Said once; with nobody else there the conversation stays with whom it is, and is due again as often. */
function replyIsOverdue(facts: Facts, offered: NamedAgent | null, nowMs: number): Move {
  const noticed = { alarm: 'alarm', offered: offered ?? facts.offered, dueFromMs: nowMs } as const
  return facts.alarm === 'alarm' ? moved({ ...facts, ...noticed }) : tell(facts, 'overdue', noticed)
}

function tell(facts: Facts, because: 'slow' | 'overdue', noticed: Partial<Facts>): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent') return UNMOVED
  const agent = { id: standing.agentId, name: standing.agentName }
  return moved({ ...facts, ...noticed }, { to: 'with_agent', because, agent })
}

function writeLetter(facts: Facts): Move {
  return {
    kind: 'moved',
    facts: { ...facts, unseen: null },
    effects: [],
    letterUpTo: facts.unseen?.seq ?? null,
  }
}

function agentStaysAway(facts: Facts, nowMs: number): Move {
  const { standing, lost } = facts
  if (standing.status !== 'with_agent' || lost === null) return UNMOVED
  return moved(
    { ...frontOfTheQueue(facts, nowMs), lost, waitingSinceMs: facts.waitingSinceMs ?? lost.atMs },
    { to: 'waiting', because: 'agent_lost', agent: { id: standing.agentId, name: standing.agentName } },
  )
}
