import { conversations, type Queryable, teamMembers } from '@shopbell/database'
import type { AgentId, ConversationId, StoreId, TeamId, VisitorId } from '@shopbell/protocol'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

/** Somebody who waits, as the one who gives conversations sees it. */
export interface Waiting {
  readonly conversationId: ConversationId
  readonly visitorId: VisitorId
  /** Null also for a team that has nobody any more: nobody waits for no one. */
  readonly teamId: TeamId | null
  /** Who had this shopper before. */
  readonly lastAgentId: AgentId | null
}

/** More than a store's team could answer in a day. */
const QUEUE_AT_ONCE = 500

/** A store's queue in the order in which it is given: by priority, then by time. At most 500. */
export function queueOf(db: Queryable, storeId: StoreId): Promise<readonly Waiting[]> {
  const {
    storeId: store,
    id,
    visitorId,
    teamId,
    lastAgentId,
    earlierId,
    priority,
    queuedAt,
    status,
  } = conversations
  const earlier = alias(conversations, 'earlier')
  // The join is also what has every column named with its table: in the subquery a bare one would be the member's.
  return db
    .select({
      conversationId: id,
      visitorId,
      teamId: sql<TeamId | null>`(
        select member.team_id from ${teamMembers} member
        where member.store_id = ${store} and member.team_id = ${teamId} limit 1
      )`,
      lastAgentId: sql<AgentId | null>`coalesce(${lastAgentId}, ${earlier.lastAgentId})`,
    })
    .from(conversations)
    .leftJoin(earlier, and(eq(earlier.storeId, store), eq(earlier.id, earlierId)))
    .where(and(eq(store, storeId), sql`${status} <> 'closed'`, eq(status, 'waiting')))
    .orderBy(desc(priority), asc(queuedAt), asc(id))
    .limit(QUEUE_AT_ONCE)
}
