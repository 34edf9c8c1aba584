import type { Queryable } from '@shopbell/database'
import { sql } from 'drizzle-orm'
import type { Clock, CorrectedClock } from './clock'

/**
 * Sets a clock by the database's. Several servers compare their leases and deadlines, so they go by one clock; to be
 * called at the start and now and then. `base` is the clock that is corrected.
 */
export async function followDatabaseTime(clock: CorrectedClock, base: Clock, db: Queryable): Promise<void> {
  const askedMs = base.now()
  const [row] = await db.execute<{ now: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`,
  )
  if (row !== undefined) clock.correct(row.now, askedMs, base.now())
}
