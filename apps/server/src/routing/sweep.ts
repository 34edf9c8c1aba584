import { conversations, type Queryable } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
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

const DEADLINES_AT_ONCE = 500

/**
 * Does what is due without anybody asking: agents whose process was killed are lost, former members have nothing,
 * passed deadlines take effect, and nobody waits while somebody is free. To be called every second; any number of
 * servers may. What fails keeps nothing else from being done; it is thrown at the end, and tried again the next time.
 */
export async function sweep({ db, transact, clock }: SweepOptions): Promise<void> {
  const failures: unknown[] = []
  const attempt = async (task: () => Promise<unknown>) => {
    await task().catch((error: unknown) => failures.push(error))
  }
  await attempt(() => loseGoneAgents(db, transact, clock.now(), attempt))
  await attempt(async () => {
    const orphans = await conversationsOfFormerMembers(db)
    await settleInHalves(orphans, (some) => transact((work) => releaseConversations(work, some)))
  })
  await attempt(async () => {
    const due = await dueConversations(db, clock.now())
    await settleInHalves(due, (some) => transact((work) => settleDeadlines(work, some)))
  })
  await attempt(async () => {
    for (const storeId of await storesWhereSomebodyWaits(db)) {
      await attempt(() => transact((work) => assignWaiting(work, storeId)))
    }
  })
  if (failures.length > 0) throw new AggregateError(failures, 'a part of the sweep failed')
}

type Attempt = (task: () => Promise<unknown>) => Promise<void>

async function loseGoneAgents(
  db: Queryable,
  transact: Transact,
  nowMs: number,
  attempt: Attempt,
): Promise<void> {
  const gone = new Set([...(await agentsWithDeadLeases(db, nowMs)), ...(await agentsLostUnseen(db, nowMs))])
  for (const agentId of gone) {
    await attempt(() =>
      transact(async (work) => {
        await lockAgents(work, [agentId])
        await dropDeadLeases(work, agentId)
        await loseAgent(work, agentId)
      }),
    )
  }
}

/** One that cannot be settled must not hold up the others: the set is halved until it is alone. */
async function settleInHalves<Item>(
  items: readonly Item[],
  settle: (some: readonly Item[]) => Promise<void>,
): Promise<void> {
  if (items.length === 0) return
  try {
    await settle(items)
  } catch (error) {
    if (items.length === 1) throw error
    const middle = Math.ceil(items.length / 2)
    const failures: unknown[] = []
    for (const half of [items.slice(0, middle), items.slice(middle)]) {
      await settleInHalves(half, settle).catch((failure: unknown) => failures.push(failure))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some could not be settled')
  }
}

/** The longest due first. What one sweep does not reach, the next one does. */
async function dueConversations(db: Queryable, nowMs: number): Promise<readonly ConversationId[]> {
  const rows = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(lte(conversations.dueAt, nowMs))
    .orderBy(asc(conversations.dueAt))
    .limit(DEADLINES_AT_ONCE)
  return rows.map(({ id }) => id)
}

/** Lets the deadlines of these take effect where they are still due. Those that others hold are left to them. */
async function settleDeadlines(work: Work, ids: readonly ConversationId[]): Promise<void> {
  const due = await work.db
    .select({ id: conversations.id, storeId: conversations.storeId, dueFor: conversations.dueFor })
    .from(conversations)
    .where(and(inArray(conversations.id, [...ids]), lte(conversations.dueAt, work.now.getTime())))
    .orderBy(asc(conversations.id))
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
}

async function storesWhereSomebodyWaits(db: Queryable): Promise<readonly StoreId[]> {
  const rows = await db
    .selectDistinct({ id: conversations.storeId })
    .from(conversations)
    .where(and(sql`${conversations.status} <> 'closed'`, eq(conversations.status, 'waiting')))
  return rows.map(({ id }) => id)
}
