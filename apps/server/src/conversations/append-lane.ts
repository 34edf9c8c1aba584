import { type RunPrepared, sqlStateOf } from '@shopbell/database'
import { type Clock, stopwatchMs } from '../foundation/clock'
import { DEFAULT_DURATIONS, type Durations } from '../foundation/durations'
import { assertNever } from '../foundation/errors'
import type { Publish } from '../foundation/events'
import { SingleConnection } from '../foundation/single-connection'
import { appendedEvent, systemDraw } from './append-entries'
import { AppendLaneMemory } from './append-lane-memory'
import { type KnownWorld, visitorKey } from './known-world'
import type { Appended, NewEntry } from './new-entry'
import { placeEntries } from './place-entries'
import type { Placed, Placement } from './placed'
import { type Lock, type ReadWorld, readWorld, readWorldOfOne } from './read-world'
import { type Source, writePlaced } from './write-placed'

export interface AppendLaneOptions {
  readonly url: string
  readonly clock: Clock
  readonly publish: Publish
  readonly durations?: Durations
  /** Hears of what went wrong and was put right, or was told as `busy`. */
  readonly report: (error: unknown) => void
  /** Entries that may be here at once, in flight or waiting; more are refused as `busy`. */
  readonly bound?: number
  /** How long `drain` waits for what somebody else holds. */
  readonly drainWithinMs?: number
  /** Hears of every batch that was committed: its entries, and the time from its first statement on. */
  readonly onCommitted?: (entries: number, tookMs: number) => void
}

const BOUND = 10_000
const BATCH = 500
/** Of a batch, what may be filled by those that were held a moment ago and may be held again. */
const HELD_BEFORE = 250
/** Short: one conversation that somebody holds must not stall the others. */
const LOCK_TIMEOUT_MS = 100
const RECONNECT_MS = 100
const LOOK_AGAIN_MS = 25
const MOST_CLASHES = 3
const GIVE_UP_MS = 10_000
const DRAIN_WITHIN_MS = 8_000

interface Pending {
  readonly entry: NewEntry
  readonly sinceMs: number
  /** After a failure the outcome is unknown: the keys are looked up under a lock. */
  tries: number
  /** How often the same key was being stored elsewhere. */
  clashes: number
  readonly settle: (appended: Appended) => void
}

const BUSY: Appended = { kind: 'refused', code: 'busy' }

/**
 * The road of every message: one batch is in flight, the next one gathers, and what comes alone leaves at once.
 * A batch is read, decided and written where nobody moved meanwhile; whatever was moved is decided again. What goes on
 * where the lane wrote last is not read: it is decided by memory, and the write finds out if that was wrong.
 */
export class AppendLane {
  readonly #options: AppendLaneOptions
  readonly #memory = new AppendLaneMemory()
  #queue: Pending[] = []
  /** What is to be decided again, with what came later for the same conversation. Before the queue, in this order. */
  #again: Pending[] = []
  /** At the last look somebody held a conversation of those that are to be decided again. */
  #isHeldUp = false
  #unsettled = 0
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
    if (this.#isClosed || this.#unsettled >= (this.#options.bound ?? BOUND)) return Promise.resolve(BUSY)
    return new Promise((resolve) => {
      const settle = (appended: Appended) => {
        this.#unsettled -= 1
        resolve(appended)
      }
      this.#unsettled += 1
      this.#queue.push({ entry, settle, tries: 0, clashes: 0, sinceMs: this.#options.clock.now() })
      this.#running ??= this.#run()
    })
  }

  /** Entries that wait for a batch, those that are to be decided again included. */
  get depth(): number {
    return this.#queue.length + this.#again.length
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
    while (this.#queue.length + this.#again.length > 0) {
      if (this.#isGivenUp) {
        this.#settleAllAsBusy()
        break
      }
      this.#refuseOverdue()
      const lock = this.#isHeldUp ? 'skip' : 'wait'
      const { batch, later } = this.#nextBatch()
      this.#isHeldUp = false
      // With some of them held, the others go ahead and wait for nobody.
      await this.#decide(batch, lock)
      this.#again.push(...later)
      if (this.#isHeldUp && this.#queue.length === 0) await pause(LOOK_AGAIN_MS)
    }
    // In the same moment as the last look at the queue: what comes next finds nobody running.
    this.#running = undefined
  }

  /** What is decided next, and what has to wait for a later batch than the queue's others. */
  #nextBatch(): { readonly batch: readonly Pending[]; readonly later: readonly Pending[] } {
    const all = this.#again
    this.#again = []
    const again = all.slice(0, this.#isHeldUp ? HELD_BEFORE : BATCH)
    const rest = all.slice(again.length)
    const fresh = this.#queue.splice(0, BATCH - again.length)
    const [behind, free] = partition(fresh, isFollowerOf(rest))
    return { batch: [...again, ...free], later: [...rest, ...behind] }
  }

  async #decide(batch: readonly Pending[], lock: Exclude<Lock, 'none'>): Promise<void> {
    const [alone] = batch
    if (alone === undefined) return
    // Whoever is decided again was wrong without a lock, or met one that somebody holds.
    if (lock === 'skip' || batch.some(({ tries }) => tries > 0)) return this.#together(batch, lock)
    const remembered = this.#memory.recall(batch.map(({ entry }) => entry))
    if (remembered !== null) return this.#atOnce(batch, 'remembered', () => remembered)
    const { entry } = alone
    if (batch.length > 1 || entry.from === 'server') return this.#together(batch, lock)
    return this.#atOnce(batch, 'read', (run) => readWorldOfOne(run, entry))
  }

  /** Without a lock and without a transaction: one statement writes, and leaves out what somebody moved meanwhile. */
  async #atOnce(
    batch: readonly Pending[],
    source: Source,
    worldOf: (run: RunPrepared) => KnownWorld | Promise<KnownWorld>,
  ): Promise<void> {
    const connection = this.#connected()
    const startedMs = stopwatchMs()
    try {
      const world = await worldOf(connection.run)
      const placed = this.#place(world, batch)
      // No write looks at what a refusal was built on.
      const isGuess = source === 'remembered' && placed.placements.some(isRefused)
      if (isGuess) return this.#together(batch, 'wait')
      const written = await writePlaced(connection.run, placed.changes, source)
      this.#conclude(batch, world, placed, { written, tookMs: stopwatchMs() - startedMs })
    } catch (error) {
      for (const pending of batch) pending.tries += 1
      if (connection.lost !== undefined) return this.#reconnect(batch, error)
      // Somebody holds it, or the same key is being stored elsewhere: the batch's road knows what to do.
      return this.#together(batch, 'skip')
    }
  }

  async #together(all: readonly Pending[], lock: Exclude<Lock, 'none'>): Promise<void> {
    // Behind what was put back a moment ago, so that the order stays.
    const [followers, batch] = partition(all, isFollowerOf(this.#again))
    this.#again.push(...followers)
    if (batch.length === 0) return
    if (this.#isGivenUp) {
      this.#again.push(...batch)
      return
    }
    const connection = this.#connected()
    const startedMs = stopwatchMs()
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
      this.#putAside(held)
      this.#conclude(free, world, placed, { written, tookMs: stopwatchMs() - startedMs })
    } catch (error) {
      for (const pending of batch) pending.tries += 1
      if (connection.lost === undefined) {
        await connection.finish('rollback').catch(() => connection.giveUp('rollback failed'))
      }
      if (connection.lost !== undefined) return this.#reconnect(batch, error)
      return this.#recover(batch, lock, error)
    }
  }

  #putAside(held: readonly Pending[]): void {
    for (const pending of held) pending.tries += 1
    this.#again.push(...held)
    this.#isHeldUp ||= held.length > 0
  }

  #place(world: KnownWorld, batch: readonly Pending[]): Placed {
    const { clock, durations = DEFAULT_DURATIONS } = this.#options
    const options = { nowMs: clock.now(), durations, draw: systemDraw }
    return placeEntries(
      world,
      batch.map(({ entry }) => entry),
      options,
    )
  }

  /** Tells what was committed, and puts back what hangs on a conversation that moved meanwhile. */
  #conclude(
    batch: readonly Pending[],
    { members }: KnownWorld,
    { placements, changes }: Placed,
    { written, tookMs }: { readonly written: ReadonlySet<string>; readonly tookMs: number },
  ): void {
    const [kept, lost] = partition(changes, ({ head }) => written.has(head.id))
    this.#memory.keep(members, kept)
    for (const change of lost) this.#memory.forget(change)
    const again = new Set<string>(lost.map(({ head }) => head.id))
    if (kept.length > 0) this.#publish(kept.map(appendedEvent))
    let settled = 0
    batch.forEach((pending, at) => {
      const placement = placements[at]
      if (placement === undefined) throw new Error('an entry was not placed')
      const { appended, conversationId } = placement
      if (conversationId !== null && again.has(conversationId)) {
        pending.tries += 1
        this.#again.push(pending)
        return
      }
      settled += 1
      pending.settle(appended)
    })
    if (settled > 0) this.#options.onCommitted?.(settled, tookMs)
  }

  #publish(events: Parameters<Publish>[0]): void {
    try {
      this.#options.publish(events)
    } catch (error) {
      // What is stored is stored: who was not told of it will read the log.
      this.#options.report(error)
    }
  }

  async #recover(batch: readonly Pending[], lock: Exclude<Lock, 'none'>, error: unknown): Promise<void> {
    const state = sqlStateOf(error) ?? ''
    const isLocked = state === '55P03' || state === '40P01'
    const isBadData = state.startsWith('22') || state.startsWith('23')
    // No answer of the database's: one of them is what we did not foresee, and the others are not to suffer for it.
    const isOurs = state === ''
    if (isLocked && lock === 'wait') return this.#together(batch, 'skip')
    if ((isLocked || isBadData || isOurs) && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#together(batch.slice(0, middle), lock)
      return this.#together(batch.slice(middle), lock)
    }
    if (isLocked) return this.#putAside(batch)
    const [alone] = batch
    if (state === '23505' && alone !== undefined && alone.clashes < MOST_CLASHES) {
      // The same key was stored elsewhere since we looked for it: now it is known.
      alone.clashes += 1
      this.#again.push(alone)
      return
    }
    this.#options.report(error)
    for (const { settle } of batch) settle(isBadData ? { kind: 'refused', code: 'invalid' } : BUSY)
  }

  /** Nobody is told "no": the same entries again, on a new connection, say what became of them. */
  async #reconnect(batch: readonly Pending[], error: unknown): Promise<void> {
    this.#options.report(error)
    this.#connection = undefined
    // Another database may be there when we are back.
    this.#memory.clear()
    this.#again.push(...batch)
    await pause(RECONNECT_MS)
  }

  #connected(): SingleConnection {
    if (this.#connection === undefined || this.#connection.lost !== undefined) {
      this.#connection = new SingleConnection(this.#options.url, {
        name: 'shopbell append lane',
        lockTimeoutMs: LOCK_TIMEOUT_MS,
        plansOnce: true,
      })
    }
    return this.#connection
  }

  /** Whoever has waited in vain for long comes again later, and so does what the same one has sent since. */
  #refuseOverdue(): void {
    const latestMs = this.#options.clock.now() - GIVE_UP_MS
    const overdue = this.#again.filter(({ sinceMs }) => sinceMs <= latestMs)
    if (overdue.length === 0) return
    const isOver = isFollowerOf(overdue)
    for (const pending of [...this.#again, ...this.#queue].filter(isOver)) pending.settle(BUSY)
    this.#again = this.#again.filter((pending) => !isOver(pending))
    this.#queue = this.#queue.filter((pending) => !isOver(pending))
  }

  /** What is in flight is put back when its connection is gone. */
  #giveUp(): void {
    this.#isGivenUp = true
    this.#connection?.giveUp('the server stops')
  }

  #settleAllAsBusy(): void {
    for (const { settle } of [...this.#again.splice(0), ...this.#queue.splice(0)]) settle(BUSY)
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

/** Whether something goes into a conversation that one of these goes into, and must not overtake it. */
function isFollowerOf(others: readonly Pending[]): (pending: Pending) => boolean {
  if (others.length === 0) return () => false
  const keys = new Set(others.map(({ entry }) => orderKey(entry)))
  return ({ entry }) => keys.has(orderKey(entry))
}

function isRefused({ appended }: Placement): boolean {
  return appended.kind === 'refused'
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
