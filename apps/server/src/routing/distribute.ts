import type { AgentId, ConversationId, WhyHere } from '@shopbell/protocol'
import type { AvailableAgent } from './available-agents'
import { mayBeGiven } from './places'
import type { Waiting } from './queue'

export interface Gift {
  readonly conversationId: ConversationId
  readonly agentId: AgentId
  readonly why: WhyHere
}

/**
 * Each conversation, in order, to whom it goes: the shopper's last agent, else whoever has the fewest open, then whoever
 * was longest idle. Nobody is given more than the capacity, nor what is for a team that is not theirs.
 */
export function distribute(
  waiting: readonly Waiting[],
  available: readonly AvailableAgent[],
): readonly Gift[] {
  const agents: Desk[] = available.map((agent) => ({ ...agent, givenNow: 0 }))
  return waiting.flatMap((one) => {
    const gift = giftOf(one, agents)
    return gift === null ? [] : [gift]
  })
}

type Desk = AvailableAgent & { load: number; givenNow: number }

function giftOf({ conversationId, teamId, lastAgentId }: Waiting, agents: readonly Desk[]): Gift | null {
  const eligible = agents.filter((agent) => mayBeGiven(agent, { teamId }))
  const free = eligible.filter(({ load, capacity }) => load < capacity).sort(byTurn)
  const last = free.find(({ agentId }) => agentId === lastAgentId)
  const next = last ?? free[0]
  if (next === undefined) return null
  const why: WhyHere = {
    because: last !== undefined ? 'last_agent' : reasonFor(next, free),
    open: next.load,
    capacity: next.capacity,
    full: eligible.length - free.length,
  }
  next.load += 1
  next.givenNow += 1
  return { conversationId, agentId: next.agentId, why }
}

function byTurn(a: Desk, b: Desk): number {
  return (
    a.load - b.load ||
    a.givenNow - b.givenNow ||
    a.lastAssignedAt - b.lastAssignedAt ||
    (a.agentId < b.agentId ? -1 : 1)
  )
}

function reasonFor(next: Desk, free: readonly Desk[]): WhyHere['because'] {
  if (free.length === 1) return 'only_one'
  return free.some(({ agentId, load }) => agentId !== next.agentId && load === next.load)
    ? 'idle_longest'
    : 'fewest_open'
}
