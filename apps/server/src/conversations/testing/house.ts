import {
  agents,
  conversations,
  type Database,
  entries,
  memberships,
  openClient,
  openDatabase,
  type Queryable,
  stores,
  visitors,
} from '@shopbell/database'
import { createTestDatabase } from '@shopbell/database/testing'
import type { AgentId, ConversationId, StoreId, VisitorId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { type HandSetClock, handSetClock } from '../../foundation/clock'
import { DEFAULT_DURATIONS, type Durations } from '../../foundation/durations'
import type { DomainEvent } from '../../foundation/events'
import {
  drawAgentId,
  drawServerClientId,
  drawStoreId,
  drawVisitorId,
  hashOfToken,
} from '../../foundation/ids'
import { openTransact, type Transact } from '../../foundation/transact'
import { AppendLane, type AppendLaneOptions } from '../append-lane'
import type { Head } from '../head'
import type { AgentEntry, VisitorMessage } from '../new-entry'

export const START_MS = Date.UTC(2026, 0, 5, 9)

/** A database with one store, and the ways to write into it. */
export class House implements AsyncDisposable {
  readonly events: DomainEvent[] = []
  /** What was reported as gone wrong. */
  readonly troubles: unknown[] = []
  readonly clock: HandSetClock = handSetClock(START_MS)
  readonly url: string
  readonly storeId: StoreId
  readonly database: Database
  readonly durations: Durations
  readonly lane: AppendLane
  readonly transact: Transact
  readonly #ends: (() => Promise<void>)[] = []
  readonly #listeners: ((events: readonly DomainEvent[]) => void)[] = []

  private constructor(url: string, storeId: StoreId, database: Database, durations: Durations) {
    this.url = url
    this.storeId = storeId
    this.database = database
    this.durations = durations
    this.lane = this.openLane()
    this.transact = this.openTransact()
  }

  static async open(durations: Partial<Durations> = {}): Promise<House> {
    const { url, drop } = await createTestDatabase()
    const database = openDatabase(url)
    const storeId = drawStoreId()
    await addStore(database.db, storeId)
    const house = new House(url, storeId, database, { ...DEFAULT_DURATIONS, ...durations })
    house.#ends.unshift(drop, () => database.end())
    return house
  }

  /** Tells of everything that happens from now on. */
  hear(listener: (events: readonly DomainEvent[]) => void): void {
    this.#listeners.push(listener)
  }

  get db(): Queryable {
    return this.database.db
  }

  /** One more server process's lane on the same database. */
  openLane(options: Partial<AppendLaneOptions> = {}): AppendLane {
    const lane = new AppendLane({
      url: this.url,
      clock: this.clock,
      durations: this.durations,
      publish: (events) => this.#publish(events),
      report: (error) => this.troubles.push(error),
      ...options,
    })
    this.#ends.push(() => lane.drain())
    return lane
  }

  /** One more server process's commands; `url` for one that does not reach the database directly. */
  openTransact(url = this.url): Transact {
    const { transact, end } = openTransact({
      url,
      clock: this.clock,
      durations: this.durations,
      publish: (events) => this.#publish(events),
    })
    this.#ends.push(end)
    return transact
  }

  /** Empties the database but for the store, and forgets what was told. Faster than a new house. */
  async empty(): Promise<void> {
    await this.db.execute(
      'truncate stores, agents, visitors, conversations, entries, read_marks, presence, promises, letters, jobs, audit cascade',
    )
    await addStore(this.db, this.storeId)
    this.#listeners.length = 0
    this.events.length = 0
    this.troubles.length = 0
  }

  async addStore(): Promise<StoreId> {
    const storeId = drawStoreId()
    await addStore(this.db, storeId)
    return storeId
  }

  async addVisitor(storeId = this.storeId): Promise<VisitorId> {
    const id = drawVisitorId()
    await this.db
      .insert(visitors)
      .values({ storeId, id, kind: 'web', tokenHash: hashOfToken(id), createdAt: START_MS })
    return id
  }

  async addAgent(name = 'Ines', membership: Partial<typeof memberships.$inferInsert> = {}): Promise<AgentId> {
    const id = drawAgentId()
    await this.db.insert(agents).values({ id, address: `${id}@example.com`, name, createdAt: START_MS })
    await this.join(id, membership)
    return id
  }

  async join(agentId: AgentId, membership: Partial<typeof memberships.$inferInsert> = {}): Promise<void> {
    await this.db
      .insert(memberships)
      .values({ storeId: this.storeId, agentId, role: 'agent', createdAt: START_MS, ...membership })
  }

  async leave(agentId: AgentId): Promise<void> {
    await this.db.delete(memberships).where(eq(memberships.agentId, agentId))
  }

  message(visitorId: VisitorId, text = 'Do you ship to Norway?'): VisitorMessage {
    const clientId = drawServerClientId(this.clock.now())
    const { storeId } = this
    return { from: 'visitor', storeId, visitorId, clientId, via: 'widget', text, page: null, files: [] }
  }

  reply(agentId: AgentId, conversationId: ConversationId, text = 'We do.'): AgentEntry {
    const clientId = drawServerClientId(this.clock.now())
    return {
      from: 'agent',
      kind: 'message',
      agentId,
      conversationId,
      clientId,
      via: 'console',
      text,
      files: [],
    }
  }

  note(agentId: AgentId, conversationId: ConversationId): AgentEntry {
    return { ...this.reply(agentId, conversationId, 'Norway is zone 3.'), kind: 'note' }
  }

  /** A new visitor's first message, stored. */
  async conversation(): Promise<{ visitorId: VisitorId; id: ConversationId }> {
    const visitorId = await this.addVisitor()
    const appended = await this.lane.append(this.message(visitorId))
    if (appended.kind !== 'stored') throw new Error(`not stored: ${JSON.stringify(appended)}`)
    return { visitorId, id: appended.entry.conversation }
  }

  async head(id: ConversationId): Promise<Head> {
    const [head] = await this.db.select().from(conversations).where(eq(conversations.id, id))
    if (head === undefined) throw new Error(`there is no ${id}`)
    return head
  }

  log(id: ConversationId): Promise<(typeof entries.$inferSelect)[]> {
    return this.db.select().from(entries).where(eq(entries.conversationId, id)).orderBy(entries.seq)
  }

  /** Cuts the connections of this name, as an administrator or a failover does. */
  async cut(name: string): Promise<void> {
    const admin = openClient(this.url, { max: 1, name: 'test' })
    // It waits until they are gone.
    await admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = ${name} and datname = current_database()`
    await admin.end()
  }

  #publish(events: readonly DomainEvent[]): void {
    this.events.push(...events)
    for (const listener of this.#listeners) listener(events)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.reverse()) await end()
  }
}

async function addStore(db: Queryable, id: StoreId): Promise<void> {
  await db.insert(stores).values({ id, name: 'Mackerel Sky', accent: '#10614f', createdAt: START_MS })
}

/** Waits for a thing to become true. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries += 1) {
    if (tries > 1_000) throw new Error('it does not become true')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
