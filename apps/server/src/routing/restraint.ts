import { type Queryable, stores } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { and, eq, isNotNull, or, sql } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import type { Work } from '../foundation/transact'
import { availableAgents, waitingCount } from './available-agents'
import { estimateFor, estimatesOf } from './estimates'

/** Since when live chat is not offered, and since when there has been no reason for that; null: it is not so. */
export interface Restraint {
  readonly restrainedSince: number | null
  readonly relievedSince: number | null
}

const RELIEVED_FOR_MS = 2 * 60_000

/**
 * What becomes of a store's restraint while a new shopper would wait this long (ms; 0: somebody is free, null: nothing
 * was measured). It begins when that is more than the store promises, and ends once it has been less than half of it for
 * two minutes. Pure.
 */
export function restrain(
  { restrainedSince, relievedSince }: Restraint,
  { waitMs, promisedMs, nowMs }: { waitMs: number | null; promisedMs: number; nowMs: number },
): Restraint {
  if (restrainedSince === null) {
    const tooLong = waitMs !== null && waitMs > promisedMs
    return { restrainedSince: tooLong ? nowMs : null, relievedSince: null }
  }
  if (waitMs !== null && waitMs >= promisedMs / 2) return { restrainedSince, relievedSince: null }
  const sinceMs = relievedSince ?? nowMs
  const isOver = nowMs - sinceMs >= RELIEVED_FOR_MS
  return isOver ? { restrainedSince: null, relievedSince: null } : { restrainedSince, relievedSince: sinceMs }
}

/** The stores whose restraint may change: where somebody waits, and where it holds. */
export async function storesToRestrain(db: Queryable): Promise<readonly StoreId[]> {
  const waits = sql`exists (select from conversations c where c.store_id = ${stores.id}
    and c.status <> 'closed' and c.status = 'waiting')`
  const rows = await db
    .select({ id: stores.id })
    .from(stores)
    .where(and(eq(stores.liveChat, 'automatic'), or(isNotNull(stores.restrainedSince), waits)))
  return rows.map(({ id }) => id)
}

/** Looks how long a new shopper would wait, and stops or begins to offer live chat. */
export async function restrainStore(work: Work, storeId: StoreId): Promise<void> {
  const { db, now } = work
  const [store] = await db
    .select({
      promisedMs: stores.promisedWait,
      restrainedSince: stores.restrainedSince,
      relievedSince: stores.relievedSince,
    })
    .from(stores)
    .where(eq(stores.id, storeId))
    .for('no key update')
  if (store === undefined) return
  const nowMs = now.getTime()
  const waitMs = await waitOfNext(db, storeId, nowMs)
  const next = restrain(store, { waitMs, promisedMs: store.promisedMs, nowMs })
  if (next.restrainedSince === store.restrainedSince && next.relievedSince === store.relievedSince) return
  await db.update(stores).set(next).where(eq(stores.id, storeId))
  if ((next.restrainedSince === null) === (store.restrainedSince === null)) return
  const what = next.restrainedSince === null ? 'store.live_chat_offered' : 'store.live_chat_restrained'
  await audit(work, 'system', { what, storeId, details: { waitMs } })
  work.emit({ kind: 'store.changed', storeId })
}

async function waitOfNext(db: Queryable, storeId: StoreId, nowMs: number): Promise<number | null> {
  const agents = await availableAgents(db, storeId, nowMs)
  // Nobody is there: that is another reason, and told as such.
  if (agents.length === 0) return null
  const free = agents.reduce((sum, { capacity, load }) => sum + Math.max(0, capacity - load), 0)
  const place = (await waitingCount(db, storeId)) - free + 1
  return place <= 0 ? 0 : estimateFor(place, await estimatesOf(db, storeId, nowMs))
}
