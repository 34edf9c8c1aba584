import { conversations, type Queryable } from '@shopbell/database'
import type { AgentId, StoreId, ViewCounts } from '@shopbell/protocol'
import { and, eq, sql } from 'drizzle-orm'
import { isOwedByEmail, isUpForTaking } from './views'

/** The figures beside the views, for every agent of a store with one look. */
export async function storeCounts(
  db: Queryable,
  storeId: StoreId,
): Promise<(agentId: AgentId) => ViewCounts> {
  const rows = await db
    .select({
      agentId: conversations.agentId,
      count: sql<number>`count(*)`.mapWith(Number),
      waiting: sql<number>`count(*) filter (where ${isUpForTaking})`.mapWith(Number),
      email: sql<number>`count(*) filter (where ${isOwedByEmail})`.mapWith(Number),
    })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), sql`${conversations.status} <> 'closed'`))
    .groupBy(conversations.agentId)
  const sum = (countOf: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + countOf(row), 0)
  const [waiting, email] = [sum((row) => row.waiting), sum((row) => row.email)]
  return (agentId) => ({
    mine: sum((row) => (row.agentId === agentId ? row.count : 0)),
    waiting,
    email,
  })
}
