import { type Queryable, sites, stores } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import type { Clock } from '../foundation/clock'

export type OriginVerdict = 'allowed' | 'not_allowed' | 'no_store'

interface Known {
  readonly readAtMs: number
  readonly verdict: Promise<OriginVerdict>
}

/** A change that another server process made is seen after this long; one of our own at once. */
const KEPT_MS = 2_000
const KEPT_AT_MOST = 5_000

/** On which sites each store's widget may run. Everybody who comes back at once after a restart shares one look. */
export class AllowedOrigins {
  readonly #db: Queryable
  readonly #clock: Clock
  readonly #known = new Map<string, Known>()

  constructor(db: Queryable, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  judge(storeId: StoreId, origin: string): Promise<OriginVerdict> {
    const key = `${storeId} ${origin}`
    const nowMs = this.#clock.now()
    const known = this.#known.get(key)
    if (known !== undefined && Math.abs(nowMs - known.readAtMs) < KEPT_MS) return known.verdict
    if (this.#known.size >= KEPT_AT_MOST) this.#known.clear()
    const verdict = this.#look(storeId, origin)
    this.#known.set(key, { readAtMs: nowMs, verdict })
    // What could not be looked up is looked up again by the next who asks.
    verdict.catch(() => this.#known.delete(key))
    return verdict
  }

  /** The store's list has changed. */
  forget(storeId: StoreId): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${storeId} `)) this.#known.delete(key)
  }

  async #look(storeId: StoreId, origin: string): Promise<OriginVerdict> {
    const [found] = await this.#db
      .select({ allowed: sites.allowed })
      .from(stores)
      .leftJoin(sites, and(eq(sites.storeId, stores.id), eq(sites.origin, origin)))
      .where(eq(stores.id, storeId))
    if (found === undefined) return 'no_store'
    return found.allowed === true ? 'allowed' : 'not_allowed'
  }
}
