import { conversations, memberships, stores } from '@shopbell/database'
import type { AgentId, ConversationId, StoreId } from '@shopbell/protocol'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { StandingChange } from '../conversations/new-entry'
import type { Work } from '../foundation/transact'
import { type AvailableAgent, availableAgents, waitingCount } from './available-agents'
import { lockAgents } from './leases'

/**
 * Gives the store's waiting conversations, the front of the queue first, to agents who are available and below their
 * capacity. Gives how many were given. Runs one at a time for a store, whatever process asks.
 */
export async function assignWaiting(work: Work, storeId: StoreId): Promise<number> {
  const { db, now } = work
  // A look without locks: mostly nobody waits, or nobody is free.
  if ((await waitingCount(db, storeId)) === 0) return 0
  const candidates = await availableAgents(db, storeId, now.getTime())
  if (candidates.length === 0) return 0
  await db.select({ id: stores.id }).from(stores).where(eq(stores.id, storeId)).for('no key update')
  await lockAgents(
    work,
    candidates.map(({ agentId }) => agentId),
  )
  // Their loads as they are now that nobody else changes them; who became available meanwhile is locked the next time.
  const locked = new Set(candidates.map(({ agentId }) => agentId))
  const free = (await availableAgents(db, storeId, now.getTime())).filter(({ agentId }) =>
    locked.has(agentId),
  )
  const room = free.reduce((sum, { capacity, load }) => sum + Math.max(0, capacity - load), 0)
  if (room === 0) return 0
  const gifts = distribute(await frontOfTheQueue(work, storeId, room), free)
  const outcomes = await appendEntries(
    work,
    gifts.map(({ conversationId, agentId }): StandingChange => {
      const happening = { kind: 'given', because: 'assigned', agentId } as const
      return { from: 'server', storeId, conversationId, happening }
    }),
  )
  // One that a hand has taken since we looked is refused, and not given.
  const given = gifts.filter((_, at) => outcomes[at]?.kind === 'stored')
  const givenTo = [...new Set(given.map(({ agentId }) => agentId))]
  if (givenTo.length > 0) {
    await db
      .update(memberships)
      .set({ lastAssignedAt: now.getTime() })
      .where(and(eq(memberships.storeId, storeId), inArray(memberships.agentId, givenTo)))
  }
  return given.length
}

export interface Gift {
  readonly conversationId: ConversationId
  readonly agentId: AgentId
}

/** Each conversation, in order, to the agent who has the fewest open, then to the one who was longest idle. */
export function distribute(
  waiting: readonly ConversationId[],
  available: readonly AvailableAgent[],
): readonly Gift[] {
  const agentsNow = available.map((agent) => ({ ...agent, givenNow: 0 }))
  return waiting.flatMap((conversationId) => {
    const [next] = agentsNow
      .filter(({ load, capacity }) => load < capacity)
      .sort(
        (a, b) =>
          a.load - b.load ||
          a.givenNow - b.givenNow ||
          a.lastAssignedAt - b.lastAssignedAt ||
          (a.agentId < b.agentId ? -1 : 1),
      )
    if (next === undefined) return []
    next.load += 1
    next.givenNow += 1
    return [{ conversationId, agentId: next.agentId }]
  })
}

async function frontOfTheQueue(
  work: Work,
  storeId: StoreId,
  room: number,
): Promise<readonly ConversationId[]> {
  const rows = await work.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.status, 'waiting'),
      ),
    )
    .orderBy(asc(conversations.queuedAt), asc(conversations.id))
    .limit(room)
  return rows.map(({ id }) => id)
}
