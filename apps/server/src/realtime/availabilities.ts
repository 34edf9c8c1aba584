import type { Queryable } from '@shopbell/database'
import type { Availability, StoreId, VisitorId } from '@shopbell/protocol'
import type { Clock } from '../foundation/clock'
import { availabilityOf } from '../routing/availability'
import { placesOf } from '../routing/places'

interface Known {
  readonly common: string
  readonly availability: Availability
  /** What those who wait are told instead: their own place. */
  readonly own: ReadonlyMap<VisitorId, Own>
  readonly readAtMs: number
}

interface Own {
  readonly availability: Availability
  readonly text: string
}

export interface AvailabilitiesOptions {
  readonly db: Queryable
  readonly clock: Clock
  /** Hears what a store's panels are to be told: all of them but those who wait, and each of those by itself. */
  readonly tellAll: (storeId: StoreId, text: string, but: ReadonlyMap<VisitorId, unknown>) => void
  readonly tellOne: (visitorId: VisitorId, text: string) => void
}

/** Many who say hello at once share one look. */
const FRESH_MS = 1_000

/** What is known of who can answer at each store that somebody asks about, and of who waits at which place. */
export class Availabilities {
  readonly #options: AvailabilitiesOptions
  readonly #known = new Map<StoreId, Known>()
  readonly #looking = new Map<StoreId, Promise<Known>>()

  constructor(options: AvailabilitiesOptions) {
    this.#options = options
  }

  /** What is true for this visitor of the store now, or was a second ago. */
  async recent(storeId: StoreId, visitorId: VisitorId | null): Promise<Availability> {
    const known = this.#known.get(storeId)
    const isFresh = known !== undefined && Math.abs(this.#options.clock.now() - known.readAtMs) < FRESH_MS
    const { availability, own } = isFresh ? known : await this.#look(storeId)
    return (visitorId === null ? undefined : own.get(visitorId)?.availability) ?? availability
  }

  /** Sees what is true of the store now, and tells whoever was told something else. */
  async look(storeId: StoreId): Promise<void> {
    await this.#look(storeId)
  }

  /** Nobody asks about the store any more. */
  forget(storeId: StoreId): void {
    this.#known.delete(storeId)
  }

  /** A look that is under way may have begun before the change: another follows it. */
  async #look(storeId: StoreId): Promise<Known> {
    await this.#looking.get(storeId)
    const looking = this.#looking.get(storeId) ?? this.#read(storeId)
    this.#looking.set(storeId, looking)
    try {
      return await looking
    } finally {
      if (this.#looking.get(storeId) === looking) this.#looking.delete(storeId)
    }
  }

  async #read(storeId: StoreId): Promise<Known> {
    const { db, clock } = this.#options
    const nowMs = clock.now()
    const availability = await availabilityOf(db, storeId, nowMs)
    const places = await placesOf(db, storeId, { availability, nowMs })
    const own = new Map([...places].map(([visitorId, place]) => [visitorId, ownOf(place)]))
    const known = { availability, common: frameOf(availability), own, readAtMs: nowMs }
    const before = this.#known.get(storeId)
    this.#known.set(storeId, known)
    if (before !== undefined) this.#tell(storeId, before, known)
    return known
  }

  #tell(storeId: StoreId, before: Known, now: Known): void {
    const { tellAll, tellOne } = this.#options
    if (before.common !== now.common) tellAll(storeId, now.common, now.own)
    for (const [visitorId, { text }] of now.own) {
      if (before.own.get(visitorId)?.text !== text) tellOne(visitorId, text)
    }
    // Whoever left the queue hears again what everybody does.
    for (const visitorId of before.own.keys()) if (!now.own.has(visitorId)) tellOne(visitorId, now.common)
  }
}

function ownOf(availability: Availability): Own {
  return { availability, text: frameOf(availability) }
}

function frameOf(availability: Availability): string {
  return JSON.stringify({ type: 'availability', availability })
}
