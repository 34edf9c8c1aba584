import { promises, type Queryable } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { and, gte, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { SystemLine } from '../conversations/new-entry'
import type { Work } from '../foundation/transact'
import { availableAgents } from './available-agents'
import { estimateFor, estimatesOf } from './estimates'
import { placesIn } from './places'
import { queueOf } from './queue'

/** Tells those who wait and were not told yet which place they have, and how long it takes. */
export async function promisePlaces(work: Work, storeId: StoreId): Promise<void> {
  const nowMs = work.now.getTime()
  const queue = await queueOf(work.db, storeId)
  const places = placesIn(queue, await availableAgents(work.db, storeId, nowMs))
  const ids = [...places.keys()]
  const told = await withOpenPromise(work.db, ids)
  if (ids.every((id) => told.has(id))) return
  const estimates = await estimatesOf(work.db, storeId, nowMs)
  const lines = [...places].map(([conversationId, place]): SystemLine => {
    const estimateMs = estimateFor(place, estimates)
    const body = { place, byMs: estimateMs === null ? null : nowMs + estimateMs }
    return { from: 'server', storeId, conversationId, says: { kind: 'promise', body } }
  })
  await appendEntries(
    work,
    lines.filter(({ conversationId }) => !told.has(conversationId)),
  )
}

async function withOpenPromise(
  db: Queryable,
  ids: readonly ConversationId[],
): Promise<ReadonlySet<ConversationId>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectDistinct({ id: promises.conversationId })
    .from(promises)
    .where(and(inArray(promises.conversationId, [...ids]), isNull(promises.scoredAt)))
  return new Set(rows.map(({ id }) => id))
}

/**
 * Scores what was promised for up to now: kept where a person had answered by then. What the shopper turned into an
 * answer by email before its time, or closed, counts neither way. Gives how many were scored.
 */
export async function scorePromises(db: Queryable, nowMs: number): Promise<number> {
  // One statement for any number of them; drizzle has no words for an update out of a lateral join.
  const scored = await db.execute(sql`
    update promises p set scored_at = ${nowMs}, kept = case
      when answered.at is not null then true
      when p.kind = 'wait' and left_it.at is not null then null
      else false end
    from promises due
    left join lateral (
      select e.at from entries e
      where e.conversation_id = due.conversation_id and e.seq > due.seq and e.at <= due.due_at
        and e.sender_kind = 'agent' and e.kind = 'message'
      order by e.seq limit 1
    ) answered on true
    left join lateral (
      select e.at from entries e
      where e.conversation_id = due.conversation_id and e.seq > due.seq and e.at <= due.due_at
        and e.kind = 'standing' and e.body ->> 'to' in ('by_email', 'closed')
      order by e.seq limit 1
    ) left_it on true
    where due.scored_at is null and due.due_at <= ${nowMs}
      and p.conversation_id = due.conversation_id and p.seq = due.seq and p.scored_at is null
    returning p.seq`)
  return scored.length
}

export interface PromisesKept {
  readonly kept: number
  readonly scored: number
}

/** How many of those scored since then were kept. */
export async function promisesKept(db: Queryable, storeId: StoreId, sinceMs: number): Promise<PromisesKept> {
  const [row] = await db
    .select({
      kept: sql<number>`count(*) filter (where ${promises.kept})`.mapWith(Number),
      scored: sql<number>`count(*)`.mapWith(Number),
    })
    .from(promises)
    .where(
      and(sql`${promises.storeId} = ${storeId}`, gte(promises.scoredAt, sinceMs), isNotNull(promises.kept)),
    )
  return row ?? { kept: 0, scored: 0 }
}
