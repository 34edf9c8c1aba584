import type { NamedAgent } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import { maySignLife } from './deadlines'
import type { Facts } from './facts'
import {
  frontOfTheQueue,
  type Happened,
  type Move,
  moved,
  owed,
  owedSince,
  takenBy,
  UNMOVED,
  UNNOTICED,
  withAgent,
} from './moves'

/** To answer is to take: a reply into one that nobody has makes it the writer's. Two people never answer at once. */
export function agentWrote(facts: Facts, { agent, seq }: Happened<'agent_wrote'>, nowMs: number): Move {
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

/** Typing puts the silence off, where it counts as a sign of life. */
export function agentTyping(
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

/** Assigned, or taken by a hand. */
export function given(facts: Facts, { because, agent, why }: Happened<'given'>, nowMs: number): Move {
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

/** Handed over to a colleague, or to a team. */
export function transferred(facts: Facts, { agent, to }: Happened<'transferred'>, nowMs: number): Move {
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
export function released(facts: Facts, agent: NamedAgent | null, nowMs: number): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent') return UNMOVED
  if (agent !== null && agent.id !== standing.agentId) return takenBy(standing)
  return moved(frontOfTheQueue(facts, nowMs), { to: 'waiting', because: 'released' })
}

/** Whoever reopens it has it, and means to write. */
export function reopened(facts: Facts, agent: NamedAgent, nowMs: number): Move {
  if (facts.standing.status !== 'closed') return UNMOVED
  return moved(
    { ...facts, ...UNNOTICED, standing: withAgent(agent, 'visitor'), lost: null, dueFromMs: nowMs },
    { to: 'with_agent', because: 'reopened', agent },
  )
}

/** The last connection of the agent was closed: the grace begins. */
export function agentLost(facts: Facts, { agentId }: Happened<'agent_lost'>, nowMs: number): Move {
  const { standing } = facts
  if (standing.status !== 'with_agent' || standing.agentId !== agentId || facts.lost !== null) return UNMOVED
  return moved({ ...facts, lost: { agentId, atMs: nowMs } })
}

/** The agent is connected again: what was lost returns, if nobody took it and it is not too late. */
export function agentBack(facts: Facts, agent: NamedAgent, nowMs: number, durations: Durations): Move {
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
