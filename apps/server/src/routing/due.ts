import { agents, type conversations, type Queryable } from '@shopbell/database'
import type { AgentId, ConversationId, NamedAgent, StoreId, TeamId } from '@shopbell/protocol'
import { inArray } from 'drizzle-orm'
import { openingOf } from '../stores/opening-hours'
import { type AvailableAgent, availableAgents } from './available-agents'
import { mayBeGiven } from './places'

/** A conversation whose deadline has passed. */
export interface Due {
  readonly id: ConversationId
  readonly storeId: StoreId
  readonly dueFor: (typeof conversations.$inferSelect)['dueFor']
  readonly agentId: AgentId | null
  readonly teamId: TeamId | null
}

/** Who is asked to take over from a silent agent: of those with room, in the team if there is one, the least loaded. */
export async function offersFor(
  db: Queryable,
  due: readonly Due[],
  nowMs: number,
): Promise<ReadonlyMap<ConversationId, NamedAgent>> {
  const silent = due.filter(({ dueFor }) => dueFor === 'reply_alarm')
  const chosen = new Map<ConversationId, AgentId>()
  for (const storeId of new Set(silent.map((one) => one.storeId))) {
    const available = await availableAgents(db, storeId, nowMs)
    for (const one of silent.filter((other) => other.storeId === storeId)) {
      const other = leastLoaded(available.filter((agent) => mayTakeOver(agent, one)))
      if (other !== undefined) chosen.set(one.id, other.agentId)
    }
  }
  if (chosen.size === 0) return new Map()
  const named = await db
    .select({ id: agents.id, name: agents.name })
    .from(agents)
    .where(inArray(agents.id, [...chosen.values()]))
  const names = new Map(named.map((agent) => [agent.id, agent]))
  return new Map(
    [...chosen].flatMap(([id, agentId]) => {
      const agent = names.get(agentId)
      return agent === undefined ? [] : [[id, agent] as const]
    }),
  )
}

/** When the stores open next in which somebody waits; none for those that are open, or may never be. */
export async function openingsFor(
  db: Queryable,
  due: readonly Due[],
  nowMs: number,
): Promise<ReadonlyMap<StoreId, number>> {
  const storeIds = new Set(
    due.filter(({ dueFor }) => dueFor === 'waiting_alarm').map(({ storeId }) => storeId),
  )
  const openings = new Map<StoreId, number>()
  for (const storeId of storeIds) {
    const opening = await openingOf(db, storeId, nowMs)
    if (!opening.isOpen && opening.opensAt !== null) openings.set(storeId, opening.opensAt)
  }
  return openings
}

function mayTakeOver({ agentId, load, capacity, teams }: AvailableAgent, due: Due): boolean {
  return agentId !== due.agentId && load < capacity && mayBeGiven({ teams }, due)
}

function leastLoaded(available: readonly AvailableAgent[]): AvailableAgent | undefined {
  return [...available].sort((a, b) => a.load - b.load || a.lastAssignedAt - b.lastAssignedAt)[0]
}
