import { agents, memberships, presence, type Queryable, stores } from '@shopbell/database'
import type { Colleague, StoreId, TeamId } from '@shopbell/protocol'
import { eq, sql } from 'drizzle-orm'

/** Everybody who belongs to a store, and what they are doing now, by name. */
export function colleaguesOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<Colleague[]> {
  return db
    .select({
      id: agents.id,
      name: agents.name,
      role: memberships.role,
      teams: sql<TeamId[]>`coalesce((
        select jsonb_agg(t.team_id order by t.team_id) from team_members t
        where t.store_id = ${memberships.storeId} and t.agent_id = ${memberships.agentId}
      ), '[]')`,
      capacity: sql<number>`coalesce(${memberships.capacity}, ${stores.capacity})`,
      // Over all of the agent's stores, which lead the index of open conversations.
      load: sql<number>`(
        select count(*) from memberships other
        join conversations c on c.store_id = other.store_id and c.agent_id = other.agent_id
        where other.agent_id = ${memberships.agentId} and c.status = 'with_agent' and c.status <> 'closed'
      )`.mapWith(Number),
      isPresent: sql<boolean>`exists (
        select from ${presence}
        where ${presence.agentId} = ${memberships.agentId} and ${presence.until} > ${nowMs})`,
      switch: memberships.switch,
    })
    .from(memberships)
    .innerJoin(agents, eq(agents.id, memberships.agentId))
    .innerJoin(stores, eq(stores.id, memberships.storeId))
    .where(eq(memberships.storeId, storeId))
    .orderBy(agents.name, agents.id)
}
