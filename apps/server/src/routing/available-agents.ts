import { conversations, memberships, presence, type Queryable, stores, teamMembers } from '@shopbell/database'
import type { AgentId, StoreId, TeamId } from '@shopbell/protocol'
import { and, eq, exists, gt, sql } from 'drizzle-orm'

/** An agent who is there and whose switch says available. */
export interface AvailableAgent {
  readonly agentId: AgentId
  readonly capacity: number
  /** Conversations that are theirs, over all stores. */
  readonly load: number
  readonly lastAssignedAt: number
  readonly teams: readonly TeamId[]
}

/** Who can be given a conversation of this store, as far as their capacity allows. By id. */
export async function availableAgents(
  db: Queryable,
  storeId: StoreId,
  nowMs: number,
): Promise<readonly AvailableAgent[]> {
  return db
    .select({
      agentId: memberships.agentId,
      capacity: sql<number>`coalesce(${memberships.capacity}, ${stores.capacity})`,
      // Over all of the agent's stores, which lead the index of open conversations.
      load: sql<number>`(
        select count(*) from memberships other
        join conversations c on c.store_id = other.store_id and c.agent_id = other.agent_id
        where other.agent_id = ${memberships.agentId} and c.status = 'with_agent' and c.status <> 'closed'
      )`.mapWith(Number),
      lastAssignedAt: memberships.lastAssignedAt,
      teams: sql<TeamId[]>`coalesce((
        select json_agg(t.team_id) from ${teamMembers} t
        where t.store_id = ${memberships.storeId} and t.agent_id = ${memberships.agentId}
      ), '[]'::json)`,
    })
    .from(memberships)
    .innerJoin(stores, eq(stores.id, memberships.storeId))
    .where(
      and(
        eq(memberships.storeId, storeId),
        eq(memberships.switch, 'available'),
        exists(
          db
            .select({ one: sql`1` })
            .from(presence)
            .where(and(eq(presence.agentId, memberships.agentId), gt(presence.until, nowMs))),
        ),
      ),
    )
    .orderBy(memberships.agentId)
}

/** How many conversations of this store wait. */
export async function waitingCount(db: Queryable, storeId: StoreId): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.status, 'waiting'),
      ),
    )
  return row?.count ?? 0
}
