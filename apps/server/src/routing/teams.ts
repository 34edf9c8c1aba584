import { conversations, memberships, type Queryable, teamMembers, teams } from '@shopbell/database'
import {
  type AgentId,
  type NamedTeam,
  ROUTING_LIMITS,
  type StoreId,
  type Team,
  type TeamBody,
  type TeamId,
} from '@shopbell/protocol'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { Sorting } from '../conversations/new-entry'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawTeamId } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { rulesOf } from '../stores/rules'
import { lockStore } from '../stores/store'

/** A store's teams with their members, by name. */
export async function teamsOf(db: Queryable, storeId: StoreId): Promise<readonly Team[]> {
  return db
    .select({
      id: teams.id,
      name: teams.name,
      // An aggregate with its order and its empty case: drizzle has no words for that.
      members: sql<AgentId[]>`coalesce(
        jsonb_agg(${teamMembers.agentId} order by ${teamMembers.agentId}) filter (where ${teamMembers.agentId} is not null),
        '[]')`,
    })
    .from(teams)
    .leftJoin(teamMembers, and(eq(teamMembers.storeId, teams.storeId), eq(teamMembers.teamId, teams.id)))
    .where(eq(teams.storeId, storeId))
    .groupBy(teams.storeId, teams.id)
    .orderBy(sql`lower(${teams.name})`, teams.id)
}

/** The teams of a store that have somebody in them. Nothing is routed to another. */
export async function staffedTeams(db: Queryable, storeId: StoreId): Promise<ReadonlySet<TeamId>> {
  const rows = await db
    .selectDistinct({ id: teamMembers.teamId })
    .from(teamMembers)
    .where(eq(teamMembers.storeId, storeId))
  return new Set(rows.map(({ id }) => id))
}

/** A team to which something may be routed. Throws `not_found`, or `team_empty` where nobody is in it. */
export async function requireStaffedTeam(db: Queryable, storeId: StoreId, id: TeamId): Promise<NamedTeam> {
  const [team] = await db
    .select({ id: teams.id, name: teams.name })
    .from(teams)
    .where(and(eq(teams.storeId, storeId), eq(teams.id, id)))
  if (team === undefined) throw new DomainError('not_found', { message: 'There is no such team.' })
  const staffed = await staffedTeams(db, storeId)
  if (!staffed.has(id))
    throw new DomainError('team_empty', { message: `Nobody is in the team ${team.name}.` })
  return team
}

interface Asked {
  readonly by: AgentId
  readonly storeId: StoreId
}

/** Adds a team. Throws `already_exists` where another has the name, `invalid` for members who are none of the store's. */
export async function addTeam(work: Work, { by, storeId, team }: Asked & { team: TeamBody }): Promise<Team> {
  await lockStore(work, storeId)
  const others = await teamsOf(work.db, storeId)
  if (others.length >= ROUTING_LIMITS.teams) {
    throw new DomainError('invalid', { message: `A store has at most ${ROUTING_LIMITS.teams} teams.` })
  }
  const added = { ...team, id: drawTeamId(), name: freeName(team, others) }
  await work.db
    .insert(teams)
    .values({ storeId, id: added.id, name: added.name, createdAt: work.now.getTime() })
  await setMembers(work, storeId, added)
  await told(work, { by, storeId }, 'team.added', added)
  return added
}

/**
 * Changes a team. Throws as `addTeam`, `not_found`, and `in_use` where it loses its last member while a rule sends
 * conversations to it.
 */
export async function changeTeam(work: Work, { by, storeId, team }: Asked & { team: Team }): Promise<Team> {
  await lockStore(work, storeId)
  const all = await teamsOf(work.db, storeId)
  const others = all.filter(({ id }) => id !== team.id)
  if (others.length === all.length) throw new DomainError('not_found')
  const changed = { ...team, name: freeName(team, others) }
  await work.db
    .update(teams)
    .set({ name: changed.name })
    .where(and(eq(teams.storeId, storeId), eq(teams.id, team.id)))
  if (changed.members.length === 0) await freeOf(work, storeId, team.id)
  await setMembers(work, storeId, changed)
  await told(work, { by, storeId }, 'team.changed', changed)
  return changed
}

/** Removes a team; its conversations stay where they are in the queue. Throws `not_found`, or `in_use` as above. */
export async function removeTeam(work: Work, { by, storeId, id }: Asked & { id: TeamId }): Promise<void> {
  await lockStore(work, storeId)
  const team = (await teamsOf(work.db, storeId)).find((one) => one.id === id)
  if (team === undefined) throw new DomainError('not_found')
  await freeOf(work, storeId, id)
  await work.db.delete(teams).where(and(eq(teams.storeId, storeId), eq(teams.id, id)))
  await told(work, { by, storeId }, 'team.removed', team)
}

async function told(work: Work, { by, storeId }: Asked, what: string, { id, members }: Team): Promise<void> {
  await audit(work, by, { what, storeId, details: { id, members: members.length } })
  work.emit({ kind: 'store.changed', storeId })
}

/** Names are compared here, not by the index: a database's own lower case may know ASCII only. */
function freeName({ name }: TeamBody, others: readonly Team[]): string {
  const plain = (text: string) => text.trim().normalize('NFKC').toLowerCase()
  const taken = others.find((other) => plain(other.name) === plain(name))
  if (taken === undefined) return name.trim()
  const message = `There is a team ${taken.name} already.`
  throw new DomainError('already_exists', { message, fields: { name: message } })
}

async function setMembers(work: Work, storeId: StoreId, { id, members }: Team): Promise<void> {
  const { db } = work
  await db.delete(teamMembers).where(and(eq(teamMembers.storeId, storeId), eq(teamMembers.teamId, id)))
  if (members.length === 0) return
  // Held until the commit, so that nobody leaves the store in between.
  const known = await db
    .select({ id: memberships.agentId })
    .from(memberships)
    .where(and(eq(memberships.storeId, storeId), inArray(memberships.agentId, [...members])))
    .orderBy(memberships.agentId)
    .for('key share')
  if (known.length < members.length) {
    const message = 'Somebody in it does not belong to this store.'
    throw new DomainError('invalid', { message, fields: { members: message } })
  }
  await db.insert(teamMembers).values(members.map((agentId) => ({ storeId, teamId: id, agentId })))
}

/** Nothing is routed to a team that is about to be nobody's. Throws `in_use` with the rule that would. */
async function freeOf(work: Work, storeId: StoreId, teamId: TeamId): Promise<void> {
  const rule = (await rulesOf(work.db, storeId)).find(({ effect }) => effect.team === teamId)
  if (rule !== undefined) {
    throw new DomainError('in_use', {
      message: `The rule ${rule.name} sends conversations to this team. Change the rule first.`,
    })
  }
  const { id, priority, tags } = conversations
  const theirs = await work.db
    .select({ id, priority, tags })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.teamId, teamId),
      ),
    )
  await appendEntries(
    work,
    theirs.map((row): Sorting => {
      const sorts = { priority: row.priority, teamId: null, tags: row.tags }
      return { from: 'server', storeId, conversationId: row.id, sorts }
    }),
  )
}
