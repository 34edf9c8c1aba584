import { conversations, type Queryable } from '@shopbell/database'
import type { AgentId, ConversationId, StoreId, TeamId, VisitorId } from '@shopbell/protocol'
import { and, asc, desc, eq, sql } from 'drizzle-orm'

/** Somebody who waits, as the one who gives conversations sees it. */
export interface Waiting {
  readonly conversationId: ConversationId
  readonly visitorId: VisitorId
  readonly teamId: TeamId | null
  /** Who had this shopper before. */
  readonly lastAgentId: AgentId | null
}

/** More than a store's team could answer in a day. */
const QUEUE_AT_ONCE = 500

/** A store's queue in the order in which it is given: by priority, then by time. At most 500. */
export function queueOf(db: Queryable, storeId: StoreId): Promise<readonly Waiting[]> {
  const { id, visitorId, teamId, lastAgentId, earlierId, priority, queuedAt, status } = conversations
  return db
    .select({
      conversationId: id,
      visitorId,
      teamId,
      lastAgentId: sql<AgentId | null>`coalesce(${lastAgentId}, (
        select earlier.last_agent_id from conversations earlier where earlier.id = ${earlierId}
      ))`,
    })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), sql`${status} <> 'closed'`, eq(status, 'waiting')))
    .orderBy(desc(priority), asc(queuedAt), asc(id))
    .limit(QUEUE_AT_ONCE)
}
