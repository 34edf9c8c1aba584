import type { NamedAgent, RefusalCode, Standing, StandingBody } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import { dueOf, maySignLife } from './deadlines'
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

/** Who must move next. Every standing but `closed` has exactly one answer. */
export type Party = 'visitor' | 'assistant' | 'queue' | 'agent' | 'store' | 'nobody'

export function nextToMove(standing: Standing): Party {
  switch (standing.status) {
    case 'waiting':
      return 'queue'
    case 'with_agent':
      return standing.awaiting
    case 'with_assistant':
      return 'assistant'
    case 'by_email':
      return standing.awaiting
    case 'closed':
      return 'nobody'
    default:
      return assertNever(standing)
  }
}

/** What a happening does to a conversation. Pure: the caller stores the facts and says the effects. */
export function move(facts: Facts, happening: NamedHappening, nowMs: number, durations: Durations): Move {
  switch (happening.kind) {
    case 'visitor_wrote':
      return visitorWrote(facts, nowMs, durations)
    case 'visitor_gone':
      return visitorGone(facts, nowMs)
    case 'visitor_back':
      return visitorBack(facts)
    case 'visitor_saw':
      return visitorSaw(facts, happening.seq)
    case 'address_left':
      return addressLeft(facts, happening, nowMs, durations)
    case 'agent_wrote':
      return agentWrote(facts, happening, nowMs)
    case 'agent_typing':
      return agentTyping(facts, happening, nowMs, durations)
    case 'agent_lost':
      return agentLost(facts, happening, nowMs)
    case 'agent_back':
      return agentBack(facts, happening.agent, nowMs, durations)
    case 'given':
      return given(facts, happening, nowMs)
    case 'transferred':
      return transferred(facts, happening, nowMs)
    case 'released':
      return released(facts, happening.agent, nowMs)
    case 'reopened':
      return reopened(facts, happening.agent, nowMs)
    case 'closed':
      return close(facts, 'agent', happening.agent, nowMs)
    case 'deadline':
      return deadlinePassed(facts, happening, nowMs, durations)
    default:
      return assertNever(happening)
  }
}

type Happened<Kind extends NamedHappening['kind']> = Extract<NamedHappening, { kind: Kind }>

/** Nobody has noticed this silence yet. */
const UNNOTICED = { alarm: null, offered: null, signsOfLife: 0 } as const

function visitorWrote(facts: Facts, nowMs: number, durations: Durations): Move {
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
        { ...owed(heard, { status: 'waiting', sinceMs: nowMs }, nowMs), lost: null, placeGivenUp: false },
        { to: 'waiting', because: 'reopened' },
      )
    default:
      return assertNever(standing)
  }
}

function visitorGone(facts: Facts, nowMs: number): Move {
  if (facts.standing.status === 'closed' || facts.visitorGoneAtMs !== null) return UNMOVED
  return moved({ ...facts, visitorGoneAtMs: nowMs })
}

function visitorBack(facts: Facts): Move {
  if (facts.visitorGoneAtMs === null) return UNMOVED
  return moved({ ...facts, visitorGoneAtMs: null, placeGivenUp: false })
}

function visitorSaw(facts: Facts, seq: number): Move {
  if (facts.unseen === null || seq < facts.unseen.seq) return UNMOVED
  return moved({ ...facts, unseen: null })
}

/** With nobody there to answer the rest goes by email; whoever has it keeps it. */
function addressLeft(
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

function toEmail(
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

function promisedByEmail({ answerWithinMs }: Facts, nowMs: number, { emailAnswerMs }: Durations) {
  const promisedAtMs = nowMs + (answerWithinMs ?? emailAnswerMs)
  return { status: 'by_email', awaiting: 'store', promisedAtMs } as const
}

/** To answer is to take: a reply into one that nobody has makes it the writer's. Two people never answer at once. */
function agentWrote(facts: Facts, { agent, seq }: Happened<'agent_wrote'>, nowMs: number): Move {
  const { standing } = facts
  const replied = {
    ...facts,
    ...UNNOTICED,
    firstReplyAtMs: facts.firstReplyAtMs ?? nowMs,
    waitingSinceMs: null,
    lost: null,
    placeGivenUp: false,
    dueFromMs: nowMs,
    unseen: { seq, sinceMs: facts.unseen?.sinceMs ?? nowMs },
  }
  switch (standing.status) {
    case 'with_agent':
      if (standing.agentId !== agent.id) return takenBy(standing)
      return moved({ ...replied, standing: { ...standing, awaiting: 'visitor' } })
    case 'waiting':
    case 'with_assistant': {
      // The log says first that it was taken, then what was written.
      const unseen = { ...replied.unseen, seq: seq + 1 }
      return moved(
        { ...replied, unseen, standing: withAgent(agent, 'visitor') },
        { to: 'with_agent', because: 'claimed', agent },
      )
    }
    case 'by_email':
      return moved({ ...replied, standing: { ...standing, awaiting: 'visitor' } })
    case 'closed':
      return { kind: 'refused', code: 'conversation_closed' }
    default:
      return assertNever(standing)
  }
}

function agentTyping(
  facts: Facts,
  { agentId }: Happened<'agent_typing'>,
  nowMs: number,
  durations: Durations,
): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent' || standing.agentId !== agentId) return UNMOVED
  if (!maySignLife(facts, nowMs, durations)) return UNMOVED
  return moved({ ...facts, signsOfLife: facts.signsOfLife + 1, dueFromMs: nowMs })
}

function given(facts: Facts, { because, agent, why }: Happened<'given'>, nowMs: number): Move {
  const { standing } = facts
  switch (standing.status) {
    case 'with_agent':
      if (standing.agentId === agent.id) return UNMOVED
      // Its agent is silent, and others are asked to take it.
      if (facts.alarm !== 'alarm' || because !== 'claimed') return takenBy(standing)
      return moved(givenTo(facts, agent, nowMs), { to: 'with_agent', because, agent })
    case 'waiting':
    case 'with_assistant':
    case 'by_email':
      return moved(givenTo(facts, agent, nowMs), {
        to: 'with_agent',
        because,
        agent,
        ...(why === undefined ? {} : { why }),
      })
    case 'closed':
      return { kind: 'refused', code: 'conversation_closed' }
    default:
      return assertNever(standing)
  }
}

/** The shopper is told that somebody has come, so that somebody moves next, whoever wrote last. */
function givenTo(facts: Facts, agent: NamedAgent, nowMs: number): Facts {
  return {
    ...owed(facts, withAgent(agent, 'agent'), nowMs),
    waitingSinceMs: owedSince(facts) ?? nowMs,
    lost: null,
    placeGivenUp: false,
  }
}

function transferred(facts: Facts, { agent, to }: Happened<'transferred'>, nowMs: number): Move {
  const { standing } = facts
  if (standing.status === 'closed') return { kind: 'refused', code: 'conversation_closed' }
  if (standing.status === 'with_agent' && standing.agentId !== agent.id && facts.alarm !== 'alarm') {
    return takenBy(standing)
  }
  if (to.kind === 'team') {
    return moved(frontOfTheQueue(facts, nowMs), {
      to: 'waiting',
      because: 'transferred',
      agent,
      team: to.team,
    })
  }
  if (standing.status === 'with_agent' && standing.agentId === to.agent.id) return UNMOVED
  return moved(givenTo(facts, to.agent, nowMs), {
    to: 'with_agent',
    because: 'transferred',
    agent: to.agent,
    by: agent,
  })
}

/** Given back, or its agent does not belong to the store any more. */
function released(facts: Facts, agent: NamedAgent | null, nowMs: number): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent') return UNMOVED
  if (agent !== null && agent.id !== standing.agentId) return takenBy(standing)
  return moved(frontOfTheQueue(facts, nowMs), { to: 'waiting', because: 'released' })
}

/** Whoever reopens it has it, and means to write. */
function reopened(facts: Facts, agent: NamedAgent, nowMs: number): Move {
  if (facts.standing.status !== 'closed') return UNMOVED
  return moved(
    { ...facts, ...UNNOTICED, standing: withAgent(agent, 'visitor'), lost: null, dueFromMs: nowMs },
    { to: 'with_agent', because: 'reopened', agent },
  )
}

function agentLost(facts: Facts, { agentId }: Happened<'agent_lost'>, nowMs: number): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent' || standing.agentId !== agentId || facts.lost !== null) return UNMOVED
  return moved({ ...facts, lost: { agentId, atMs: nowMs } })
}

function agentBack(facts: Facts, agent: NamedAgent, nowMs: number, durations: Durations): Move {
  const { standing, lost } = facts
  if (lost === null || lost.agentId !== agent.id) return UNMOVED
  if (standing.status === 'with_agent') return moved({ ...facts, lost: null })
  if (standing.status !== 'waiting' || nowMs - lost.atMs > durations.agentReturnMs) return UNMOVED
  const waitingSinceMs = owedSince(facts)
  return moved(
    {
      ...facts,
      ...UNNOTICED,
      standing: withAgent(agent, waitingSinceMs === null ? 'visitor' : 'agent'),
      waitingSinceMs,
      lost: null,
      placeGivenUp: false,
      dueFromMs: nowMs,
    },
    { to: 'with_agent', because: 'returned', agent },
  )
}

/** Since when an answer is owed, whoever was lost meanwhile; null where the last word was the team's. */
function owedSince({ lost, waitingSinceMs, lastVisitorAtMs }: Facts): number | null {
  if (lost === null || waitingSinceMs === null || waitingSinceMs < lost.atMs) return waitingSinceMs
  return lastVisitorAtMs > lost.atMs ? lastVisitorAtMs : null
}

function deadlinePassed(
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

/** By when it was opened it stands before everybody who came later. */
function frontOfTheQueue(facts: Facts, nowMs: number): Facts {
  return {
    ...owed(facts, { status: 'waiting', sinceMs: facts.openedAtMs }, nowMs),
    waitingSinceMs: facts.waitingSinceMs ?? nowMs,
    lost: null,
  }
}

/** What the visitor has not seen by then goes out at once: nothing else would send it. */
function close(facts: Facts, because: 'agent' | 'deadline', agent: NamedAgent | null, nowMs: number): Move {
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

/** Somebody owes an answer from now on. */
function owed(facts: Facts, standing: Standing, nowMs: number): Facts {
  return { ...facts, ...UNNOTICED, standing, waitingSinceMs: nowMs, dueFromMs: nowMs }
}

function withAgent(agent: NamedAgent, awaiting: 'visitor' | 'agent'): Standing {
  return { status: 'with_agent', agentId: agent.id, agentName: agent.name, awaiting }
}

function takenBy(standing: Extract<Standing, { status: 'with_agent' }>): Refused {
  return { kind: 'refused', code: 'taken', by: { id: standing.agentId, name: standing.agentName } }
}

const UNMOVED = { kind: 'unmoved' } as const

function moved(facts: Facts, ...effects: StandingBody[]): Move {
  return { kind: 'moved', facts, effects, letterUpTo: null }
}
