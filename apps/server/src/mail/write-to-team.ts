import { agents, memberships, type Queryable, teamMembers } from '@shopbell/database'
import type { StoreId, TeamId } from '@shopbell/protocol'
import { and, eq, sql } from 'drizzle-orm'
import type { Agent } from '../agents/agent'
import { conversationOfStore } from '../conversations/find-conversation'
import { DomainError } from '../foundation/errors'
import { hashOfToken } from '../foundation/ids'
import { enqueueLetter, enqueueLetters } from '../foundation/letters'
import type { Work } from '../foundation/transact'
import { requireStore } from '../stores/store'
import { invitation, passwordReset, waitingNotice } from './letters-to-team'
import type { PostOffice } from './post-office'
import type { OfConversation } from './write-to-shopper'

export interface Invited {
  readonly storeId: StoreId
  /** The name of who invites. */
  readonly by: string
  readonly address: string
  readonly url: string
  readonly validMs: number
}

export interface PasswordReset {
  readonly address: string
  readonly name: string
  readonly url: string
  readonly validMs: number
}

const PRODUCT = 'Shopbell'

/**
 * Tells the team, or the store's people where it has none, that somebody waits. Each of them is told once of one
 * alarm, which `alarm` names. Nothing where it was answered meanwhile. Throws `conversation_not_found`.
 */
export async function writeWaitingNotice(
  work: Work,
  office: PostOffice,
  { storeId, conversationId, alarm }: OfConversation & { readonly alarm: string },
): Promise<void> {
  const head = await conversationOfStore(work.db, storeId, conversationId)
  if (head === null) throw new DomainError('conversation_not_found')
  if (head.waitingSince === null || head.status === 'closed') return
  const store = await requireStore(work.db, storeId)
  const written = waitingNotice({
    store: store.name,
    status: head.status,
    visitorName: head.visitorName,
    firstWords: head.firstText,
    lastWords: head.lastText ?? head.firstText,
    waitedMs: work.now.getTime() - head.waitingSince,
    conversationUrl: `${office.consoleUrl}/console/${storeId}/all/${conversationId}`,
  })
  const told = await toldOfWaits(work.db, storeId, head.teamId)
  await enqueueLetters(
    work,
    told.map(({ id, address, name }) => ({
      kind: 'waiting_notice' as const,
      key: `waiting_notice:${alarm}:${id}`,
      storeId,
      conversationId,
      toAddress: address,
      toName: name,
      fromName: store.name,
      replyTo: null,
      host: office.host,
      ...written,
    })),
  )
}

/** The letter with an invitation's link. The same link is sent once. */
export async function writeInvitation(
  work: Work,
  { host }: PostOffice,
  { storeId, by, address, url, validMs }: Invited,
): Promise<boolean> {
  const store = await requireStore(work.db, storeId)
  return enqueueLetter(work, {
    kind: 'invitation',
    key: `invitation:${hashOfToken(url)}`,
    storeId,
    fromName: store.name,
    replyTo: store.contactAddress,
    toAddress: address,
    toName: null,
    host,
    ...invitation({ store: store.name, by, url, validMs }),
  })
}

/** The letter with a link that sets a password anew. The same link is sent once. */
export async function writePasswordReset(
  work: Work,
  { host }: PostOffice,
  { address, name, url, validMs }: PasswordReset,
): Promise<boolean> {
  return enqueueLetter(work, {
    kind: 'password_reset',
    key: `password_reset:${hashOfToken(url)}`,
    storeId: null,
    fromName: PRODUCT,
    replyTo: null,
    toAddress: address,
    toName: name,
    host,
    ...passwordReset({ url, validMs }),
  })
}

/** Those of the team, or where it has nobody everybody of the store. */
async function toldOfWaits(
  db: Queryable,
  storeId: StoreId,
  teamId: TeamId | null,
): Promise<readonly Agent[]> {
  const people = await db
    .select({
      id: agents.id,
      address: agents.address,
      name: agents.name,
      isInTeam: sql<boolean>`${teamMembers.agentId} is not null`,
    })
    .from(memberships)
    .innerJoin(agents, eq(agents.id, memberships.agentId))
    .leftJoin(
      teamMembers,
      and(
        eq(teamMembers.storeId, memberships.storeId),
        eq(teamMembers.agentId, memberships.agentId),
        teamId === null ? sql`false` : eq(teamMembers.teamId, teamId),
      ),
    )
    .where(eq(memberships.storeId, storeId))
  const team = people.filter(({ isInTeam }) => isInTeam)
  return team.length > 0 ? team : people
}
