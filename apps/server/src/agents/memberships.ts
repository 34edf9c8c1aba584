import { agents, memberships, type Queryable, stores } from '@shopbell/database'
import type { AgentId, MembershipBody, Role, StoreId, Switch } from '@shopbell/protocol'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'

export interface Membership {
  readonly role: Role
  readonly switch: Switch
  readonly agentName: string
}

export interface NewMembership {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly role: Role
  /** Null or left out: as the store says. */
  readonly capacity?: number | null
}

const MAY_MANAGE: readonly Role[] = ['owner', 'admin']

/** What the agent is at this store. Throws `store_not_found`, whether it exists or not, to who does not belong. */
export async function requireMembership(
  db: Queryable,
  storeId: StoreId,
  agentId: AgentId,
): Promise<Membership> {
  const [found] = await db
    .select({ role: memberships.role, switch: memberships.switch, agentName: agents.name })
    .from(memberships)
    .innerJoin(agents, eq(agents.id, memberships.agentId))
    .where(and(eq(memberships.storeId, storeId), eq(memberships.agentId, agentId)))
  if (found === undefined) throw new DomainError('store_not_found')
  return found
}

/** As `requireMembership`, for what owners and admins do. Throws `not_permitted` too. */
export async function requireManager(db: Queryable, storeId: StoreId, agentId: AgentId): Promise<Membership> {
  const membership = await requireMembership(db, storeId, agentId)
  if (!MAY_MANAGE.includes(membership.role)) {
    throw new DomainError('not_permitted', { message: 'Owners and admins may do this.' })
  }
  return membership
}

/** The stores an agent belongs to, their own before the demo, by name. */
export async function membershipsOf(db: Queryable, agentId: AgentId): Promise<readonly MembershipBody[]> {
  return db
    .select({
      store: { id: stores.id, name: stores.name, demo: stores.demo },
      role: memberships.role,
      capacity: sql<number>`coalesce(${memberships.capacity}, ${stores.capacity})`,
      switch: memberships.switch,
    })
    .from(memberships)
    .innerJoin(stores, eq(stores.id, memberships.storeId))
    .where(eq(memberships.agentId, agentId))
    .orderBy(stores.demo, stores.name, stores.id)
}

/** Makes an agent a member of a store, away for now. Doing so again changes nothing. */
export async function addMember(
  work: Work,
  { storeId, agentId, role, capacity = null }: NewMembership,
): Promise<void> {
  await work.db
    .insert(memberships)
    .values({ storeId, agentId, role, capacity, createdAt: work.now.getTime() })
    .onConflictDoNothing()
  work.emit({ kind: 'membership.changed', storeId, agentId })
}

/** Every membership of these agents, as `agent store`. */
export async function memberPairs(db: Queryable, agentIds: readonly AgentId[]): Promise<ReadonlySet<string>> {
  if (agentIds.length === 0) return new Set()
  const rows = await db
    .select({ agentId: memberships.agentId, storeId: memberships.storeId })
    .from(memberships)
    .where(inArray(memberships.agentId, [...agentIds]))
  return new Set(rows.map(({ agentId, storeId }) => `${agentId} ${storeId}`))
}
