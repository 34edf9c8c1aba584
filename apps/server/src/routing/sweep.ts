import { conversations, type Queryable } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { and, asc, eq, lte, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { StandingChange } from '../conversations/new-entry'
import { audit } from '../foundation/audit'
import type { Clock } from '../foundation/clock'
import type { Transact, Work } from '../foundation/transact'
import { assignWaiting } from './assign'
import { conversationsOfFormerMembers, releaseConversations } from './former-members'
import { agentsWithDeadLeases, dropDeadLeases, lockAgents } from './leases'
import { agentsLostUnseen, loseAgent } from './lost-agents'

export interface SweepOptions {
  readonly db: Queryable
  readonly transact: Transact
  readonly clock: Clock
}

const DEADLINES_AT_ONCE = 100

/**
 * Does what is due without anybody asking: agents whose process was killed are lost, former members have nothing,
 * passed deadlines take effect, and nobody waits while somebody is free. To be called every second; any number of servers may.
 */
export async function sweep({ db, transact, clock }: SweepOptions): Promise<void> {
  const nowMs = clock.now()
  const gone = new Set([...(await agentsWithDeadLeases(db, nowMs)), ...(await agentsLostUnseen(db, nowMs))])
  for (const agentId of gone) {
    await transact(async (work) => {
      await lockAgents(work, [agentId])
      await dropDeadLeases(work, agentId)
      await loseAgent(work, agentId)
    })
  }
  const orphans = await conversationsOfFormerMembers(db)
  if (orphans.length > 0) await transact((work) => releaseConversations(work, orphans))
  while ((await transact(sweepDeadlines)) === DEADLINES_AT_ONCE);
  for (const storeId of await storesWhereSomebodyWaits(db)) {
    await transact((work) => assignWaiting(work, storeId))
  }
}

/** Lets the deadlines that have passed take effect, and gives how many. Those that others hold are left to them. */
async function sweepDeadlines(work: Work): Promise<number> {
  const due = await work.db
    .select({ id: conversations.id, storeId: conversations.storeId, dueFor: conversations.dueFor })
    .from(conversations)
    .where(lte(conversations.dueAt, work.now.getTime()))
    .orderBy(asc(conversations.dueAt))
    .limit(DEADLINES_AT_ONCE)
    .for('update', { skipLocked: true })
  await appendEntries(
    work,
    due.map(({ id, storeId }): StandingChange => {
      return { from: 'server', storeId, conversationId: id, happening: { kind: 'deadline' } }
    }),
  )
  const alarms = due.filter(({ dueFor }) => dueFor === 'waiting_alarm' || dueFor === 'email_answer')
  const deeds = alarms.map(({ id, storeId, dueFor }) => {
    return { what: `conversation.${dueFor}`, storeId, details: { conversationId: id } }
  })
  await audit(work, 'system', ...deeds)
  return due.length
}

async function storesWhereSomebodyWaits(db: Queryable): Promise<readonly StoreId[]> {
  const rows = await db
    .selectDistinct({ id: conversations.storeId })
    .from(conversations)
    .where(and(sql`${conversations.status} <> 'closed'`, eq(conversations.status, 'waiting')))
  return rows.map(({ id }) => id)
}
