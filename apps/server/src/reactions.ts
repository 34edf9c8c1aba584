import { memberships, type Queryable } from '@shopbell/database'
import type { AgentId, StoreId } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { assertNever } from './foundation/errors'
import type { DomainEvent, EntriesAppended } from './foundation/events'
import type { Transact } from './foundation/transact'
import { assignWaiting } from './routing/assign'

export interface ReactionsOptions {
  readonly db: Queryable
  readonly transact: Transact
  /** Hears of reactions that failed; the sweep does the same within a second. */
  readonly report: (error: unknown) => void
}

/**
 * What follows from what happened: somebody waits or somebody is free again, so the store's queue is looked at. To be
 * told of this process's own events only, since every process reacts to its own.
 */
export class Reactions {
  readonly #options: ReactionsOptions
  readonly #wanted = new Set<StoreId>()
  #isOver = false
  #running: Promise<void> | undefined
  readonly #lookups = new Set<Promise<void>>()

  constructor(options: ReactionsOptions) {
    this.#options = options
  }

  hear(events: readonly DomainEvent[]): void {
    if (this.#isOver) return
    for (const event of events) this.#react(event)
  }

  /** Settles when everything heard so far has been reacted to. */
  async settled(): Promise<void> {
    while (this.#lookups.size > 0 || this.#running !== undefined) {
      await Promise.all([...this.#lookups, this.#running])
    }
  }

  /** Hears nothing more, and settles when what was begun is done. What comes now, the next sweep of a server does. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.settled()
  }

  #react(event: DomainEvent): void {
    switch (event.kind) {
      case 'entries.appended':
        if (hasCome(event)) this.#assign(event.storeId)
        if (event.before?.agentId && hasLeft(event, event.before.agentId)) {
          this.#assignForAgent(event.before.agentId)
        }
        break
      case 'presence.changed':
        this.#assignForAgent(event.agentId)
        break
      case 'switch.changed':
      case 'membership.changed':
      case 'store.changed':
        this.#assign(event.storeId)
        break
      case 'marks.raised':
      case 'session.ended':
      case 'site.changed':
        break
      default:
        assertNever(event)
    }
  }

  /** Capacity is counted over all stores: it is free in each of them where the agent is available. */
  #assignForAgent(agentId: AgentId): void {
    const lookup = this.#storesWhereAvailable(agentId)
      .then((storeIds) => {
        for (const storeId of storeIds) this.#assign(storeId)
      })
      .catch(this.#options.report)
      .finally(() => this.#lookups.delete(lookup))
    this.#lookups.add(lookup)
  }

  async #storesWhereAvailable(agentId: AgentId): Promise<readonly StoreId[]> {
    const rows = await this.#options.db
      .select({ id: memberships.storeId })
      .from(memberships)
      .where(and(eq(memberships.agentId, agentId), eq(memberships.switch, 'available')))
    return rows.map(({ id }) => id)
  }

  /** One look at a store's queue at a time, and one more if something happened during it. */
  #assign(storeId: StoreId): void {
    this.#wanted.add(storeId)
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    for (const storeId of this.#wanted) {
      this.#wanted.delete(storeId)
      try {
        await this.#options.transact((work) => assignWaiting(work, storeId))
      } catch (error) {
        this.#options.report(error)
      }
    }
    this.#running = undefined
  }
}

function hasCome({ row, before }: EntriesAppended): boolean {
  return row.standing.status === 'waiting' && before?.status !== 'waiting'
}

function hasLeft({ row }: EntriesAppended, agentId: AgentId): boolean {
  return row.standing.status !== 'with_agent' || row.standing.agentId !== agentId
}
