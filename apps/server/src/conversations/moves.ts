import type { NamedAgent, RefusalCode, Standing, StandingBody } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import type { Facts, NamedHappening } from './facts'

export type Move =
  | {
      readonly kind: 'moved'
      readonly facts: Facts
      /** What the log is to say about it, in order. */
      readonly effects: readonly StandingBody[]
      /** What the visitor has not seen is to go out as a letter: the replies up to this place. */
      readonly letterUpTo: number | null
    }
  /** Nothing was to be done: it is so already. */
  | { readonly kind: 'unmoved' }
  | Refused

export interface Refused {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** Who has it, with `taken`. */
  readonly by?: NamedAgent
}

/** A happening of one kind. */
export type Happened<Kind extends NamedHappening['kind']> = Extract<NamedHappening, { kind: Kind }>

/** Nobody has noticed this silence yet. */
export const UNNOTICED = { alarm: null, offered: null, signsOfLife: 0 } as const

/** Nothing was to be done. */
export const UNMOVED = { kind: 'unmoved' } as const

/** Moved, with what the log is to say. */
export function moved(facts: Facts, ...effects: StandingBody[]): Move {
  return { kind: 'moved', facts, effects, letterUpTo: null }
}

/** Somebody owes an answer from now on. */
export function owed(facts: Facts, standing: Standing, nowMs: number): Facts {
  return { ...facts, ...UNNOTICED, standing, waitingSinceMs: nowMs, dueFromMs: nowMs }
}

/** Since when an answer is owed, whoever was lost meanwhile; null where the last word was the team's. */
export function owedSince({ lost, waitingSinceMs, lastVisitorAtMs }: Facts): number | null {
  if (lost === null || waitingSinceMs === null || waitingSinceMs < lost.atMs) return waitingSinceMs
  return lastVisitorAtMs > lost.atMs ? lastVisitorAtMs : null
}

/** With this agent, and whose turn it is. */
export function withAgent(agent: NamedAgent, awaiting: 'visitor' | 'agent'): Standing {
  return { status: 'with_agent', agentId: agent.id, agentName: agent.name, awaiting }
}

/** Refused, because somebody has it. */
export function takenBy(standing: Extract<Standing, { status: 'with_agent' }>): Refused {
  return { kind: 'refused', code: 'taken', by: { id: standing.agentId, name: standing.agentName } }
}

/** By when it was opened it stands before everybody who came later. */
export function frontOfTheQueue(facts: Facts, nowMs: number): Facts {
  return {
    ...owed(facts, { status: 'waiting', sinceMs: facts.openedAtMs }, nowMs),
    waitingSinceMs: facts.waitingSinceMs ?? nowMs,
    lost: null,
  }
}

/** The rest goes by email, and an answer is due. */
export function toEmail(
  facts: Facts,
  because: 'address_left' | 'place_given_up',
  nowMs: number,
  durations: Durations,
): Move {
  const standing = promisedByEmail(facts, nowMs, durations)
  return moved(
    {
      ...owed(facts, standing, nowMs),
      waitingSinceMs: owedSince(facts) ?? nowMs,
      lost: null,
      placeGivenUp: false,
    },
    {
      to: 'by_email',
      because,
      promisedAtMs: standing.promisedAtMs,
      isPromised: facts.answerWithinMs !== null,
    },
  )
}

/** The answer that is promised by email from now on. */
export function promisedByEmail({ answerWithinMs }: Facts, nowMs: number, { emailAnswerMs }: Durations) {
  const promisedAtMs = nowMs + (answerWithinMs ?? emailAnswerMs)
  return { status: 'by_email', awaiting: 'store', promisedAtMs } as const
}

/** What the visitor has not seen by then goes out at once: nothing else would send it. */
export function close(
  facts: Facts,
  because: 'agent' | 'deadline',
  agent: NamedAgent | null,
  nowMs: number,
): Move {
  if (facts.standing.status === 'closed') return UNMOVED
  const { unseen, replyAddress } = facts
  return {
    kind: 'moved',
    facts: {
      ...facts,
      ...UNNOTICED,
      standing: { status: 'closed', closedAtMs: nowMs },
      waitingSinceMs: null,
      lost: null,
      placeGivenUp: false,
      unseen: null,
    },
    effects: [{ to: 'closed', because, agent }],
    letterUpTo: unseen !== null && replyAddress !== null ? unseen.seq : null,
  }
}
