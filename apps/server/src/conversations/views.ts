import { conversations, type Queryable } from '@shopbell/database'
import type { AgentId, ConversationRow, StoreId, View, ViewCounts } from '@shopbell/protocol'
import { and, asc, desc, eq, gt, lt, ne, or, type SQL, sql } from 'drizzle-orm'
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
    conditionsOf(query).map((condition) => headsOf(db, query, and(condition, beyond(query.view, cursor)))),
  )
  const rows = parts
    .flat()
    .sort(byOrderOf(query.view))
    .slice(0, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(rowOf),
    next: rows.length > query.limit && last !== undefined ? `${keyOf(query.view, last)}.${last.id}` : null,
  }
}

/** How many conversations there are in the views whose figures are shown. */
export async function viewCounts(db: Queryable, storeId: StoreId, agentId: AgentId): Promise<ViewCounts> {
  const [counts] = await db
    .select({
      mine: sql<number>`count(*) filter (where ${conversations.agentId} = ${agentId})`,
      waiting: sql<number>`count(*) filter (where ${conversations.status} = 'waiting')`,
    })
    .from(conversations)
    .where(and(eq(conversations.storeId, storeId), ne(conversations.status, 'closed')))
  return { mine: Number(counts?.mine ?? 0), waiting: Number(counts?.waiting ?? 0) }
}

/** Whether a row belongs to a view of this agent's. */
export function viewContains(view: View, row: ConversationRow, agentId: AgentId): boolean {
  const { standing } = row
  switch (view) {
    case 'mine':
      return standing.status === 'with_agent' && standing.agentId === agentId
    case 'waiting':
      return standing.status === 'waiting'
    case 'closed':
      return standing.status === 'closed'
    case 'all':
      return true
    default:
      return assertNever(view)
  }
}

/** The same as `viewContains`, for the database: one condition or two that exclude each other. */
function conditionsOf({ storeId, agentId, view }: ViewQuery): readonly (SQL | undefined)[] {
  const inStore = eq(conversations.storeId, storeId)
  const isOpen = sql`${conversations.status} <> 'closed'`
  const isClosed = sql`${conversations.status} = 'closed'`
  switch (view) {
    case 'mine':
      return [
        and(inStore, isOpen, eq(conversations.status, 'with_agent'), eq(conversations.agentId, agentId)),
      ]
    case 'waiting':
      return [and(inStore, isOpen, eq(conversations.status, 'waiting'))]
    case 'closed':
      return [and(inStore, isClosed)]
    case 'all':
      return [and(inStore, isOpen), and(inStore, isClosed)]
    default:
      return assertNever(view)
  }
}

function headsOf(db: Queryable, { view, limit }: ViewQuery, condition: SQL | undefined): Promise<Head[]> {
  return db
    .select()
    .from(conversations)
    .where(condition)
    .orderBy(
      ...(view === 'waiting' ? [asc(conversations.queuedAt)] : [desc(conversations.lastAt)]),
      conversations.id,
    )
    .limit(limit + 1)
}

interface Cursor {
  readonly key: number
  readonly id: string
}

function beyond(view: View, cursor: Cursor | null): SQL | undefined {
  if (cursor === null) return undefined
  const { key, id } = cursor
  const column = view === 'waiting' ? conversations.queuedAt : conversations.lastAt
  const isBeyond = view === 'waiting' ? gt(column, key) : lt(column, key)
  return or(isBeyond, and(eq(column, key), sql`${conversations.id} > ${id}`))
}

function keyOf(view: View, head: Head): number {
  return view === 'waiting' ? (head.queuedAt ?? head.openedAt) : head.lastAt
}

function byOrderOf(view: View): (a: Head, b: Head) => number {
  const direction = view === 'waiting' ? 1 : -1
  return (a, b) => direction * (keyOf(view, a) - keyOf(view, b)) || (a.id < b.id ? -1 : 1)
}

const CURSOR = /^(\d{1,16})\.(conv_[0-9a-z]{4,32})$/

function cursorOf(text: string): Cursor {
  const [, key, id] = CURSOR.exec(text) ?? []
  if (key === undefined || id === undefined) {
    throw new DomainError('invalid', { fields: { before: 'The `next` of the page before.' } })
  }
  return { key: Number(key), id }
}
