import { conversations } from '@shopbell/database'
import type { StoreId, VisitorId } from '@shopbell/protocol'
import { and, inArray, sql } from 'drizzle-orm'
import type { Transact, Work } from '../foundation/transact'
import { appendEntries } from './append-entries'
import type { StandingChange } from './new-entry'

export interface VisitorPresenceOptions {
  readonly transact: Transact
  /** Hears of what could not be stored; it is tried again with the next one. */
  readonly report: (error: unknown) => void
}

interface Seen {
  readonly storeId: StoreId
  readonly isHere: boolean
}

const WRITE_WITHIN_MS = 1_000
/** A conversation that waits keeps no transaction open for long. */
const AT_ONCE = 200

/**
 * Whether visitors who have an open conversation are connected: gathered, and stored together within a second, so that
 * a restart of everybody's connections is a few commits. What was stored last is what was true last.
 */
export class VisitorPresence {
  readonly #options: VisitorPresenceOptions
  #changed = new Map<VisitorId, Seen>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: VisitorPresenceOptions) {
    this.#options = options
  }

  /** The visitor's first connection, or the end of the last one. */
  changed(storeId: StoreId, visitorId: VisitorId, isHere: boolean): void {
    this.#changed.set(visitorId, { storeId, isHere })
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_WITHIN_MS)
  }

  /** Stores what has gathered, now. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const changed = [...this.#changed]
    this.#changed = new Map()
    this.#writing = this.#writing.then(() => this.#write(changed))
    return this.#writing
  }

  async #write(changed: readonly (readonly [VisitorId, Seen])[]): Promise<void> {
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const some = changed.slice(from, from + AT_ONCE)
      try {
        await this.#options.transact((work) => storePresence(work, new Map(some)))
      } catch (error) {
        this.#options.report(error)
        for (const [visitorId, seen] of some) {
          if (!this.#changed.has(visitorId)) this.#changed.set(visitorId, seen)
        }
      }
    }
  }
}

async function storePresence(work: Work, seen: ReadonlyMap<VisitorId, Seen>): Promise<void> {
  const { storeId, id, visitorId, visitorGoneAt } = conversations
  const open = await work.db
    .select({ storeId, id, visitorId, visitorGoneAt })
    .from(conversations)
    .where(
      and(
        inArray(storeId, [...new Set([...seen.values()].map((one) => one.storeId))]),
        inArray(visitorId, [...seen.keys()]),
        sql`${conversations.status} <> 'closed'`,
      ),
    )
  const changes = open.flatMap((row): StandingChange[] => {
    const isHere = seen.get(row.visitorId)?.isHere ?? true
    if (isHere === (row.visitorGoneAt === null)) return []
    const happening = { kind: isHere ? 'visitor_back' : 'visitor_gone' } as const
    return [{ from: 'server', storeId: row.storeId, conversationId: row.id, happening }]
  })
  await appendEntries(work, changes)
}
