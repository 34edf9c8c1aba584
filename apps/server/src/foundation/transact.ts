import { drizzleOn, type Queryable, type RunPrepared, sqlStateOf } from '@shopbell/database'
import type { Clock } from './clock'
import { DEFAULT_DURATIONS, type Durations } from './durations'
import { DomainError } from './errors'
import type { DomainEvent, Publish } from './events'
import { ConnectionLost, SingleConnection } from './single-connection'

/**
 * An open transaction: what a command works with. Locks are taken in one order, so that no two commands wait for
 * each other: the store, agents by id, conversations by id, jobs.
 */
export interface Work {
  readonly db: Queryable
  readonly run: RunPrepared
  /** The command's time, the same from its first statement to its last. */
  readonly now: Date
  readonly durations: Durations
  /** Tells of what happened, once it is committed. */
  emit(event: DomainEvent): void
}

/**
 * Runs a command in a transaction of its own: all of it is stored or none, whatever dies. It may run twice if the
 * database chose it as the victim of a deadlock. Throws what the command throws, and `busy` where a lock or a free
 * connection is not to be had in time, or the connection was lost: then it may be stored, and the same again says.
 */
export type Transact = <T>(command: (work: Work) => Promise<T>) => Promise<T>

/**
 * How one try to run a command ended. `again`: the database chose it as the victim of a deadlock, and it is tried
 * again. `locked`: a lock or a connection was not to be had in time. `cut`: the connection was lost.
 */
export const COMMAND_ENDS = ['committed', 'refused', 'again', 'locked', 'cut', 'failed'] as const

export type CommandEnd = (typeof COMMAND_ENDS)[number]

export interface TransactOptions {
  readonly url: string
  readonly clock: Clock
  readonly publish: Publish
  readonly durations?: Durations
  /** Connections, each with one transaction at a time. */
  readonly slots?: number
  /** Hears how every try ended. */
  readonly onEnded?: (end: CommandEnd) => void
}

const SLOTS = 3
const WAIT_FOR_SLOT_MS = 5_000
/** A command is a handful of statements; one that takes this long hangs on a dead connection. */
const COMMAND_WITHIN_MS = 10_000
const VICTIM_TRIES = 3
const RETRY_AFTER_MS = 1_000

/** Opens the connections on which commands run. `end` lets running commands finish. */
export function openTransact(options: TransactOptions): { transact: Transact; end(): Promise<void> } {
  const slots = new Slots(options.url, options.slots ?? SLOTS)
  const { clock, publish, durations = DEFAULT_DURATIONS, onEnded } = options

  async function once<T>(command: (work: Work) => Promise<T>): Promise<T> {
    const events: DomainEvent[] = []
    const result = await slots.use((slot) =>
      slot.inTransaction(() =>
        command({
          db: slot.db,
          run: slot.run,
          now: new Date(clock.now()),
          durations,
          emit: (event) => events.push(event),
        }),
      ),
    )
    if (events.length > 0) publish(events)
    return result
  }

  async function transact<T>(command: (work: Work) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await once(command)
        onEnded?.('committed')
        return result
      } catch (error) {
        const end = endOf(error, tries)
        onEnded?.(end)
        if (end === 'again') continue
        if (error instanceof DomainError || end === 'failed') throw error
        throw new DomainError('busy', { retryAfterMs: RETRY_AFTER_MS, cause: error })
      }
    }
  }

  return { transact, end: () => slots.end() }
}

function endOf(error: unknown, tries: number): Exclude<CommandEnd, 'committed'> {
  if (error instanceof DomainError) return error.code === 'busy' ? 'locked' : 'refused'
  if (error instanceof ConnectionLost) return 'cut'
  const state = sqlStateOf(error)
  if (state === '40P01') return tries < VICTIM_TRIES ? 'again' : 'locked'
  return state === '55P03' ? 'locked' : 'failed'
}

/** One connection that runs one command at a time. */
class Slot {
  readonly db: Queryable
  readonly run: RunPrepared
  readonly #connection: SingleConnection

  constructor(url: string) {
    this.#connection = new SingleConnection(url, { name: 'shopbell commands' })
    this.db = drizzleOn(this.#connection.client)
    this.run = this.#connection.run
  }

  get isLost(): boolean {
    return this.#connection.lost !== undefined
  }

  async inTransaction<T>(command: () => Promise<T>): Promise<T> {
    const connection = this.#connection
    let givenUp: ReturnType<typeof setTimeout> | undefined
    try {
      await this.run('begin')
      givenUp = setTimeout(() => connection.giveUp('the command did not finish in time'), COMMAND_WITHIN_MS)
      const result = await connection.orLost(command())
      await connection.finish('commit')
      return result
    } catch (error) {
      if (!this.isLost) await connection.finish('rollback').catch(() => connection.giveUp('rollback failed'))
      throw connection.lost === undefined || error instanceof DomainError ? error : connection.lost
    } finally {
      clearTimeout(givenUp)
    }
  }

  end(): Promise<void> {
    return this.#connection.end()
  }
}

/** A few slots, and who waits for one. */
class Slots {
  readonly #url: string
  readonly #size: number
  readonly #free: Slot[] = []
  readonly #waiting: ((slot: Slot) => void)[] = []
  #used = 0
  #ending: (() => void) | undefined
  #isEnded = false

  constructor(url: string, size: number) {
    this.#url = url
    this.#size = size
  }

  async use<T>(task: (slot: Slot) => Promise<T>): Promise<T> {
    const slot = await this.#take()
    try {
      return await task(slot)
    } finally {
      this.#giveBack(slot)
    }
  }

  async end(): Promise<void> {
    this.#isEnded = true
    if (this.#used > 0) {
      await new Promise<void>((resolve) => {
        this.#ending = resolve
      })
    }
    await Promise.all(this.#free.splice(0).map((slot) => slot.end()))
  }

  #take(): Promise<Slot> | Slot {
    if (this.#isEnded) throw new DomainError('busy', { retryAfterMs: RETRY_AFTER_MS })
    if (this.#used < this.#size) {
      this.#used += 1
      return this.#alive()
    }
    return new Promise((resolve, reject) => {
      const whenFree = (slot: Slot) => {
        clearTimeout(timer)
        resolve(slot)
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(whenFree), 1)
        reject(new DomainError('busy', { retryAfterMs: RETRY_AFTER_MS }))
      }, WAIT_FOR_SLOT_MS)
      this.#waiting.push(whenFree)
    })
  }

  #giveBack(slot: Slot): void {
    if (!slot.isLost) this.#free.push(slot)
    const next = this.#waiting.shift()
    if (next !== undefined) {
      next(this.#alive())
      return
    }
    this.#used -= 1
    if (this.#used === 0) this.#ending?.()
  }

  #alive(): Slot {
    for (let slot = this.#free.pop(); slot !== undefined; slot = this.#free.pop()) {
      if (!slot.isLost) return slot
    }
    return new Slot(this.#url)
  }
}
