import { conversations, memberships, type Queryable } from '@shopbell/database'
import type { AgentId, ConversationId, StoreId } from '@shopbell/protocol'
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { Happening } from '../conversations/facts'
import type { StandingChange } from '../conversations/new-entry'
import type { Work } from '../foundation/transact'
import { isPresent } from './leases'

/**
 * Begins the grace of an agent whose last connection is gone: nothing new is given, and at its end the sweep brings
 * the conversations back to the front of the queue. The agent is locked. Does nothing for one who is still present.
 */
export async function loseAgent(work: Work, agentId: AgentId): Promise<void> {
  if (await isPresent(work.db, agentId, work.now.getTime())) return
  const theirs = await conversationsWith(work.db, agentId)
  await appendEntries(work, happeningTo(theirs, { kind: 'agent_lost', agentId }))
  work.emit({ kind: 'presence.changed', agentId })
}

/**
 * The agent is connected again: the grace ends, and what nobody took meanwhile returns to them, for a while. The
 * agent is locked.
 */
export async function welcomeAgentBack(work: Work, agentId: AgentId): Promise<void> {
  const theirs = await conversationsLostBy(work, agentId)
  await appendEntries(work, happeningTo(theirs, { kind: 'agent_back', agentId }))
  work.emit({ kind: 'presence.changed', agentId })
}

/**
 * The agents who have conversations, are connected nowhere, and whose grace has not begun: after a crash of the
 * database, which forgets all leases.
 */
export async function agentsLostUnseen(db: Queryable, nowMs: number): Promise<readonly AgentId[]> {
  const rows = await db
    .selectDistinct({ id: conversations.agentId })
    .from(conversations)
    .where(
      and(
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.status, 'with_agent'),
        isNull(conversations.agentLostAt),
        sql`not exists (select from presence p where p.agent_id = ${conversations.agentId} and p.until > ${nowMs})`,
      ),
    )
  return rows.flatMap(({ id }) => id ?? [])
}

interface Place {
  readonly storeId: StoreId
  readonly id: ConversationId
}

/** In all stores: a connection is an agent's, not a store's. */
function conversationsWith(db: Queryable, agentId: AgentId): Promise<Place[]> {
  return db
    .select({ storeId: conversations.storeId, id: conversations.id })
    .from(conversations)
    .where(
      and(
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.status, 'with_agent'),
        eq(conversations.agentId, agentId),
      ),
    )
}

function conversationsLostBy(work: Work, agentId: AgentId): Promise<Place[]> {
  const sinceMs = work.now.getTime() - work.durations.agentReturnMs
  return work.db
    .select({ storeId: conversations.storeId, id: conversations.id })
    .from(conversations)
    .where(
      and(
        inArray(conversations.storeId, storesOf(work.db, agentId)),
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.lostAgentId, agentId),
        or(
          eq(conversations.status, 'with_agent'),
          and(eq(conversations.status, 'waiting'), gt(conversations.agentLostAt, sinceMs)),
        ),
      ),
    )
}

function storesOf(db: Queryable, agentId: AgentId) {
  return db.select({ id: memberships.storeId }).from(memberships).where(eq(memberships.agentId, agentId))
}

function happeningTo(places: readonly Place[], happening: Happening): readonly StandingChange[] {
  return places.map(({ storeId, id }) => ({ from: 'server', storeId, conversationId: id, happening }))
}
