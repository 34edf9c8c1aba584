import { conversations, memberships, type Queryable } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { and, eq, notExists, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { StandingChange } from '../conversations/new-entry'
import type { Work } from '../foundation/transact'

export interface Orphan {
  readonly storeId: StoreId
  readonly id: ConversationId
}

/** The conversations of agents who do not belong to the store any more. */
export function conversationsOfFormerMembers(db: Queryable): Promise<Orphan[]> {
  const membership = db
    .select({ one: sql`1` })
    .from(memberships)
    .where(
      and(eq(memberships.storeId, conversations.storeId), eq(memberships.agentId, conversations.agentId)),
    )
  return db
    .select({ storeId: conversations.storeId, id: conversations.id })
    .from(conversations)
    .where(
      and(
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.status, 'with_agent'),
        notExists(membership),
      ),
    )
}

/** Puts them back to the front of the queue, where somebody will see them. */
export async function releaseConversations(work: Work, orphans: readonly Orphan[]): Promise<void> {
  await appendEntries(
    work,
    orphans.map(({ storeId, id }): StandingChange => {
      return { from: 'server', storeId, conversationId: id, happening: { kind: 'released' } }
    }),
  )
}
