import { conversations, type Queryable } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { and, eq, gt, sql } from 'drizzle-orm'

/** What was measured of a store's answers. */
export interface Estimates {
  /** The median first response time of the last 14 days, in ms; null below 20 of them. */
  readonly replyMs: number | null
  /** How long it takes until one more shopper of the queue has an answer, in ms; null where too few had one lately. */
  readonly perPlaceMs: number | null
}

const MINUTE_MS = 60_000
const REPLIES_WITHIN_MS = 14 * 24 * 60 * MINUTE_MS
const FEWEST_REPLIES = 20
/** Who answers later than this after the question was not waited for in the chat. */
const IN_THE_CHAT_MS = 60 * MINUTE_MS
/** The pace is that of the last answers, so that it follows a slow day within minutes. */
const PACE_OVER = 20
const FEWEST_FOR_PACE = 5
const PACE_WITHIN_MS = 60 * MINUTE_MS

/** How fast this store answers, measured on the first replies of its agents. */
export async function estimatesOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<Estimates> {
  const { firstReplyAt, openedAt } = conversations
  const waited = sql`(${firstReplyAt} - ${openedAt})`
  const [replies] = await db
    .select({
      count: sql<number>`count(*)`.mapWith(Number),
      // A median is no function of drizzle's.
      medianMs: sql<number | null>`percentile_cont(0.5) within group (order by ${waited})`,
    })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        gt(firstReplyAt, nowMs - REPLIES_WITHIN_MS),
        sql`${waited} <= ${IN_THE_CHAT_MS}`,
      ),
    )
  const latest = db
    .select({ at: firstReplyAt })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), gt(firstReplyAt, nowMs - PACE_WITHIN_MS)))
    .orderBy(sql`${firstReplyAt} desc`)
    .limit(PACE_OVER)
    .as('latest')
  const [pace] = await db
    .select({
      count: sql<number>`count(*)`.mapWith(Number),
      since: sql<number | null>`min(${latest.at})`.mapWith(Number),
    })
    .from(latest)
  const hasReplies = replies !== undefined && replies.count >= FEWEST_REPLIES && replies.medianMs !== null
  const hasPace = pace !== undefined && pace.count >= FEWEST_FOR_PACE && pace.since !== null
  return {
    replyMs: hasReplies ? Number(replies.medianMs) : null,
    perPlaceMs: hasPace ? (nowMs - pace.since) / pace.count : null,
  }
}

/** Rather told too long than too short: what is promised is to be kept nine times in ten. */
const MARGIN = 2

/** How long whoever stands at this place is to expect to wait, in whole minutes as ms; null where nothing was measured. */
export function estimateFor(place: number, { perPlaceMs }: Estimates): number | null {
  if (perPlaceMs === null) return null
  return Math.ceil((place * perPlaceMs * MARGIN) / MINUTE_MS) * MINUTE_MS
}
