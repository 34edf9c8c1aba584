import { conversations, memberships, type Queryable } from '@shopbell/database'
import type { AgentId, ConversationId, EarlierConversation, StoreId, VisitorId } from '@shopbell/protocol'
import { and, desc, eq, getTableColumns, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Head } from './head'

export interface OwnVisitor {
  readonly storeId: StoreId
  readonly visitorId: VisitorId
}

/** The visitor's newest conversation: the open one if any is. */
export async function newestConversationOf(
  db: Queryable,
  { storeId, visitorId }: OwnVisitor,
): Promise<Head | null> {
  const [head] = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), eq(conversations.visitorId, visitorId)))
    .orderBy(
      sql`(${conversations.status} <> 'closed') desc`,
      desc(conversations.openedAt),
      desc(conversations.id),
    )
    .limit(1)
  return head ?? null
}

/** A visitor's own conversation; null for anybody else's, as for one that does not exist. */
export async function conversationOfVisitor(
  db: Queryable,
  { storeId, visitorId }: OwnVisitor,
  conversationId: ConversationId,
): Promise<Head | null> {
  const [head] = await db
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        eq(conversations.visitorId, visitorId),
        eq(conversations.id, conversationId),
      ),
    )
  return head ?? null
}

/** A conversation of a store; null for another store's, as for one that does not exist. */
export async function conversationOfStore(
  db: Queryable,
  storeId: StoreId,
  conversationId: ConversationId,
): Promise<Head | null> {
  const [head] = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), eq(conversations.id, conversationId)))
  return head ?? null
}

/** Those of these conversations whose store the agent belongs to. */
export async function conversationsOfMember(
  db: Queryable,
  agentId: AgentId,
  conversationIds: readonly ConversationId[],
): Promise<readonly Head[]> {
  if (conversationIds.length === 0) return []
  return db
    .select(getTableColumns(conversations))
    .from(conversations)
    .innerJoin(
      memberships,
      and(eq(memberships.storeId, conversations.storeId), eq(memberships.agentId, agentId)),
    )
    .where(inArray(conversations.id, [...conversationIds]))
}

/** What a visitor wrote about before this conversation, newest first. At most 20. */
export async function earlierConversations(
  db: Queryable,
  head: Pick<Head, 'storeId' | 'visitorId' | 'id' | 'openedAt'>,
): Promise<readonly EarlierConversation[]> {
  return db
    .select({
      id: conversations.id,
      openedAt: conversations.openedAt,
      closedAt: conversations.closedAt,
      firstLine: conversations.firstText,
    })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, head.storeId),
        eq(conversations.visitorId, head.visitorId),
        lt(conversations.openedAt, head.openedAt),
        ne(conversations.id, head.id),
      ),
    )
    .orderBy(desc(conversations.openedAt), desc(conversations.id))
    .limit(20)
}
