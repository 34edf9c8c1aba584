import { conversations, type Queryable } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { StandingChange } from '../conversations/new-entry'
import { audit } from '../foundation/audit'
import type { Clock } from '../foundation/clock'
import { enqueue } from '../foundation/jobs'
import type { Transact, Work } from '../foundation/transact'
import { assignWaiting } from './assign'
import { type Due, offersFor, openingsFor } from './due'
import { conversationsOfFormerMembers, releaseConversations } from './former-members'
import { agentsWithDeadLeases, dropDeadLeases, lockAgents } from './leases'
import { agentsLostUnseen, loseAgent } from './lost-agents'
import { scorePromises } from './promises'
import { restrainStore, storesToRestrain } from './restraint'

export interface SweepOptions {
  readonly db: Queryable
  readonly transact: Transact
  readonly clock: Clock
}

const DEADLINES_AT_ONCE = 500

/**
 * Does what is due without anybody asking: agents whose process was killed are lost, former members have nothing,
 * passed deadlines take effect, nobody waits while somebody is free, promises are scored. To be called every second; any number of
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
  await attempt(() => transact((work) => scorePromises(work.db, clock.now())))
  await attempt(async () => {
    for (const storeId of await storesToRestrain(db)) {
      await attempt(() => transact((work) => restrainStore(work, storeId)))
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
  const nowMs = work.now.getTime()
  const { id, storeId, dueFor, dueAt, agentId, teamId } = conversations
  const due: readonly Due[] = await work.db
    .select({ id, storeId, dueFor, agentId, teamId })
    .from(conversations)
    .where(and(inArray(id, [...ids]), lte(dueAt, nowMs)))
    .orderBy(asc(id))
    .for('update', { skipLocked: true })
  const offers = await offersFor(work.db, due, nowMs)
  const openings = await openingsFor(work.db, due, nowMs)
  await appendEntries(
    work,
    due.map((one): StandingChange => {
      const offerTo = offers.get(one.id) ?? null
      const opensAtMs = openings.get(one.storeId) ?? null
      const happening = { kind: 'deadline', offerTo, opensAtMs } as const
      return { from: 'server', storeId: one.storeId, conversationId: one.id, happening }
    }),
  )
  const alarms = due.filter((one) => one.dueFor === 'waiting_alarm' || one.dueFor === 'email_answer')
  for (const one of alarms) await askForNotice(work, one)
  await audit(
    work,
    'system',
    ...alarms.map((one) => {
      const details = { conversationId: one.id }
      return { what: `conversation.${one.dueFor}`, storeId: one.storeId, details }
    }),
  )
}

/** The job that writes to the team that somebody waits. */
export const WAITING_NOTICE = 'mail.waiting_notice'

async function askForNotice(work: Work, { id, storeId }: Due): Promise<void> {
  await enqueue(work, {
    kind: WAITING_NOTICE,
    key: `${WAITING_NOTICE} ${id} ${work.now.getTime()}`,
    payload: { storeId, conversationId: id },
  })
}

async function storesWhereSomebodyWaits(db: Queryable): Promise<readonly StoreId[]> {
  const rows = await db
    .selectDistinct({ id: conversations.storeId })
    .from(conversations)
    .where(and(sql`${conversations.status} <> 'closed'`, eq(conversations.status, 'waiting')))
  return rows.map(({ id }) => id)
}
