import {
  agents,
  invitations,
  memberships,
  presence,
  type Queryable,
  teamMembers,
  teams,
} from '@shopbell/database'
import type { AgentId, Member, MemberBody, Role, StoreId, TeamId } from '@shopbell/protocol'
import { and, eq, inArray, notInArray, sql } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import { lockStore } from '../stores/store'
import { requireManager } from './memberships'

interface OfMember {
  readonly by: AgentId
  readonly storeId: StoreId
  readonly agentId: AgentId
}

/** Everybody who belongs to a store, by name, with what they are there and what they are doing now. */
export function membersOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<Member[]> {
  return db
    .select({
      id: agents.id,
      name: agents.name,
      address: agents.address,
      role: memberships.role,
      capacity: memberships.capacity,
      switch: memberships.switch,
      // A list within a row, and a question within it: drizzle has no words for either.
      teams: sql<TeamId[]>`coalesce((
        select jsonb_agg(t.team_id order by t.team_id) from ${teamMembers} t
        where t.store_id = ${memberships.storeId} and t.agent_id = ${memberships.agentId}
      ), '[]')`,
      isPresent: sql<boolean>`exists (
        select from ${presence}
        where ${presence.agentId} = ${memberships.agentId} and ${presence.until} > ${nowMs})`,
    })
    .from(memberships)
    .innerJoin(agents, eq(agents.id, memberships.agentId))
    .where(eq(memberships.storeId, storeId))
    .orderBy(agents.name, agents.id)
}

/**
 * Changes what somebody is at a store. Nobody changes their own role and only owners touch owners, one change at a
 * time: whoever takes an owner's role is an owner who stays, so that no store is ever without one. Throws
 * `not_permitted`, `not_found`, `invalid` for another store's team, or `in_use` where a team would lose its last member.
 */
export async function changeMember(
  work: Work,
  { by, storeId, agentId, member }: OfMember & { readonly member: MemberBody },
): Promise<void> {
  const { mine, theirs } = await rolesUnderLock(work, { by, storeId, agentId })
  const { role, capacity } = member
  if (role !== theirs) {
    if (by === agentId) refuse('Somebody else has to change your role.')
    requireMayGive(mine, role)
  }
  await requireTeams(work.db, storeId, member.teams)
  await work.db.update(memberships).set({ role, capacity }).where(isMember(storeId, agentId))
  await setTeams(work, { storeId, agentId, teamIds: member.teams })
  if (role !== theirs) await takeBackInvitations(work, storeId, agentId)
  await audit(work, by, { what: 'member.changed', storeId, details: { agent: agentId, role, capacity } })
  work.emit({ kind: 'membership.changed', storeId, agentId })
}

/**
 * Ends a membership; the sweep brings the conversations back into the queue. Nobody removes themselves, so that one
 * owner stays. Throws as `changeMember`.
 */
export async function removeMember(work: Work, { by, storeId, agentId }: OfMember): Promise<void> {
  await rolesUnderLock(work, { by, storeId, agentId })
  if (by === agentId) refuse('Somebody else has to remove you.')
  await setTeams(work, { storeId, agentId, teamIds: [] })
  await takeBackInvitations(work, storeId, agentId)
  await work.db.delete(memberships).where(isMember(storeId, agentId))
  await audit(work, by, { what: 'member.removed', storeId, details: { agent: agentId } })
  work.emit({ kind: 'membership.changed', storeId, agentId })
}

/** Throws `not_permitted` where somebody of this role may not give that one. */
export function requireMayGive(mine: Role, given: Role): void {
  if (given === 'owner' && mine !== 'owner') refuse('Only an owner makes an owner.')
}

/** Throws `invalid` unless all of these are teams of the store. */
export async function requireTeams(
  db: Queryable,
  storeId: StoreId,
  teamIds: readonly TeamId[],
): Promise<void> {
  const known = await knownTeams(db, storeId, teamIds)
  if (known.length === teamIds.length) return
  const message = 'One of these teams is not there any more.'
  throw new DomainError('invalid', { message, fields: { teams: message } })
}

/** Those of these that are teams of the store. */
export async function knownTeams(
  db: Queryable,
  storeId: StoreId,
  teamIds: readonly TeamId[],
): Promise<readonly TeamId[]> {
  if (teamIds.length === 0) return []
  const rows = await db
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.storeId, storeId), inArray(teams.id, [...teamIds])))
  return rows.map(({ id }) => id)
}

/** Both roles, which stay as they are until the commit: every change of one locks the store. */
async function rolesUnderLock(
  work: Work,
  { by, storeId, agentId }: OfMember,
): Promise<{ readonly mine: Role; readonly theirs: Role }> {
  await lockStore(work, storeId)
  const { role: mine } = await requireManager(work.db, storeId, by)
  const [found] = await work.db
    .select({ role: memberships.role })
    .from(memberships)
    .where(isMember(storeId, agentId))
  if (found === undefined) throw new DomainError('not_found')
  if (found.role === 'owner' && mine !== 'owner') refuse('Only an owner changes an owner.')
  return { mine, theirs: found.role }
}

async function setTeams(
  { db }: Work,
  {
    storeId,
    agentId,
    teamIds,
  }: { readonly storeId: StoreId; readonly agentId: AgentId; readonly teamIds: readonly TeamId[] },
): Promise<void> {
  const left = await db
    .delete(teamMembers)
    .where(
      and(
        eq(teamMembers.storeId, storeId),
        eq(teamMembers.agentId, agentId),
        notInArray(teamMembers.teamId, [...teamIds]),
      ),
    )
    .returning({ id: teamMembers.teamId })
  await requireNotDeserted(
    db,
    storeId,
    left.map(({ id }) => id),
  )
  if (teamIds.length === 0) return
  await db
    .insert(teamMembers)
    .values(teamIds.map((teamId) => ({ storeId, teamId, agentId })))
    .onConflictDoNothing()
}

/** What a rule or a colleague gave to a team waits for its people, so that there must be some. */
async function requireNotDeserted(db: Queryable, storeId: StoreId, left: readonly TeamId[]): Promise<void> {
  if (left.length === 0) return
  const [deserted] = await db
    .select({ name: teams.name })
    .from(teams)
    .leftJoin(teamMembers, and(eq(teamMembers.storeId, teams.storeId), eq(teamMembers.teamId, teams.id)))
    .where(and(eq(teams.storeId, storeId), inArray(teams.id, [...left]), sql`${teamMembers.agentId} is null`))
    .limit(1)
  if (deserted === undefined) return
  throw new DomainError('in_use', {
    message: `Nobody would be left in the team ${deserted.name}. Put somebody else in it first.`,
  })
}

/** What somebody offered who may not offer it any more is no offer. */
async function takeBackInvitations(work: Work, storeId: StoreId, by: AgentId): Promise<void> {
  await work.db
    .delete(invitations)
    .where(and(eq(invitations.storeId, storeId), eq(invitations.invitedBy, by)))
}

function isMember(storeId: StoreId, agentId: AgentId) {
  return and(eq(memberships.storeId, storeId), eq(memberships.agentId, agentId))
}

function refuse(message: string): never {
  throw new DomainError('not_permitted', { message })
}
