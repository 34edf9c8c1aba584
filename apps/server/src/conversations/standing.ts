import type { DueFor } from '@shopbell/database'
import type { AgentId, NamedAgent, RefusalCode, Standing, StandingBody } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'

/** What is known of a conversation's course. Times are milliseconds since 1970 UTC. */
export interface Facts {
  readonly standing: Standing
  readonly openedAtMs: number
  /** Since when the visitor waits for a person's answer. */
  readonly waitingSinceMs: number | null
  readonly lastVisitorAtMs: number
  readonly firstReplyAtMs: number | null
  /** Whose last connection was lost, and when. */
  readonly lost: { readonly agentId: AgentId; readonly atMs: number } | null
  /** From when the standing's deadline runs. */
  readonly dueFromMs: number
}

/** What may happen to a conversation. Notes, ratings and the like are not here: they move nothing. */
export type Happening =
  | { readonly kind: 'visitor_wrote' }
  | { readonly kind: 'agent_wrote'; readonly agent: NamedAgent }
  | { readonly kind: 'given'; readonly because: 'assigned' | 'claimed'; readonly agentId: AgentId }
  | { readonly kind: 'closed'; readonly agentId: AgentId }
  | { readonly kind: 'agent_lost'; readonly agentId: AgentId }
  | { readonly kind: 'agent_back'; readonly agentId: AgentId }
  /** Whoever has it is no member of the store any more. */
  | { readonly kind: 'released' }
  /** The clock has reached the deadline, if it has. */
  | { readonly kind: 'deadline' }

/** A happening whose agent is known by name, as the log will say it. */
export type NamedHappening =
  | Extract<Happening, { kind: 'visitor_wrote' | 'agent_wrote' | 'agent_lost' | 'released' | 'deadline' }>
  | { readonly kind: 'given'; readonly because: 'assigned' | 'claimed'; readonly agent: NamedAgent }
  | { readonly kind: 'closed'; readonly agent: NamedAgent }
  | { readonly kind: 'agent_back'; readonly agent: NamedAgent }

/** What the log is to say about a move, in order. */
export type Effects = readonly StandingBody[]

export type Move =
  | { readonly kind: 'moved'; readonly facts: Facts; readonly effects: Effects }
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

/** The facts of a conversation that begins with a visitor's message: it waits. */
export function factsAtBeginning(nowMs: number): Facts {
  return {
    standing: { status: 'waiting', sinceMs: nowMs },
    openedAtMs: nowMs,
    waitingSinceMs: nowMs,
    lastVisitorAtMs: nowMs,
    firstReplyAtMs: null,
    lost: null,
    dueFromMs: nowMs,
  }
}

/** What a happening does to a conversation. Pure: the caller stores the facts and says the effects. */
export function move(facts: Facts, happening: NamedHappening, nowMs: number, durations: Durations): Move {
  switch (happening.kind) {
    case 'visitor_wrote':
      return visitorWrote(facts, nowMs, durations)
    case 'agent_wrote':
      return agentWrote(facts, happening.agent, nowMs)
    case 'given':
      return given(facts, happening, nowMs)
    case 'closed':
      return close(facts, 'agent', happening.agent, nowMs)
    case 'agent_lost':
      return agentLost(facts, happening.agentId, nowMs)
    case 'agent_back':
      return agentBack(facts, happening.agent, nowMs, durations)
    case 'released':
      return released(facts, nowMs)
    case 'deadline':
      return deadlinePassed(facts, nowMs, durations)
    default:
      return assertNever(happening)
  }
}

/** The earliest deadline of these facts; null only when closed. */
export function dueOf(
  facts: Facts,
  durations: Durations,
): { readonly atMs: number; readonly for: DueFor } | null {
  const own = standingsOwnDeadline(facts, durations)
  if (facts.standing.status !== 'with_agent' || facts.lost === null || own === null) return own
  const lostAtMs = facts.lost.atMs + durations.agentLostGraceMs
  return lostAtMs <= own.atMs ? { atMs: lostAtMs, for: 'agent_lost' } : own
}

/** When whoever waits for a person will have waited longer than the target, in ms; null while nobody waits. */
export function lateAtOf({ standing, waitingSinceMs }: Facts, durations: Durations): number | null {
  if (waitingSinceMs === null) return null
  return standing.status === 'by_email' ? standing.promisedAtMs : waitingSinceMs + durations.replyTargetMs
}

/** Whether a visitor's message may reopen it; later it begins a new one. Only asked of closed ones. */
export function mayReopen(facts: Facts, nowMs: number, durations: Durations): boolean {
  return facts.standing.status === 'closed' && nowMs < facts.standing.closedAtMs + durations.reopenMs
}

function standingsOwnDeadline(facts: Facts, durations: Durations): { atMs: number; for: DueFor } | null {
  const { standing, dueFromMs } = facts
  switch (standing.status) {
    case 'waiting':
      return { atMs: dueFromMs + durations.waitingAlarmMs, for: 'waiting_alarm' }
    case 'with_agent':
      return standing.awaiting === 'agent'
        ? { atMs: dueFromMs + durations.replyTargetMs, for: 'reply_overdue' }
        : { atMs: dueFromMs + durations.visitorSilentMs, for: 'visitor_silent' }
    case 'with_assistant':
      return { atMs: dueFromMs + durations.assistantSilentMs, for: 'assistant_silent' }
    case 'by_email':
      if (standing.awaiting === 'visitor') {
        return { atMs: dueFromMs + durations.emailSilentMs, for: 'email_silent' }
      }
      // Once the promised time has passed the deadline runs from the last time it did.
      return dueFromMs < standing.promisedAtMs
        ? { atMs: standing.promisedAtMs, for: 'email_answer' }
        : { atMs: dueFromMs + durations.emailAnswerMs, for: 'email_answer' }
    case 'closed':
      return null
    default:
      return assertNever(standing)
  }
}

function visitorWrote(facts: Facts, nowMs: number, durations: Durations): Move {
  const { standing } = facts
  const heard = { ...facts, lastVisitorAtMs: nowMs }
  switch (standing.status) {
    case 'waiting':
      return moved(heard)
    case 'with_agent':
      if (standing.awaiting === 'agent') return moved(heard)
      return moved({
        ...heard,
        standing: { ...standing, awaiting: 'agent' },
        waitingSinceMs: nowMs,
        dueFromMs: nowMs,
      })
    case 'with_assistant':
      return moved({ ...heard, dueFromMs: nowMs })
    case 'by_email':
      if (standing.awaiting === 'store') return moved(heard)
      return moved({
        ...heard,
        standing: { ...standing, awaiting: 'store', promisedAtMs: nowMs + durations.emailAnswerMs },
        waitingSinceMs: nowMs,
        dueFromMs: nowMs,
      })
    case 'closed':
      return moved(
        {
          ...heard,
          standing: { status: 'waiting', sinceMs: nowMs },
          waitingSinceMs: nowMs,
          lost: null,
          dueFromMs: nowMs,
        },
        { to: 'waiting', because: 'reopened' },
      )
    default:
      return assertNever(standing)
  }
}

/** To answer is to take: a reply into one that nobody has makes it the writer's. Two people never answer at once. */
function agentWrote(facts: Facts, agent: NamedAgent, nowMs: number): Move {
  const { standing } = facts
  const replied = {
    ...facts,
    firstReplyAtMs: facts.firstReplyAtMs ?? nowMs,
    waitingSinceMs: null,
    lost: null,
    dueFromMs: nowMs,
  }
  switch (standing.status) {
    case 'with_agent':
      if (standing.agentId !== agent.id) return takenBy(standing)
      return moved({ ...replied, standing: { ...standing, awaiting: 'visitor' } })
    case 'waiting':
    case 'with_assistant':
      return moved(
        { ...replied, standing: withAgent(agent, 'visitor') },
        { to: 'with_agent', because: 'claimed', agent },
      )
    case 'by_email':
      return moved({ ...replied, standing: { ...standing, awaiting: 'visitor' } })
    case 'closed':
      return { kind: 'refused', code: 'conversation_closed' }
    default:
      return assertNever(standing)
  }
}

function given(
  facts: Facts,
  { because, agent }: Extract<NamedHappening, { kind: 'given' }>,
  nowMs: number,
): Move {
  const { standing } = facts
  switch (standing.status) {
    case 'with_agent':
      return standing.agentId === agent.id ? { kind: 'unmoved' } : takenBy(standing)
    case 'waiting':
    case 'with_assistant':
    case 'by_email':
      // The shopper is told that somebody has come, so that somebody moves next, whoever wrote last.
      return moved(
        {
          ...facts,
          standing: withAgent(agent, 'agent'),
          waitingSinceMs: owedSince(facts) ?? nowMs,
          lost: null,
          dueFromMs: nowMs,
        },
        { to: 'with_agent', because, agent },
      )
    case 'closed':
      return { kind: 'refused', code: 'conversation_closed' }
    default:
      return assertNever(standing)
  }
}

function agentLost(facts: Facts, agentId: AgentId, nowMs: number): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent' || standing.agentId !== agentId || facts.lost !== null) {
    return { kind: 'unmoved' }
  }
  return moved({ ...facts, lost: { agentId, atMs: nowMs } })
}

function agentBack(facts: Facts, agent: NamedAgent, nowMs: number, durations: Durations): Move {
  const { standing, lost } = facts
  if (lost === null || lost.agentId !== agent.id) return { kind: 'unmoved' }
  if (standing.status === 'with_agent') return moved({ ...facts, lost: null })
  if (standing.status !== 'waiting' || nowMs - lost.atMs > durations.agentReturnMs) return { kind: 'unmoved' }
  const waitingSinceMs = owedSince(facts)
  return moved(
    {
      ...facts,
      standing: withAgent(agent, waitingSinceMs === null ? 'visitor' : 'agent'),
      waitingSinceMs,
      lost: null,
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

function released(facts: Facts, nowMs: number): Move {
  if (facts.standing.status !== 'with_agent') return { kind: 'unmoved' }
  return moved(
    {
      ...facts,
      standing: { status: 'waiting', sinceMs: facts.openedAtMs },
      waitingSinceMs: facts.waitingSinceMs ?? nowMs,
      lost: null,
      dueFromMs: nowMs,
    },
    { to: 'waiting', because: 'released' },
  )
}

function deadlinePassed(facts: Facts, nowMs: number, durations: Durations): Move {
  const due = dueOf(facts, durations)
  if (due === null || due.atMs > nowMs) return { kind: 'unmoved' }
  switch (due.for) {
    case 'agent_lost':
      return backToTheFront(facts, nowMs)
    case 'waiting_alarm':
    case 'place_given_up':
    case 'reply_overdue':
    case 'reply_target':
    case 'reply_alarm':
    case 'letter_due':
    case 'email_answer':
      return moved({ ...facts, dueFromMs: nowMs })
    case 'visitor_silent':
    case 'assistant_silent':
    case 'email_silent':
      return close(facts, 'deadline', null, nowMs)
    default:
      return assertNever(due.for)
  }
}

/** The front of the queue: by when it was opened it stands before everybody who came later. */
function backToTheFront(facts: Facts, nowMs: number): Move {
  const { standing, lost } = facts
  if (standing.status !== 'with_agent' || lost === null) return { kind: 'unmoved' }
  return moved(
    {
      ...facts,
      standing: { status: 'waiting', sinceMs: facts.openedAtMs },
      waitingSinceMs: facts.waitingSinceMs ?? lost.atMs,
      dueFromMs: nowMs,
    },
    { to: 'waiting', because: 'agent_lost', agent: { id: standing.agentId, name: standing.agentName } },
  )
}

function close(facts: Facts, because: 'agent' | 'deadline', agent: NamedAgent | null, nowMs: number): Move {
  if (facts.standing.status === 'closed') return { kind: 'unmoved' }
  return moved(
    { ...facts, standing: { status: 'closed', closedAtMs: nowMs }, waitingSinceMs: null, lost: null },
    { to: 'closed', because, agent },
  )
}

function withAgent(agent: NamedAgent, awaiting: 'visitor' | 'agent'): Standing {
  return { status: 'with_agent', agentId: agent.id, agentName: agent.name, awaiting }
}

function takenBy(standing: { readonly agentId: AgentId; readonly agentName: string }): Refused {
  return { kind: 'refused', code: 'taken', by: { id: standing.agentId, name: standing.agentName } }
}

function moved(facts: Facts, ...effects: StandingBody[]): Move {
  return { kind: 'moved', facts, effects }
}
