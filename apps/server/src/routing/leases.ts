import { agents, presence, type Queryable } from '@shopbell/database'
import type { AgentId } from '@shopbell/protocol'
import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import type { Work } from '../foundation/transact'

/** Whether the agent is connected anywhere. */
export async function isPresent(db: Queryable, agentId: AgentId, nowMs: number): Promise<boolean> {
  const [lease] = await db
    .select({ until: presence.until })
    .from(presence)
    .where(and(eq(presence.agentId, agentId), gt(presence.until, nowMs)))
    .limit(1)
  return lease !== undefined
}

/** Whether each of these agents is connected somewhere. */
export async function areAllPresent(
  db: Queryable,
  agentIds: readonly AgentId[],
  nowMs: number,
): Promise<boolean> {
  if (agentIds.length === 0) return true
  const present = await db
    .selectDistinct({ id: presence.agentId })
    .from(presence)
    .where(and(inArray(presence.agentId, [...agentIds]), gt(presence.until, nowMs)))
  return present.length === agentIds.length
}

/** The agents of whom some process was killed while they were connected to it. */
export async function agentsWithDeadLeases(db: Queryable, nowMs: number): Promise<readonly AgentId[]> {
  const rows = await db
    .selectDistinct({ id: presence.agentId })
    .from(presence)
    .where(lte(presence.until, nowMs))
  return rows.map(({ id }) => id)
}

/** Removes what has run out of this agent's leases. */
export async function dropDeadLeases(work: Work, agentId: AgentId): Promise<void> {
  await work.db
    .delete(presence)
    .where(and(eq(presence.agentId, agentId), lte(presence.until, work.now.getTime())))
}

/** Takes or renews this process's lease on an agent. */
export async function takeLease(work: Work, agentId: AgentId, process: string): Promise<void> {
  const until = work.now.getTime() + work.durations.leaseMs
  await work.db
    .insert(presence)
    .values({ agentId, process, until })
    .onConflictDoUpdate({ target: [presence.agentId, presence.process], set: { until } })
}

/** Gives this process's lease on an agent up. */
export async function giveLeaseUp(work: Work, agentId: AgentId, process: string): Promise<void> {
  await work.db.delete(presence).where(and(eq(presence.agentId, agentId), eq(presence.process, process)))
}

/**
 * Renews this process's leases on these agents in one statement, and gives those that were gone: run out, or lost
 * with the database's memory.
 */
export async function renewLeases(
  work: Work,
  agentIds: readonly AgentId[],
  process: string,
): Promise<readonly AgentId[]> {
  if (agentIds.length === 0) return []
  const until = work.now.getTime() + work.durations.leaseMs
  const renewed = await work.db
    .update(presence)
    .set({ until })
    .where(and(eq(presence.process, process), inArray(presence.agentId, [...agentIds])))
    .returning({ id: presence.agentId })
  const there = new Set(renewed.map(({ id }) => id))
  return agentIds.filter((id) => !there.has(id))
}

/**
 * Locks agents, in the order of their ids: presence and load of an agent change one after the other. Before any
 * conversation is locked.
 */
export async function lockAgents(work: Work, agentIds: readonly AgentId[]): Promise<void> {
  if (agentIds.length === 0) return
  await work.db
    .select({ id: agents.id })
    .from(agents)
    .where(inArray(agents.id, [...agentIds]))
    .orderBy(agents.id)
    .for('no key update')
}
