import type { Queryable } from '@shopbell/database'
import type { Availability, StoreId } from '@shopbell/protocol'
import type { Clock } from '../foundation/clock'
import { availabilityOf } from '../routing/availability'

interface Known {
  readonly availability: Availability
  readonly readAtMs: number
  readonly text: string
}

/** Many who say hello at once share one look. */
const FRESH_MS = 1_000

/** What is known of who can answer at each store that somebody asks about. */
export class Availabilities {
  readonly #db: Queryable
  readonly #clock: Clock
  /** Hears of every look that found something else than the one before. */
  readonly #onChange: (storeId: StoreId, availability: Availability) => void
  readonly #known = new Map<StoreId, Known>()
  readonly #looking = new Map<StoreId, Promise<Availability>>()

  constructor(db: Queryable, clock: Clock, onChange: (storeId: StoreId, availability: Availability) => void) {
    this.#db = db
    this.#clock = clock
    this.#onChange = onChange
  }

  /** What is true of the store now, or was a second ago. */
  async recent(storeId: StoreId): Promise<Availability> {
    const known = this.#known.get(storeId)
    const isFresh = known !== undefined && Math.abs(this.#clock.now() - known.readAtMs) < FRESH_MS
    return isFresh ? known.availability : this.look(storeId)
  }

  /** What is true of the store now. A look that is under way may have begun before the change: another follows it. */
  async look(storeId: StoreId): Promise<Availability> {
    await this.#looking.get(storeId)
    const looking = this.#looking.get(storeId) ?? this.#read(storeId)
    this.#looking.set(storeId, looking)
    try {
      return await looking
    } finally {
      if (this.#looking.get(storeId) === looking) this.#looking.delete(storeId)
    }
  }

  /** Nobody asks about the store any more. */
  forget(storeId: StoreId): void {
    this.#known.delete(storeId)
  }

  async #read(storeId: StoreId): Promise<Availability> {
    const availability = await availabilityOf(this.#db, storeId, this.#clock.now())
    const text = JSON.stringify(availability)
    const before = this.#known.get(storeId)
    this.#known.set(storeId, { availability, readAtMs: this.#clock.now(), text })
    if (before !== undefined && before.text !== text) this.#onChange(storeId, availability)
    return availability
  }
}
