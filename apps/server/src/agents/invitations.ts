import { agents, invitations, memberships, type Queryable, stores, teamMembers } from '@shopbell/database'
import type {
  AgentId,
  Invitation,
  InvitationOfferBody,
  InviteBody,
  InvitedBody,
  StoreId,
} from '@shopbell/protocol'
import { and, eq, gt } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawAgentId, drawToken, hashOfToken } from '../foundation/ids'
import { requireAddress } from '../foundation/mail-address'
import type { Work } from '../foundation/transact'
import { lockStore } from '../stores/store'
import { agentByAddress, createAgent, keptAddress } from './agent'
import { addMember, requireManager } from './memberships'
import { knownTeams, requireMayGive, requireTeams } from './people'
import { countTry } from './sign-in-tries'

/** Writes the letter with the link into the outbox, in the same commit. */
export type WriteInvitation = (
  work: Work,
  invited: {
    readonly storeId: StoreId
    readonly by: string
    readonly address: string
    readonly url: string
    readonly validMs: number
  },
) => Promise<unknown>

export interface InvitationDesk {
  readonly consoleUrl: string
  readonly writeInvitation: WriteInvitation
}

/** Who takes an invitation: somebody new, with what they typed, or somebody who has signed in. */
export type Accepting =
  | { readonly kind: 'newcomer'; readonly name: string; readonly passwordHash: string }
  | { readonly kind: 'agent'; readonly agentId: AgentId }

const VALID_MS = 7 * 24 * 60 * 60 * 1_000

/** A store's invitations that nobody has taken, by address. */
export async function invitationsOf(
  db: Queryable,
  storeId: StoreId,
  nowMs: number,
): Promise<readonly Invitation[]> {
  const { address, role, capacity, teams, expiresAt } = invitations
  const rows = await db
    .select({ address, role, capacity, teams, expiresAt })
    .from(invitations)
    .where(eq(invitations.storeId, storeId))
    .orderBy(address)
  return rows.map((row) => ({ ...row, state: row.expiresAt > nowMs ? 'pending' : 'expired' }))
}

/**
 * Invites an address, by letter and by the link that this returns. An earlier link of the same address stops working.
 * Throws `not_permitted`, `invalid` for the address or a team, `already_exists` for a member, or `too_many_tries`.
 */
export async function invite(
  work: Work,
  { consoleUrl, writeInvitation }: InvitationDesk,
  { by, storeId, ...asked }: InviteBody & { readonly by: AgentId; readonly storeId: StoreId },
): Promise<InvitedBody> {
  await lockStore(work, storeId)
  const { role: mine, agentName } = await requireManager(work.db, storeId, by)
  requireMayGive(mine, asked.role)
  const address = requireAddress(asked.address, 'address')
  await requireTeams(work.db, storeId, asked.teams)
  await requireNoMember(work.db, storeId, address)
  await requireNotOwnersOffer(work.db, { storeId, address, isOwner: mine === 'owner' })
  const code = drawToken()
  const expiresAt = work.now.getTime() + VALID_MS
  const { role, capacity, teams } = asked
  const offer = { codeHash: hashOfToken(code), role, capacity, teams, invitedBy: by, expiresAt }
  await work.db
    .insert(invitations)
    .values({ ...offer, storeId, address, createdAt: work.now.getTime() })
    .onConflictDoUpdate({ target: [invitations.storeId, invitations.address], set: offer })
  const url = `${consoleUrl}/console/join/${code}`
  await writeInvitation(work, { storeId, by: agentName, address, url, validMs: VALID_MS })
  await audit(work, by, { what: 'member.invited', storeId, details: { role, capacity } })
  return { url, expiresAt }
}

/** Takes an invitation back. Throws `not_permitted`, or `not_found`. */
export async function revokeInvitation(
  work: Work,
  { by, storeId, address }: { readonly by: AgentId; readonly storeId: StoreId; readonly address: string },
): Promise<void> {
  await lockStore(work, storeId)
  const { role } = await requireManager(work.db, storeId, by)
  const kept = keptAddress(address)
  await requireNotOwnersOffer(work.db, { storeId, address: kept, isOwner: role === 'owner' })
  const gone = await work.db
    .delete(invitations)
    .where(and(eq(invitations.storeId, storeId), eq(invitations.address, kept)))
    .returning({ role: invitations.role })
  if (gone.length === 0) throw new DomainError('not_found')
  await audit(work, by, { what: 'invitation.revoked', storeId })
}

/** What a link offers. Throws `link_used` for one that was used, replaced or taken back, or is too old. */
export async function invitationOffer(
  db: Queryable,
  code: string,
  nowMs: number,
): Promise<InvitationOfferBody> {
  const [found] = await db
    .select({
      storeName: stores.name,
      address: invitations.address,
      role: invitations.role,
      agentId: agents.id,
    })
    .from(invitations)
    .innerJoin(stores, eq(stores.id, invitations.storeId))
    .leftJoin(agents, eq(agents.address, invitations.address))
    .where(and(eq(invitations.codeHash, hashOfToken(code)), gt(invitations.expiresAt, nowMs)))
  if (found === undefined) throw new DomainError('link_used')
  const { agentId, ...offer } = found
  return { ...offer, isKnown: agentId !== null }
}

/**
 * Makes whoever takes the invitation a member, and returns who that is. Of two at a time one wins. Throws `link_used`,
 * `already_exists` where a newcomer's address has an agent, or `not_permitted` for who signed in with another address.
 */
export async function acceptInvitation(work: Work, code: string, accepting: Accepting): Promise<AgentId> {
  const nowMs = work.now.getTime()
  const isValid = and(eq(invitations.codeHash, hashOfToken(code)), gt(invitations.expiresAt, nowMs))
  const [offered] = await work.db.select({ storeId: invitations.storeId }).from(invitations).where(isValid)
  if (offered === undefined) throw new DomainError('link_used')
  const { storeId } = offered
  await lockStore(work, storeId)
  const [taken] = await work.db.delete(invitations).where(isValid).returning()
  if (taken === undefined) throw new DomainError('link_used')
  const { address, role, capacity } = taken
  const agentId = await joining(work, address, accepting)
  await addMember(work, { storeId, agentId, role, capacity })
  const teamIds = await knownTeams(work.db, storeId, taken.teams)
  if (teamIds.length > 0) {
    const places = teamIds.map((teamId) => ({ storeId, teamId, agentId }))
    await work.db.insert(teamMembers).values(places).onConflictDoNothing()
  }
  await audit(work, agentId, { what: 'member.joined', storeId, details: { role, capacity } })
  return agentId
}

/** Counts an invitation, so that nobody makes the store's letters a flood. Throws `too_many_tries`. */
export async function countInvitation(work: Work, storeId: StoreId): Promise<void> {
  await countTry(work, [{ kind: 'invitation', name: storeId }])
}

async function joining(work: Work, address: string, accepting: Accepting): Promise<AgentId> {
  if (accepting.kind === 'newcomer') {
    const id = drawAgentId()
    const { name, passwordHash } = accepting
    await createAgent(work, { id, name: name.trim(), address, passwordHash })
    return id
  }
  const invited = await agentByAddress(work.db, address)
  if (invited?.id !== accepting.agentId) {
    throw new DomainError('not_permitted', { message: `This invitation is for ${address}.` })
  }
  return invited.id
}

async function requireNoMember(db: Queryable, storeId: StoreId, address: string): Promise<void> {
  const [found] = await db
    .select({ id: agents.id })
    .from(agents)
    .innerJoin(memberships, eq(memberships.agentId, agents.id))
    .where(and(eq(memberships.storeId, storeId), eq(agents.address, address)))
  if (found === undefined) return
  const message = 'They belong to this store already.'
  throw new DomainError('already_exists', { message, fields: { address: message } })
}

/** An admin neither replaces nor takes back what only an owner may offer. */
async function requireNotOwnersOffer(
  db: Queryable,
  {
    storeId,
    address,
    isOwner,
  }: { readonly storeId: StoreId; readonly address: string; readonly isOwner: boolean },
): Promise<void> {
  if (isOwner) return
  const [found] = await db
    .select({ role: invitations.role })
    .from(invitations)
    .where(and(eq(invitations.storeId, storeId), eq(invitations.address, address)))
  if (found?.role !== 'owner') return
  throw new DomainError('not_permitted', { message: 'Only an owner changes an invitation as owner.' })
}
