import { conversations, sqlStateOf } from '@shopbell/database'
import type { AgentId, ConversationId, StoreId } from '@shopbell/protocol'
import { and, eq, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import { conversationOfStore } from '../conversations/find-conversation'
import type { Head } from '../conversations/head'
import { refusalError } from '../conversations/refusal'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import { lockAgents } from './leases'

export interface Reopening {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly conversationId: ConversationId
}

/**
 * Opens a closed conversation again, as one's own; an open one stays as it is. Throws `already_exists` with the other
 * one that this visitor has open, or `conversation_not_found`.
 */
export async function reopenConversation(work: Work, reopening: Reopening): Promise<void> {
  const { storeId, agentId, conversationId } = reopening
  await lockAgents(work, [agentId])
  const head = await conversationOfStore(work.db, storeId, conversationId)
  if (head === null) throw new DomainError('conversation_not_found')
  const other = await openOneOf(work, head)
  if (other !== null && other !== conversationId) throw openElsewhere(other)
  const [outcome] = await appendEntries(work, [
    { from: 'server', storeId, conversationId, happening: { kind: 'reopened', agentId } },
  ]).catch((error: unknown) => {
    // The visitor has begun another one since we looked.
    throw sqlStateOf(error) === UNIQUE_VIOLATION ? openElsewhere(null) : error
  })
  if (outcome?.kind === 'refused') throw refusalError(outcome)
  if (outcome?.kind === 'stored') {
    await audit(work, agentId, { what: 'conversation.reopened', storeId, details: { conversationId } })
  }
}

const UNIQUE_VIOLATION = '23505'

async function openOneOf(work: Work, { storeId, visitorId }: Head): Promise<ConversationId | null> {
  const [open] = await work.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        eq(conversations.visitorId, visitorId),
        sql`${conversations.status} <> 'closed'`,
      ),
    )
  return open?.id ?? null
}

function openElsewhere(conversation: ConversationId | null): DomainError {
  return new DomainError('already_exists', {
    message: 'This shopper has another conversation open.',
    ...(conversation === null ? {} : { fields: { conversation } }),
  })
}
