import { conversations, type Queryable } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { and, eq, gt, type SQL, sql } from 'drizzle-orm'

/** What was measured of a store's answers. */
export interface Estimates {
  /** The median first response time of the last 14 days, in ms; null below 20 of them. */
  readonly replyMs: number | null
  /** How the queue moves, in ms; null where too few had an answer lately. */
  readonly pace: {
    /** From one first answer to the next. */
    readonly perPlaceMs: number
    /** From when a conversation is given to its first answer, in nine cases of ten. */
    readonly answerMs: number
  } | null
}

const MINUTE_MS = 60_000
const REPLIES_WITHIN_MS = 14 * 24 * 60 * MINUTE_MS
const FEWEST_REPLIES = 20
/** Who answers later than this after the question was not waited for in the chat. */
const IN_THE_CHAT_MS = 60 * MINUTE_MS
/** The pace is that of the last answers, so that it follows a slow day within minutes. */
const PACE_OVER = 15
const FEWEST_FOR_PACE = 5
const SLOW_ANSWER = 0.9
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
  const [pace] = await db.execute<Pace>(paceOf(storeId, nowMs))
  const hasReplies = replies !== undefined && replies.count >= FEWEST_REPLIES && replies.medianMs !== null
  const isKnown = pace !== undefined && pace.count >= FEWEST_FOR_PACE
  return {
    replyMs: hasReplies ? Number(replies.medianMs) : null,
    pace: isKnown
      ? { perPlaceMs: (nowMs - Number(pace.since)) / pace.count, answerMs: Number(pace.answerMs) }
      : null,
  }
}

type Pace = { count: number; since: string | null; answerMs: string | null }

/** The last first replies, each with when its conversation was first given: a lateral join, which drizzle cannot nest. */
function paceOf(storeId: StoreId, nowMs: number): SQL {
  return sql`
    with latest as (
      select c.id, c.first_reply_at as at from conversations c
      where c.store_id = ${storeId} and c.first_reply_at > ${nowMs - PACE_WITHIN_MS}
      order by c.first_reply_at desc limit ${PACE_OVER}
    )
    select count(*)::int as count, min(latest.at) as since,
      percentile_cont(${SLOW_ANSWER}) within group (order by latest.at - coalesce(given.at, latest.at)) as "answerMs"
    from latest left join lateral (
      select e.at from entries e
      where e.conversation_id = latest.id and e.kind = 'standing' and e.body ->> 'to' = 'with_agent'
      order by e.seq limit 1
    ) given on true`
}

/** Rather told too long than too short: what is promised is to be kept nine times in ten. */
const MARGIN = 1.5

/** How long whoever stands at this place is to expect to wait, in whole minutes as ms; null where nothing was measured. */
export function estimateFor(place: number, { pace }: Estimates): number | null {
  if (pace === null) return null
  return Math.ceil((place * pace.perPlaceMs * MARGIN + pace.answerMs * MARGIN) / MINUTE_MS) * MINUTE_MS
}
