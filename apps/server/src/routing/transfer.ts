import { agents, conversations, memberships } from '@shopbell/database'
import type {
  AgentId,
  ConversationId,
  NamedAgent,
  NamedTeam,
  StoreId,
  Switch,
  TeamId,
} from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { TransferTo } from '../conversations/facts'
import type { Head } from '../conversations/head'
import type { NewEntry } from '../conversations/new-entry'
import { refusalError } from '../conversations/refusal'
import { audit } from '../foundation/audit'
import { assertNever, DomainError } from '../foundation/errors'
import { drawServerClientId } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { isPresent, lockAgents } from './leases'
import { requireStaffedTeam } from './teams'

export interface Transfer {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly conversationId: ConversationId
  readonly to: { readonly agent: AgentId } | { readonly team: TeamId }
  /** For the team; in the log it stands before the transfer. */
  readonly note?: string
}

/**
 * Gives a conversation to a colleague who is available, beyond their capacity if need be, or to a team. Where it is
 * already, it stays and nothing is written. Throws `not_available` with who and why, `team_empty`, `not_found` for
 * who is none of the store's, `taken`, `conversation_closed` or `conversation_not_found`.
 */
export async function transferConversation(work: Work, transfer: Transfer): Promise<void> {
  const { storeId, agentId, conversationId, to } = transfer
  await lockAgents(work, 'agent' in to ? [agentId, to.agent] : [agentId])
  const head = await lockedHead(work, transfer)
  if (isThere(head, to)) return
  const happening = { kind: 'transferred', agentId, to: await goalOf(work, transfer) } as const
  const outcomes = await appendEntries(work, [
    ...noteIn(work, transfer),
    { from: 'server', storeId, conversationId, happening },
  ])
  const outcome = outcomes.at(-1)
  if (outcome?.kind === 'refused') throw refusalError(outcome)
  const details = { conversationId, to: 'agent' in to ? to.agent : to.team }
  await audit(work, agentId, { what: 'conversation.transferred', storeId, details })
}

async function lockedHead(work: Work, { storeId, conversationId }: Transfer): Promise<Head> {
  const [head] = await work.db
    .select()
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), eq(conversations.id, conversationId)))
    .for('update')
  if (head === undefined) throw new DomainError('conversation_not_found')
  return head
}

function isThere({ status, agentId, teamId }: Head, to: Transfer['to']): boolean {
  return 'agent' in to
    ? status === 'with_agent' && agentId === to.agent
    : status === 'waiting' && teamId === to.team
}

async function goalOf(work: Work, { storeId, to }: Transfer): Promise<TransferTo<AgentId>> {
  if ('team' in to) {
    const team: NamedTeam = await requireStaffedTeam(work.db, storeId, to.team)
    return { kind: 'team', team }
  }
  await requireAvailable(work, storeId, to.agent)
  return { kind: 'agent', agent: to.agent }
}

async function requireAvailable(work: Work, storeId: StoreId, agentId: AgentId): Promise<void> {
  const [colleague] = await work.db
    .select({ id: agents.id, name: agents.name, switch: memberships.switch })
    .from(memberships)
    .innerJoin(agents, eq(agents.id, memberships.agentId))
    .where(and(eq(memberships.storeId, storeId), eq(memberships.agentId, agentId)))
  if (colleague === undefined) throw new DomainError('not_found', { message: 'There is no such colleague.' })
  if (colleague.switch !== 'available') throw notAvailable(colleague, colleague.switch)
  if (!(await isPresent(work.db, agentId, work.now.getTime()))) throw notAvailable(colleague, 'not_connected')
}

type WhyNot = Exclude<Switch, 'available'> | 'not_connected'

function notAvailable({ id, name }: NamedAgent, why: WhyNot): DomainError {
  return new DomainError('not_available', {
    message: whyNotSentence(name, why),
    fields: { agentId: id, agentName: name, why },
  })
}

function whyNotSentence(name: string, why: WhyNot): string {
  switch (why) {
    case 'away':
      return `${name} is away.`
    case 'finishing':
      return `${name} is finishing and takes nothing new.`
    case 'not_connected':
      return `${name} is not connected.`
    default:
      return assertNever(why)
  }
}

function noteIn(work: Work, { agentId, conversationId, note }: Transfer): readonly NewEntry[] {
  if (note === undefined) return []
  const clientId = drawServerClientId(work.now.getTime())
  const entry = { from: 'agent', kind: 'note', via: 'console', text: note, files: [] } as const
  return [{ ...entry, agentId, conversationId, clientId }]
}
