import { conversations, type Queryable } from '@shopbell/database'
import type { AgentId, StoreId, ViewCounts } from '@shopbell/protocol'
import { and, eq, sql } from 'drizzle-orm'

/** The figures beside the views, for every agent of a store with one look. */
export async function storeCounts(
  db: Queryable,
  storeId: StoreId,
): Promise<(agentId: AgentId) => ViewCounts> {
  const rows = await db
    .select({
      status: conversations.status,
      agentId: conversations.agentId,
      count: sql<number>`count(*)`.mapWith(Number),
    })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), sql`${conversations.status} <> 'closed'`))
    .groupBy(conversations.status, conversations.agentId)
  const sum = (isCounted: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(isCounted).reduce((total, { count }) => total + count, 0)
  const waiting = sum(({ status }) => status === 'waiting')
  return (agentId) => ({ mine: sum((row) => row.agentId === agentId), waiting })
}
