import { sqlStateOf } from '@shopbell/database'
import type { Clock } from '../foundation/clock'
import { DEFAULT_DURATIONS, type Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import type { Publish } from '../foundation/events'
import { SingleConnection } from '../foundation/single-connection'
import { appendedEvent, systemDraw } from './append-entries'
import { visitorKey } from './known-world'
import type { Appended, NewEntry } from './new-entry'
import { placeEntries } from './place-entries'
import type { Placed } from './placed'
import { type Lock, type ReadWorld, readWorld, readWorldOfOne } from './read-world'
import { writePlaced } from './write-placed'

export interface AppendLaneOptions {
  readonly url: string
  readonly clock: Clock
  readonly publish: Publish
  readonly durations?: Durations
  /** Hears of what went wrong and was put right, or was told as `busy`. */
  readonly report: (error: unknown) => void
  /** Entries that may wait at once; more are refused as `busy`. */
  readonly bound?: number
  /** How long `drain` waits for what somebody else holds. */
  readonly drainWithinMs?: number
}

const BOUND = 10_000
const BATCH = 500
/** Short: one conversation that somebody holds must not stall the others. */
const LOCK_TIMEOUT_MS = 100
const RECONNECT_MS = 100
const LOOK_AGAIN_MS = 25
const DUPLICATE_TRIES = 4
const GIVE_UP_MS = 10_000
const DRAIN_WITHIN_MS = 8_000

interface Pending {
  readonly entry: NewEntry
  readonly sinceMs: number
  /** After a failure the outcome is unknown: the keys are looked up under a lock. */
  tries: number
  readonly settle: (appended: Appended) => void
}

const BUSY: Appended = { kind: 'refused', code: 'busy' }

/**
 * The road of every message: one batch is in flight, the next one gathers, and what comes alone leaves at once.
 * A batch is read, decided and written where nobody moved meanwhile; whatever was moved is decided again.
 */
export class AppendLane {
  readonly #options: AppendLaneOptions
  #queue: Pending[] = []
  /** Those whose conversation somebody holds, with what came later for the same one. */
  #aside: Pending[] = []
  #connection: SingleConnection | undefined
  #running: Promise<void> | undefined
  #isClosed = false
  #isGivenUp = false

  constructor(options: AppendLaneOptions) {
    this.#options = options
  }

  /**
   * Appends one entry and tells what became of it, once that is committed. Entries of one sender settle in the order
   * of their arrival. `busy` means: the same again later, with the same client id.
   */
  append(entry: NewEntry): Promise<Appended> {
    if (this.#isClosed || this.#queue.length >= (this.#options.bound ?? BOUND)) return Promise.resolve(BUSY)
    return new Promise((settle) => {
      this.#queue.push({ entry, settle, tries: 0, sinceMs: this.#options.clock.now() })
      this.#running ??= this.#run()
    })
  }

  /** Takes no more, finishes what was taken, and closes the connection. */
  async drain(): Promise<void> {
    this.#isClosed = true
    const giveUp = setTimeout(() => this.#giveUp(), this.#options.drainWithinMs ?? DRAIN_WITHIN_MS)
    await this.#running
    clearTimeout(giveUp)
    await this.#connection?.end()
  }

  async #run(): Promise<void> {
    while (this.#queue.length + this.#aside.length > 0) {
      if (this.#isGivenUp) {
        this.#settleAllAsBusy()
        break
      }
      const aside = this.#aside.splice(0)
      const batch = [...aside, ...this.#queue.splice(0, BATCH)].filter((pending) => !this.#isOverdue(pending))
      // With some of them held, the others go ahead and wait for nobody.
      await this.#decide(batch, aside.length > 0 ? 'skip' : 'wait')
      if (this.#queue.length === 0 && this.#aside.length > 0) await pause(LOOK_AGAIN_MS)
    }
    // In the same moment as the last look at the queue: what comes next finds nobody running.
    this.#running = undefined
  }

  async #decide(batch: readonly Pending[], lock: Exclude<Lock, 'none'>): Promise<void> {
    const [alone] = batch
    if (alone === undefined) return
    const { entry } = alone
    if (batch.length > 1 || alone.tries > 0 || entry.from === 'server') return this.#together(batch, lock)
    const connection = this.#connected()
    try {
      const world = await readWorldOfOne(connection.run, entry)
      const placed = this.#place(world, batch)
      const written = await writePlaced(connection.run, placed.changes)
      this.#conclude(batch, placed, written)
    } catch (error) {
      alone.tries += 1
      if (connection.lost !== undefined) return this.#reconnect(batch, error)
      // Somebody holds it, or the same key is being stored elsewhere: the batch's road knows what to do.
      return this.#together(batch, 'skip')
    }
  }

  async #together(all: readonly Pending[], lock: Exclude<Lock, 'none'>): Promise<void> {
    const batch = this.#withoutFollowers(all)
    if (batch.length === 0) return
    const connection = this.#connected()
    try {
      const entries = batch.map(({ entry }) => entry)
      // In this order on the wire: each is sent when it is asked for.
      const [, world] = await Promise.all([connection.run('begin'), readWorld(connection.run, entries, lock)])
      const [free, held] = partition(batch, ({ entry }) => !isHeld(world, entry))
      const placed = this.#place(world, free)
      const [written] = await Promise.all([
        writePlaced(connection.run, placed.changes),
        connection.finish('commit'),
      ])
      for (const pending of held) pending.tries += 1
      this.#aside.push(...held)
      this.#conclude(free, placed, written)
    } catch (error) {
      for (const pending of batch) pending.tries += 1
      if (connection.lost === undefined) {
        await connection.finish('rollback').catch(() => connection.giveUp('rollback failed'))
      }
      if (connection.lost !== undefined) return this.#reconnect(batch, error)
      return this.#recover(batch, lock, error)
    }
  }

  /** Whose conversation is aside waits behind the one that is, so that the order stays. */
  #withoutFollowers(all: readonly Pending[]): readonly Pending[] {
    if (this.#aside.length === 0) return all
    const keys = new Set(this.#aside.map(({ entry }) => orderKey(entry)))
    const [followers, others] = partition(all, ({ entry }) => keys.has(orderKey(entry)))
    this.#aside.push(...followers)
    return others
  }

  #place(world: Parameters<typeof placeEntries>[0], batch: readonly Pending[]): Placed {
    const { clock, durations = DEFAULT_DURATIONS } = this.#options
    const options = { nowMs: clock.now(), durations, draw: systemDraw }
    return placeEntries(
      world,
      batch.map(({ entry }) => entry),
      options,
    )
  }

  /** Tells what was committed, and puts what hangs on a conversation that moved meanwhile back to the front. */
  #conclude(batch: readonly Pending[], { placements, changes }: Placed, written: ReadonlySet<string>): void {
    const lost = new Set(changes.flatMap(({ head }) => (written.has(head.id) ? [] : head.id)))
    const events = changes.filter(({ head }) => written.has(head.id)).map(appendedEvent)
    if (events.length > 0) this.#publish(events)
    const again: Pending[] = []
    batch.forEach((pending, at) => {
      const placement = placements[at]
      if (placement === undefined) throw new Error('an entry was not placed')
      const { appended, conversationId } = placement
      if (conversationId !== null && lost.has(conversationId)) again.push(pending)
      else pending.settle(appended)
    })
    for (const pending of again) pending.tries += 1
    this.#queue.unshift(...again)
  }

  #publish(events: Parameters<Publish>[0]): void {
    try {
      this.#options.publish(events)
    } catch (error) {
      // What is stored is stored: who was not told of it will read the log.
      this.#options.report(error)
    }
  }

  async #recover(batch: readonly Pending[], lock: Lock, error: unknown): Promise<void> {
    const state = sqlStateOf(error) ?? ''
    const isLocked = state === '55P03' || state === '40P01'
    const isBadData = state.startsWith('22') || state.startsWith('23')
    if (isLocked && lock === 'wait') return this.#together(batch, 'skip')
    if ((isLocked || isBadData) && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#together(batch.slice(0, middle), lock === 'skip' ? 'skip' : 'wait')
      return this.#together(batch.slice(middle), lock === 'skip' ? 'skip' : 'wait')
    }
    if (isLocked) {
      this.#aside.push(...batch)
      return
    }
    const [alone] = batch
    if (state === '23505' && alone !== undefined && alone.tries < DUPLICATE_TRIES) {
      // The same key was stored elsewhere since we looked for it: now it is known.
      this.#queue.unshift(alone)
      return
    }
    this.#options.report(error)
    for (const { settle } of batch) settle(isBadData ? { kind: 'refused', code: 'invalid' } : BUSY)
  }

  /** Nobody is told "no": the same entries again, on a new connection, say what became of them. */
  async #reconnect(batch: readonly Pending[], error: unknown): Promise<void> {
    this.#options.report(error)
    this.#connection = undefined
    this.#queue.unshift(...batch)
    await pause(RECONNECT_MS)
  }

  #connected(): SingleConnection {
    if (this.#connection === undefined || this.#connection.lost !== undefined) {
      this.#connection = new SingleConnection(this.#options.url, {
        name: 'shopbell append lane',
        lockTimeoutMs: LOCK_TIMEOUT_MS,
      })
    }
    return this.#connection
  }

  #isOverdue({ tries, sinceMs, settle }: Pending): boolean {
    if (tries === 0 || this.#options.clock.now() - sinceMs < GIVE_UP_MS) return false
    settle(BUSY)
    return true
  }

  /** What is in flight comes back to the queue when its connection is gone. */
  #giveUp(): void {
    this.#isGivenUp = true
    this.#connection?.giveUp('the server stops')
  }

  #settleAllAsBusy(): void {
    for (const { settle } of [...this.#aside.splice(0), ...this.#queue.splice(0)]) settle(BUSY)
  }
}

/** What must stay in order: a visitor's messages, and what agents write into one conversation. */
function orderKey(entry: NewEntry): string {
  switch (entry.from) {
    case 'visitor':
      return visitorKey(entry.storeId, entry.visitorId)
    case 'agent':
    case 'server':
      return entry.conversationId
    default:
      return assertNever(entry)
  }
}

function isHeld({ held, visitors }: ReadWorld, entry: NewEntry): boolean {
  if (held.size === 0) return false
  if (entry.from !== 'visitor') return held.has(entry.conversationId)
  const newest = visitors.get(visitorKey(entry.storeId, entry.visitorId))?.newest
  return newest !== undefined && newest !== null && held.has(newest)
}

function partition<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
