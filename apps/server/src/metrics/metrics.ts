import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { BYES, type ByeCode, REFUSALS, type RefusalCode } from '@shopbell/protocol'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { COMMAND_ENDS, type CommandEnd } from '../foundation/transact'
import type { Overdue } from '../routing/overdue'

/** What is looked at when somebody asks for the figures. */
export interface Now {
  readonly sockets: { readonly visitor: number; readonly agent: number }
  readonly laneDepth: number
  /** Null: the database did not say in time. */
  readonly overdue: Overdue | null
}

/**
 * The figures of one server process. To count is to add to numbers in memory; whatever costs more is done when they
 * are read. Labels come from closed lists only: no id, address or word of a person gets in.
 */
export class Metrics {
  readonly contentType: string
  readonly #registry = new Registry()
  readonly #refusals = this.#counter('shopbell_refusals_total', 'Refusals, by where and code.', [
    'via',
    'code',
  ])
  readonly #byes = this.#counter('shopbell_good_byes_total', 'Good-byes said to sockets, by code.', ['code'])
  readonly #broken = this.#counter(
    'shopbell_broken_sockets_total',
    'Sockets closed for a frame that is none, or is too large (1009), by close code.',
    ['code'],
  )
  readonly #commands = this.#counter(
    'shopbell_commands_total',
    'Tries to run a command in a transaction, by how they ended.',
    ['end'],
  )
  readonly #batches = this.#histogram(
    'shopbell_batch_entries',
    'Entries of one batch that the lane committed.',
    [1, 2, 5, 10, 25, 50, 100, 250, 500],
  )
  readonly #commits = this.#histogram(
    'shopbell_commit_seconds',
    'From the first statement of a batch to the answer of its commit.',
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  )
  readonly #deliveries = this.#histogram(
    'shopbell_delivery_seconds',
    'From the time of a stored entry to its being handed to a socket; the oldest of what was told at once.',
    [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  )
  readonly #sockets = this.#gauge('shopbell_sockets', 'Open sockets, by kind.', ['kind'])
  readonly #laneDepth = this.#gauge('shopbell_lane_depth', 'Entries that wait for the next batch.')
  readonly #overdue = this.#gauge(
    'shopbell_overdue_conversations',
    'Conversations whose deadline is past, and those in which somebody waits longer than the target.',
    ['of'],
  )
  readonly #loop = this.#gauge(
    'shopbell_event_loop_delay_seconds',
    'How much later than asked the event loop came round, since the figures were last read.',
    ['at'],
  )
  // These three are called as everywhere, so that dashboards find them.
  readonly #cpu = this.#counter('process_cpu_seconds_total', 'CPU time, of user and system together.')
  readonly #resident = this.#gauge('process_resident_memory_bytes', 'Resident memory.')
  readonly #heap = this.#gauge('nodejs_heap_size_used_bytes', 'Heap in use.')
  #delay: IntervalHistogram | undefined

  constructor() {
    this.contentType = this.#registry.contentType
    // From the first reading on every code is there, at zero: an alarm can be set on what never happened yet.
    for (const code of Object.keys(REFUSALS)) {
      for (const via of ['socket', 'http']) this.#refusals.inc({ via, code }, 0)
    }
    for (const code of Object.keys(BYES)) this.#byes.inc({ code }, 0)
    for (const code of BROKEN_CODES) this.#broken.inc({ code }, 0)
    for (const end of COMMAND_ENDS) this.#commands.inc({ end }, 0)
  }

  refused(via: 'socket' | 'http', code: RefusalCode): void {
    this.#refusals.inc({ via, code })
  }

  saidBye(code: ByeCode): void {
    this.#byes.inc({ code })
  }

  /** A socket was closed with this code, for what was no frame or too large a one. */
  broke(code: (typeof BROKEN_CODES)[number]): void {
    this.#broken.inc({ code })
  }

  commandEnded(end: CommandEnd): void {
    this.#commands.inc({ end })
  }

  /** The lane committed a batch. */
  committed(entries: number, tookMs: number): void {
    this.#batches.observe(entries)
    this.#commits.observe(tookMs / SECOND_MS)
  }

  delivered(lagMs: number): void {
    this.#deliveries.observe(Math.max(0, lagMs) / SECOND_MS)
  }

  /** Measures the event loop's delay from now on: a timer in the loop itself, for where somebody reads the figures. */
  watchLoop(): void {
    this.#delay ??= monitorEventLoopDelay({ resolution: LOOK_AT_LOOP_EVERY_MS })
    this.#delay.enable()
  }

  /** All figures, as Prometheus reads them. */
  async text({ sockets, laneDepth, overdue }: Now): Promise<string> {
    this.#sockets.set({ kind: 'visitor' }, sockets.visitor)
    this.#sockets.set({ kind: 'agent' }, sockets.agent)
    this.#laneDepth.set(laneDepth)
    // What is not known is left out: a zero would be a claim.
    this.#overdue.reset()
    if (overdue !== null) {
      this.#overdue.set({ of: 'deadline' }, overdue.deadlines)
      this.#overdue.set({ of: 'wait' }, overdue.waits)
    }
    this.#lookAtProcess()
    return this.#registry.metrics()
  }

  end(): void {
    this.#delay?.disable()
  }

  #lookAtProcess(): void {
    const { user, system } = process.cpuUsage()
    this.#cpu.reset()
    this.#cpu.inc((user + system) / SECOND_US)
    const { rss, heapUsed } = process.memoryUsage()
    this.#resident.set(rss)
    this.#heap.set(heapUsed)
    const delay = this.#delay
    if (delay === undefined) return
    this.#loop.set({ at: 'p50' }, secondsLate(delay.percentile(50)))
    this.#loop.set({ at: 'p99' }, secondsLate(delay.percentile(99)))
    this.#loop.set({ at: 'max' }, secondsLate(delay.max))
    delay.reset()
  }

  #counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }

  #gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }

  #histogram(name: string, help: string, buckets: readonly number[]): Histogram {
    return new Histogram({ name, help, buckets: [...buckets], registers: [this.#registry] })
  }
}

/** What `ws` closes a socket with by itself: no frame, no UTF-8, too many pieces, too large. */
const BROKEN_CODES = [1002, 1007, 1008, 1009] as const
const SECOND_MS = 1_000
const SECOND_US = 1_000_000
const SECOND_NS = 1_000_000_000
const LOOK_AT_LOOP_EVERY_MS = 10

/** Node measures the time between two looks, the wanted pause included. */
function secondsLate(betweenNs: number): number {
  return Math.max(0, betweenNs / SECOND_NS - LOOK_AT_LOOP_EVERY_MS / SECOND_MS)
}
