import { memberships, stores } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { and, eq, inArray } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { StandingChange } from '../conversations/new-entry'
import type { Work } from '../foundation/transact'
import { availableAgents, waitingCount } from './available-agents'
import { distribute, type Gift } from './distribute'
import { lockAgents } from './leases'
import { promisePlaces } from './promises'
import { queueOf } from './queue'
import { sortWaiting } from './sort-waiting'

/**
 * Gives the store's waiting conversations, the front of the queue first, to agents who are available and below their
 * capacity, and tells whoever still waits their place. Gives how many were given. Runs one at a time for a store,
 * whatever process asks.
 */
export async function assignWaiting(work: Work, storeId: StoreId): Promise<number> {
  const { db, now } = work
  // A look without locks: mostly nobody waits, or nobody is there.
  if ((await waitingCount(db, storeId)) === 0) return 0
  const candidates = await availableAgents(db, storeId, now.getTime())
  if (candidates.length === 0) {
    await sortWaiting(work, storeId)
    return 0
  }
  await db.select({ id: stores.id }).from(stores).where(eq(stores.id, storeId)).for('no key update')
  await lockAgents(
    work,
    candidates.map(({ agentId }) => agentId),
  )
  // Their loads as they are now that nobody else changes them; who became available meanwhile is locked the next time.
  const locked = new Set(candidates.map(({ agentId }) => agentId))
  const available = (await availableAgents(db, storeId, now.getTime())).filter(({ agentId }) =>
    locked.has(agentId),
  )
  // Conversations last: that is the order of all locks.
  await sortWaiting(work, storeId)
  const waiting = await queueOf(db, storeId)
  const given = await give(work, storeId, distribute(waiting, available))
  if (available.length > 0) await promisePlaces(work, storeId)
  return given.length
}

/** Gives them, and those that were given: one that a hand has taken since we looked is not. */
async function give(work: Work, storeId: StoreId, gifts: readonly Gift[]): Promise<readonly Gift[]> {
  if (gifts.length === 0) return []
  const outcomes = await appendEntries(
    work,
    gifts.map(({ conversationId, agentId, why }): StandingChange => {
      const happening = { kind: 'given', because: 'assigned', agentId, why } as const
      return { from: 'server', storeId, conversationId, happening }
    }),
  )
  const given = gifts.filter((_, at) => outcomes[at]?.kind === 'stored')
  const givenTo = [...new Set(given.map(({ agentId }) => agentId))]
  if (givenTo.length > 0) {
    await work.db
      .update(memberships)
      .set({ lastAssignedAt: work.now.getTime() })
      .where(and(eq(memberships.storeId, storeId), inArray(memberships.agentId, givenTo)))
  }
  return given
}
