import { arrayLiteral, type RunPrepared } from '@shopbell/database'
import type { ConversationId } from '@shopbell/protocol'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Head } from './head'
import type { Change } from './placed'

/** Where the world came from in which the changes were placed. */
export type Source = 'read' | 'remembered'

/**
 * Writes what was placed in one statement, and gives the conversations that were written: those that nobody moved
 * since they were read, with all their entries, and no part of any other. Of what was placed by memory nothing is
 * begun, and nothing is written whose senders are not, or are not called, what they were. The only place that inserts
 * into the log.
 */
export async function writePlaced(
  run: RunPrepared,
  changes: readonly Change[],
  source: Source = 'read',
): Promise<ReadonlySet<ConversationId>> {
  if (changes.length === 0) return new Set()
  const entries = changes.flatMap((change) => change.entries)
  const isFew = changes.length <= FEW && entries.length === changes.length
  const written = await run<{ id: ConversationId }>(
    STATEMENTS[source][isFew ? changes.length : MANY] ?? '',
    isFew
      ? [...valuesOf(HEAD, changes), ...valuesOf(ENTRY, entries)]
      : [...columnsOf(HEAD, changes), ...columnsOf(ENTRY, entries)],
  )
  return new Set(written.map(({ id }) => id))
}

/** So many are given value by value: taking sixty arrays apart costs more than all else in so short a statement. */
const FEW = 4
const MANY = 0

function valuesOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly (string | null)[] {
  return rows.flatMap((row) =>
    columns.map(({ value }) => {
      const plain = value(row)
      return plain === null ? null : String(plain)
    }),
  )
}

function columnsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  return columns.map(({ value }) => arrayLiteral(rows.map(value)))
}

interface Column<Row> {
  readonly name: string
  readonly type: 'text' | 'int' | 'bigint' | 'bool'
  readonly value: (row: Row) => string | number | null
  /** As JSON text, turned into jsonb by the statement. */
  readonly isJson?: true
}

/** The version that was read (0: none, to be inserted), then the row. */
const HEAD: readonly Column<Change>[] = [
  { name: 'read_version', type: 'int', value: ({ base }) => base?.version ?? 0 },
  head('store_id', 'text', (row) => row.storeId),
  head('id', 'text', (row) => row.id),
  head('visitor_id', 'text', (row) => row.visitorId),
  head('opened_at', 'bigint', (row) => row.openedAt),
  head('first_text', 'text', (row) => row.firstText),
  head('earlier_id', 'text', (row) => row.earlierId),
  head('version', 'int', (row) => row.version),
  head('next_seq', 'int', (row) => row.nextSeq),
  head('next_visible', 'int', (row) => row.nextVisible),
  head('status', 'text', (row) => row.status),
  head('agent_id', 'text', (row) => row.agentId),
  head('agent_name', 'text', (row) => row.agentName),
  head('awaiting', 'text', (row) => row.awaiting),
  head('waiting_since', 'bigint', (row) => row.waitingSince),
  head('queued_at', 'bigint', (row) => row.queuedAt),
  head('lost_agent_id', 'text', (row) => row.lostAgentId),
  head('agent_lost_at', 'bigint', (row) => row.agentLostAt),
  head('promised_at', 'bigint', (row) => row.promisedAt),
  head('last_visitor_at', 'bigint', (row) => row.lastVisitorAt),
  head('first_reply_at', 'bigint', (row) => row.firstReplyAt),
  head('closed_at', 'bigint', (row) => row.closedAt),
  head('due_from', 'bigint', (row) => row.dueFrom),
  head('due_at', 'bigint', (row) => row.dueAt),
  head('due_for', 'text', (row) => row.dueFor),
  head('late_at', 'bigint', (row) => row.lateAt),
  head('alarm', 'text', (row) => row.alarm),
  head('offered_agent_id', 'text', (row) => row.offeredAgentId),
  head('offered_agent_name', 'text', (row) => row.offeredAgentName),
  head('signs_of_life', 'int', (row) => row.signsOfLife),
  head('visitor_gone_at', 'bigint', (row) => row.visitorGoneAt),
  head('place_given_up', 'bool', (row) => (row.placeGivenUp ? 1 : 0)),
  head('unseen_seq', 'int', (row) => row.unseenSeq),
  head('unseen_since', 'bigint', (row) => row.unseenSince),
  head('reply_address', 'text', (row) => row.replyAddress),
  head('answer_within', 'bigint', (row) => row.answerWithin),
  head('last_agent_id', 'text', (row) => row.lastAgentId),
  head('is_sorted', 'bool', (row) => (row.isSorted ? 1 : 0)),
  head('team_id', 'text', (row) => row.teamId),
  head('priority', 'int', (row) => row.priority),
  { ...head('tags', 'text', (row) => JSON.stringify(row.tags)), isJson: true },
  head('visitor_name', 'text', (row) => row.visitorName),
  { ...head('page', 'text', (row) => (row.page === null ? null : JSON.stringify(row.page))), isJson: true },
  head('last_text', 'text', (row) => row.lastText),
  head('last_by', 'text', (row) => row.lastBy),
  head('last_at', 'bigint', (row) => row.lastAt),
  head('visitor_seq', 'int', (row) => row.visitorSeq),
]

/** These stay as they were when the conversation began. */
const FIXED = new Set(['store_id', 'id', 'visitor_id', 'opened_at', 'first_text', 'earlier_id'])

const ENTRY: readonly Column<StoredEntry>[] = [
  { name: 'conversation_id', type: 'text', value: (entry) => entry.conversation },
  { name: 'seq', type: 'int', value: (entry) => entry.seq },
  { name: 'visible', type: 'int', value: (entry) => entry.visible },
  { name: 'kind', type: 'text', value: (entry) => entry.kind },
  { name: 'sender_kind', type: 'text', value: (entry) => entry.sender.kind },
  { name: 'sender_id', type: 'text', value: (entry) => entry.sender.id },
  { name: 'sender_name', type: 'text', value: (entry) => entry.sender.name },
  { name: 'via', type: 'text', value: (entry) => entry.via },
  { name: 'client_id', type: 'text', value: (entry) => entry.clientId },
  { name: 'at', type: 'bigint', value: (entry) => entry.at },
  { name: 'body', type: 'text', value: (entry) => JSON.stringify(entry.body), isJson: true },
  { name: 'files', type: 'text', value: (entry) => JSON.stringify(entry.files), isJson: true },
]

function head(
  name: string,
  type: Column<Change>['type'],
  value: (row: Head) => string | number | null,
): Column<Change> {
  return { name, type, value: (change) => value(change.head) }
}

const STORED = HEAD.slice(1)
const MOVING = STORED.filter(({ name }) => !FIXED.has(name))

/** By how many are given value by value; at `MANY`, as arrays. */
const STATEMENTS: Readonly<Record<Source, readonly string[]>> = {
  read: Array.from({ length: FEW + 1 }, (_, rows) => statementForRead(rows)),
  remembered: Array.from({ length: FEW + 1 }, (_, rows) => statementForRemembered(rows)),
}

function statementForRead(rows: number): string {
  const { heads, logs } = given(rows)
  // A new one that lost against another process's is left out, and its visitor's messages are decided again. Whoever
  // begins several does it in one order, for each waits to hear whether the other's is committed.
  return `
    with placed as materialized (select * from ${heads}),
    moved as (${moved('p.read_version > 0')}),
    begun as (
      insert into conversations (${names(STORED)})
      select ${placed(STORED)} from placed p where p.read_version = 0
      order by p.store_id, p.visitor_id
      on conflict do nothing returning id
    ),
    written as (select id from moved union all select id from begun),
    logged as (${logged(logs)})
    select id from written`
}

/** Everything that was remembered is looked at again in the same snapshot: the head by its version, senders by name. */
function statementForRemembered(rows: number): string {
  const { heads, logs } = given(rows)
  return `
    with placed as materialized (select * from ${heads}),
    log as materialized (select * from ${logs}),
    changed as materialized (
      select l.conversation_id from log l join placed p on p.id = l.conversation_id
      where not case l.sender_kind
        when 'agent' then exists (
          select from memberships m join agents a on a.id = m.agent_id
          where m.store_id = p.store_id and m.agent_id = l.sender_id and a.name = l.sender_name)
        when 'visitor' then exists (
          select from visitors v
          where v.store_id = p.store_id and v.id = l.sender_id and v.name is not distinct from l.sender_name)
        else true end
    ),
    written as (${moved('p.id not in (select conversation_id from changed)')}),
    logged as (${logged('log p')})
    select id from written`
}

function moved(condition: string): string {
  const set = MOVING.map((column) => `${column.name} = ${placed([column])}`).join(', ')
  return `
    update conversations c set ${set} from placed p
    where ${condition} and c.store_id = p.store_id and c.id = p.id and c.version = p.read_version
    returning c.id`
}

function logged(logs: string): string {
  return `
    insert into entries (${names(ENTRY)})
    select ${placed(ENTRY)} from ${logs} where p.conversation_id in (select id from written)`
}

/** The parameters as two tables `p`: so many rows of values, or arrays. */
function given(rows: number): { readonly heads: string; readonly logs: string } {
  const table = rows === MANY ? arrays : values
  return { heads: table(HEAD, 1, rows), logs: table(ENTRY, 1 + HEAD.length * Math.max(rows, 1), rows) }
}

function arrays(columns: readonly Column<never>[], offset: number): string {
  return `unnest(${columns.map(({ type }, at) => `$${at + offset}::${type}[]`).join(', ')}) p (${names(columns)})`
}

function values(columns: readonly Column<never>[], offset: number, rows: number): string {
  const row = (first: number) =>
    `(${columns.map(({ type }, at) => `$${first + at}::text${type === 'text' ? '' : `::${type}`}`).join(', ')})`
  const all = Array.from({ length: rows }, (_, at) => row(offset + at * columns.length))
  return `(values ${all.join(', ')}) p (${names(columns)})`
}

function names(columns: readonly Column<never>[]): string {
  return columns.map(({ name }) => name).join(', ')
}

function placed(columns: readonly Column<never>[]): string {
  return columns.map(({ name, isJson }) => `p.${name}${isJson ? '::jsonb' : ''}`).join(', ')
}
