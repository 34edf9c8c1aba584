import { arrayLiteral, conversations, type Queryable, readMarks } from '@shopbell/database'
import type { AgentId, ConversationId, Marks, StoreId } from '@shopbell/protocol'
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { MarksRaised, Reader } from '../foundation/events'
import { cancelLetters } from '../foundation/letters'
import type { Transact, Work } from '../foundation/transact'
import { appendEntries } from './append-entries'
import { placeInLog } from './log-places'
import type { StandingChange } from './new-entry'
import type { Audience } from './readers'

/** How far somebody has read, in their own numbers. The door has seen that the conversation is theirs to read. */
export type Mark = Reader & {
  readonly storeId: StoreId
  readonly conversationId: ConversationId
  readonly place: number
}

export interface ReadMarksOptions {
  readonly transact: Transact
  /** Hears of marks that could not be stored; they come again with the next reading. */
  readonly report: (error: unknown) => void
}

const WRITE_WITHIN_MS = 1_000

/** Gathers read marks and stores them in batches, within a second. A mark is only ever raised. */
export class ReadMarks {
  readonly #options: ReadMarksOptions
  readonly #waiting = new Map<string, Mark>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: ReadMarksOptions) {
    this.#options = options
  }

  raise(mark: Mark): void {
    const key = `${mark.conversationId} ${mark.readerId}`
    // They are stored together: one that cannot be would take everybody else's with it.
    const place = Math.max(placeInLog(mark.place), this.#waiting.get(key)?.place ?? 0)
    if (place <= 0) return
    this.#waiting.set(key, { ...mark, place })
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_WITHIN_MS)
  }

  /** Stores what has gathered, now. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const marks = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#writing = this.#writing.then(() => this.#write(marks))
    return this.#writing
  }

  async #write(marks: readonly Mark[]): Promise<void> {
    if (marks.length === 0) return
    try {
      await this.#options.transact((work) => raiseMarks(work, marks))
    } catch (error) {
      this.#options.report(error)
    }
  }
}

/**
 * Raises marks and emits those that rose. A visitor's place is translated into the full number; one beyond the log
 * means its end. Marks in conversations that are not the reader's are left out.
 */
export async function raiseMarks(work: Work, marks: readonly Mark[]): Promise<void> {
  const raised = await work.run<MarksRaised>(
    `with wanted as (
       select w.reader_id, w.reader_kind, w.store_id, c.id, c.visitor_id,
         least(w.place, case when w.reader_kind = 'agent' then c.next_seq else c.next_visible end - 1) as place
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
         w (store_id, conversation_id, reader_kind, reader_id, place)
       join conversations c on c.store_id = w.store_id and c.id = w.conversation_id
       where case when w.reader_kind = 'visitor' then c.visitor_id = w.reader_id
         else exists (select from memberships m where m.store_id = c.store_id and m.agent_id = w.reader_id) end
     ),
     translated as (
       select w.*, case when w.reader_kind = 'agent' then w.place else (
           select e.seq from entries e
           where e.conversation_id = w.id and e.seq >= w.place and e.visible = w.place
           order by e.seq limit 1
         ) end as seq
       from wanted w where w.place > 0
     ),
     raised as (
       insert into read_marks as r (conversation_id, reader_id, reader_kind, seq, at)
       select t.id, t.reader_id, t.reader_kind, t.seq, $6 from translated t where t.seq is not null
       order by t.id, t.reader_id
       on conflict (conversation_id, reader_id) do update set seq = excluded.seq, at = excluded.at
       where r.seq < excluded.seq
       returning r.conversation_id, r.reader_id, r.seq
     )
     select 'marks.raised' as kind, t.store_id as "storeId", t.id as "conversationId", t.visitor_id as "visitorId",
       t.reader_kind as "readerKind", t.reader_id as "readerId", t.seq, ${visibleAt('t.id', 't.seq')} as visible
     from raised r join translated t on t.id = r.conversation_id and t.reader_id = r.reader_id`,
    [
      arrayLiteral(marks.map(({ storeId }) => storeId)),
      arrayLiteral(marks.map(({ conversationId }) => conversationId)),
      arrayLiteral(marks.map(({ readerKind }) => readerKind)),
      arrayLiteral(marks.map(({ readerId }) => readerId)),
      arrayLiteral(marks.map(({ place }) => place)),
      work.now.getTime(),
    ],
  )
  for (const event of raised) work.emit(event)
  await seeReplies(work, raised)
}

/** What a visitor has seen needs no letter any more. */
async function seeReplies(work: Work, raised: readonly MarksRaised[]): Promise<void> {
  const byVisitors = raised.filter(({ readerKind }) => readerKind === 'visitor')
  if (byVisitors.length === 0) return
  const places = new Map(byVisitors.map(({ conversationId, seq }) => [conversationId, seq]))
  const unseen = await work.db
    .select({ storeId: conversations.storeId, id: conversations.id })
    .from(conversations)
    .where(and(inArray(conversations.id, [...places.keys()]), isNotNull(conversations.unseenSeq)))
  await appendEntries(
    work,
    unseen.map(({ storeId, id }): StandingChange => {
      const happening = { kind: 'visitor_saw', seq: places.get(id) ?? 0 } as const
      return { from: 'server', storeId, conversationId: id, happening }
    }),
  )
  for (const [conversationId, seq] of places) await cancelLetters(work, conversationId, seq)
}

/** How far each side has read in these conversations, in the reader's numbers. One answer for each of them. */
export async function marksOf(
  db: Queryable,
  audience: Audience,
  conversationIds: readonly ConversationId[],
): Promise<readonly Marks[]> {
  if (conversationIds.length === 0) return []
  const sided = db
    .select({
      conversation: readMarks.conversationId,
      visitor: sql<number>`coalesce(max(seq) filter (where reader_kind = 'visitor'), 0)`.as('visitor'),
      team: sql<number>`coalesce(max(seq) filter (where reader_kind = 'agent'), 0)`.as('team'),
    })
    .from(readMarks)
    .where(inArray(readMarks.conversationId, [...conversationIds]))
    .groupBy(readMarks.conversationId)
    .as('sided')
  const translated = (column: 'visitor' | 'team') =>
    audience === 'agent'
      ? sql<number>`${sided[column]}`
      : sql<number>`${sql.raw(visibleAt('sided.conversation_id', `sided.${column}`))}`
  const rows = await db
    .select({ conversation: sided.conversation, visitor: translated('visitor'), team: translated('team') })
    .from(sided)
  const found = new Map(rows.map((row) => [row.conversation, row]))
  return conversationIds.map(
    (conversation) => found.get(conversation) ?? { conversation, visitor: 0, team: 0 },
  )
}

/** How far this agent has read in each of these conversations; none where never. */
export async function ownMarks(
  db: Queryable,
  agentId: AgentId,
  conversationIds: readonly ConversationId[],
): Promise<Readonly<Record<ConversationId, number>>> {
  if (conversationIds.length === 0) return {}
  const rows = await db
    .select({ id: readMarks.conversationId, seq: readMarks.seq })
    .from(readMarks)
    .where(and(inArray(readMarks.conversationId, [...conversationIds]), eq(readMarks.readerId, agentId)))
  return Object.fromEntries(rows.map(({ id, seq }) => [id, seq]))
}

/** The highest visible number up to a full one; 0 if there is none. */
function visibleAt(conversation: string, seq: string): string {
  return `coalesce((
    select e.visible from entries e
    where e.conversation_id = ${conversation} and e.seq <= ${seq} and e.visible is not null
    order by e.seq desc limit 1), 0)`
}
