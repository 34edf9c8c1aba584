import { conversations, type Queryable } from '@shopbell/database'
import { type NumbersBody, type OpeningHours, type StoreId, spansOf, wallClockAt } from '@shopbell/protocol'
import { and, eq, gte, isNotNull, type SQL, sql } from 'drizzle-orm'
import { promisesKept } from '../routing/promises'
import { requireStore } from '../stores/store'

const PROMISES_WITHIN_MS = 7 * 24 * 60 * 60_000

/** How a store does right now. Throws `store_not_found`. */
export async function numbersOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<NumbersBody> {
  const { hours } = await requireStore(db, storeId)
  const sinceMs = startOfDay(hours, nowMs)
  const [counts, firstResponseMs, promises] = await Promise.all([
    countsOf(db, storeId, { sinceMs, nowMs }),
    medianFirstResponse(db, storeId, sinceMs),
    promisesKept(db, storeId, nowMs - PROMISES_WITHIN_MS),
  ])
  return { ...counts, firstResponseMs, promises }
}

/** When the day began on which the store is now, in ms since 1970 UTC. */
export function startOfDay(hours: Pick<OpeningHours, 'zone'> | null, nowMs: number): number {
  const zone = hours?.zone ?? 'UTC'
  // The first moment that shows this date: somewhere the clocks skip midnight.
  const [first] = spansOf(zone, wallClockAt(zone, nowMs).date, { from: 0, to: 24 * 60 })
  if (first === undefined) throw new Error(`In ${zone} there is no such day.`)
  return first.from
}

async function countsOf(
  db: Queryable,
  storeId: StoreId,
  { sinceMs, nowMs }: { sinceMs: number; nowMs: number },
): Promise<Pick<NumbersBody, 'chatsToday' | 'overdue'>> {
  const { status, openedAt, lastAt, lateAt } = conversations
  const isOpen = sql`${status} <> 'closed'`
  // What began today and is closed was last written in today: the index on the closed is by that.
  const closedToday = sql`${status} = 'closed' and ${lastAt} >= ${sinceMs} and ${openedAt} >= ${sinceMs}`
  const count = (condition: SQL) =>
    sql`(select count(*)::int from ${conversations} where ${eq(conversations.storeId, storeId)} and ${condition})`
  // Each count has an index of its own; together they would have none. Drizzle has no words for that.
  const [row] = await db.execute<{ chats: number; overdue: number }>(sql`
    select ${count(sql`${isOpen} and ${openedAt} >= ${sinceMs}`)} + ${count(closedToday)} as chats,
      ${count(sql`${isOpen} and ${lateAt} <= ${nowMs}`)} as overdue`)
  return { chatsToday: row?.chats ?? 0, overdue: row?.overdue ?? 0 }
}

async function medianFirstResponse(db: Queryable, storeId: StoreId, sinceMs: number): Promise<number | null> {
  const { firstReplyAt, openedAt } = conversations
  const [row] = await db
    .select({
      // A median is no function of drizzle's.
      ms: sql<number | null>`percentile_cont(0.5) within group (order by ${firstReplyAt} - ${openedAt})`,
    })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), isNotNull(firstReplyAt), gte(firstReplyAt, sinceMs)))
  return row === undefined || row.ms === null ? null : Math.round(row.ms)
}
