import { conversations, type Queryable } from '@shopbell/database'
import {
  type AgentId,
  type ConversationRow,
  PRIORITY_MS,
  type StoreId,
  type View,
  type ViewCounts,
} from '@shopbell/protocol'
import { and, asc, desc, eq, gt, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import { assertNever, DomainError } from '../foundation/errors'
import { rowOf } from './conversation-row'
import type { Head } from './head'

export interface ViewQuery {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly view: View
  readonly before?: string | undefined
  readonly limit: number
}

export interface ViewPage {
  readonly rows: readonly ConversationRow[]
  /** Pass as `before` for the next page; null at the end. */
  readonly next: string | null
}

/** A page of a view, in the order of the protocol's `compareRows`. Throws `invalid` for a cursor that is none. */
export async function viewPage(db: Queryable, query: ViewQuery): Promise<ViewPage> {
  const cursor = query.before === undefined ? null : cursorOf(query.before)
  // The open and the closed each have an index of their own; together they would have none.
  const parts = await Promise.all(
    partsOf(query).map((part) =>
      headsOf(db, { ...part, where: and(part.where, beyond(cursor)) }, query.limit + 1),
    ),
  )
  const rows = parts
    .flat()
    .sort(byOrderOf(query.view))
    .slice(0, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(rowOf),
    next: rows.length > query.limit && last !== undefined ? cursorAt(query.view, last) : null,
  }
}

/** How many conversations there are in the views whose figures are shown. */
export async function viewCounts(db: Queryable, storeId: StoreId, agentId: AgentId): Promise<ViewCounts> {
  const [counts] = await db
    .select({
      mine: sql<number>`count(*) filter (where ${conversations.agentId} = ${agentId})`,
      waiting: sql<number>`count(*) filter (where ${isUpForTaking})`,
      email: sql<number>`count(*) filter (where ${isOwedByEmail})`,
    })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), ne(conversations.status, 'closed')))
  return {
    mine: Number(counts?.mine ?? 0),
    waiting: Number(counts?.waiting ?? 0),
    email: Number(counts?.email ?? 0),
  }
}

/** Nobody has it, or its agent has been silent for too long. */
export const isUpForTaking = sql`(${conversations.status} = 'waiting'
  or (${conversations.status} = 'with_agent' and ${conversations.alarm} = 'alarm'))`

export const isOwedByEmail = sql`(${conversations.status} = 'by_email' and ${conversations.awaiting} = 'store')`

/** Whether a row belongs to a view of this agent's. */
export function viewContains(view: View, row: ConversationRow, agentId: AgentId): boolean {
  const { standing } = row
  switch (view) {
    case 'mine':
      return standing.status === 'with_agent' && standing.agentId === agentId
    case 'waiting':
      return standing.status === 'waiting' || (standing.status === 'with_agent' && row.isAlarmed)
    case 'email':
      return standing.status === 'by_email'
    case 'closed':
      return standing.status === 'closed'
    case 'all':
      return true
    default:
      return assertNever(view)
  }
}

interface Part {
  readonly where: SQL | undefined
  readonly orderBy: readonly SQL[]
}

/** The same as `viewContains`, for the database: one part or two that exclude each other. */
function partsOf({ storeId, agentId, view }: ViewQuery): readonly Part[] {
  const inStore = eq(conversations.storeId, storeId)
  const isOpen = sql`${conversations.status} <> 'closed'`
  // Whoever waits for nobody has no time to be late at, and nulls come last.
  const urgentFirst = [asc(conversations.lateAt), desc(conversations.lastAt)]
  // Nobody waits for the answer to a closed one, so that the index on them is in order.
  const closed = {
    where: and(inStore, sql`${conversations.status} = 'closed'`),
    orderBy: [desc(conversations.lastAt)],
  }
  switch (view) {
    case 'mine': {
      const isMine = and(eq(conversations.status, 'with_agent'), eq(conversations.agentId, agentId))
      return [{ where: and(inStore, isOpen, isMine), orderBy: urgentFirst }]
    }
    case 'waiting':
      return [
        {
          where: and(inStore, isOpen, isUpForTaking),
          orderBy: [sql`${queueKey} asc`],
        },
      ]
    case 'email':
      return [{ where: and(inStore, isOpen, eq(conversations.status, 'by_email')), orderBy: urgentFirst }]
    case 'closed':
      return [closed]
    case 'all':
      return [{ where: and(inStore, isOpen), orderBy: urgentFirst }, closed]
    default:
      return assertNever(view)
  }
}

function headsOf(db: Queryable, { where, orderBy }: Part, limit: number): Promise<Head[]> {
  return db
    .select()
    .from(conversations)
    .where(where)
    .orderBy(...orderBy, conversations.id)
    .limit(limit)
}

/** The same as the protocol's key of the queue: by priority, then by time. */
const queueKey = sql`(coalesce(${conversations.queuedAt}, ${conversations.waitingSince}, ${conversations.openedAt})
  - ${conversations.priority} * ${sql.raw(`${PRIORITY_MS}`)}::bigint)`

function queueKeyOf({ queuedAt, waitingSince, openedAt, priority }: Head): number {
  return (queuedAt ?? waitingSince ?? openedAt) - priority * PRIORITY_MS
}

/** By what a row has its place: the queue's times and those when an answer is late ascend, last messages descend. */
type Place = { readonly by: 'queued' | 'late' | 'last'; readonly at: number }

function placeOf(view: View, head: Head): Place {
  if (view === 'waiting') return { by: 'queued', at: queueKeyOf(head) }
  return head.lateAt === null ? { by: 'last', at: head.lastAt } : { by: 'late', at: head.lateAt }
}

function byOrderOf(view: View): (a: Head, b: Head) => number {
  return (a, b) => comparePlaces(placeOf(view, a), placeOf(view, b)) || (a.id < b.id ? -1 : 1)
}

function comparePlaces(a: Place, b: Place): number {
  if (a.by !== b.by) return a.by === 'last' ? 1 : -1
  return a.by === 'last' ? b.at - a.at : a.at - b.at
}

interface Cursor {
  readonly place: Place
  readonly id: string
}

function beyond(cursor: Cursor | null): SQL | undefined {
  if (cursor === null) return undefined
  const { place, id } = cursor
  const { lateAt, lastAt } = conversations
  const beside = sql`${conversations.id} > ${id}`
  switch (place.by) {
    case 'queued':
      return or(sql`${queueKey} > ${place.at}`, and(sql`${queueKey} = ${place.at}`, beside))
    case 'late':
      return or(gt(lateAt, place.at), and(eq(lateAt, place.at), beside), isNull(lateAt))
    case 'last':
      return and(isNull(lateAt), or(lt(lastAt, place.at), and(eq(lastAt, place.at), beside)))
    default:
      return assertNever(place.by)
  }
}

function cursorAt(view: View, head: Head): string {
  const { by, at } = placeOf(view, head)
  return `${by}.${at}.${head.id}`
}

const CURSOR = /^(queued|late|last)\.(-?\d{1,16})\.(conv_[0-9a-z]{4,32})$/

function cursorOf(text: string): Cursor {
  const [, by, at, id] = CURSOR.exec(text) ?? []
  if (id === undefined || (by !== 'queued' && by !== 'late' && by !== 'last')) {
    throw new DomainError('invalid', { fields: { before: 'The `next` of the page before.' } })
  }
  return { place: { by, at: Number(at) }, id }
}
