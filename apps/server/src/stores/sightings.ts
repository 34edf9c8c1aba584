import { sites } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { sql } from 'drizzle-orm'
import type { Clock } from '../foundation/clock'
import type { Transact, Work } from '../foundation/transact'

interface Sighting {
  readonly storeId: StoreId
  readonly origin: string
  seenAtMs: number | null
  refused: number
}

/** A site is written down again at most this often. */
const SEEN_AGAIN_MS = 60_000
const KEPT_AT_MOST = 2_000
/** Unasked-for origins that one store keeps: whoever makes some up cannot fill the table. */
const STRANGERS_PER_STORE = 50

/**
 * Where the widget was seen and turned away. Gathered in memory and written down together, for these are counts of
 * what strangers do and may not cost a commit each.
 */
export class Sightings {
  readonly #clock: Clock
  readonly #transact: Transact
  readonly #pending = new Map<string, Sighting>()
  readonly #lastSeen = new Map<string, number>()

  constructor(clock: Clock, transact: Transact) {
    this.#clock = clock
    this.#transact = transact
  }

  /** The script was loaded, or a socket opened, from a page of this origin. */
  seen(storeId: StoreId, origin: string): void {
    const key = `${storeId} ${origin}`
    const nowMs = this.#clock.now()
    if (nowMs - (this.#lastSeen.get(key) ?? Number.NEGATIVE_INFINITY) < SEEN_AGAIN_MS) return
    if (this.#lastSeen.size >= KEPT_AT_MOST) this.#lastSeen.clear()
    this.#lastSeen.set(key, nowMs)
    const sighting = this.#sighting(key, storeId, origin)
    if (sighting !== null) sighting.seenAtMs = nowMs
  }

  /** A page of this origin was turned away. */
  refused(storeId: StoreId, origin: string): void {
    const sighting = this.#sighting(`${storeId} ${origin}`, storeId, origin)
    if (sighting !== null) sighting.refused += 1
  }

  /** The list has changed: whoever comes next is written down at once. */
  forget(storeId: StoreId): void {
    for (const key of this.#lastSeen.keys()) if (key.startsWith(`${storeId} `)) this.#lastSeen.delete(key)
  }

  /** Writes down what was gathered. What cannot be written is dropped: it was a count, and it comes again. */
  async flush(): Promise<void> {
    if (this.#pending.size === 0) return
    const sightings = [...this.#pending.values()]
    this.#pending.clear()
    await this.#transact((work) => writeSightings(work, sightings))
  }

  #sighting(key: string, storeId: StoreId, origin: string): Sighting | null {
    const known = this.#pending.get(key)
    if (known !== undefined) return known
    if (this.#pending.size >= KEPT_AT_MOST) return null
    const sighting = { storeId, origin, seenAtMs: null, refused: 0 }
    this.#pending.set(key, sighting)
    return sighting
  }
}

/** One statement for all of them. Raw, because it joins values to stores that still exist and to how full they are. */
async function writeSightings(work: Work, sightings: readonly Sighting[]): Promise<void> {
  const rows = sightings.map(
    ({ storeId, origin, seenAtMs, refused }) =>
      sql`(${storeId}::text, ${origin}::text, ${seenAtMs}::bigint, ${refused}::int)`,
  )
  await work.db.execute(sql`
    insert into ${sites} (store_id, origin, allowed, last_seen_at, refused)
    select seen.store_id, seen.origin, false, seen.at, seen.refused
    from (values ${sql.join(rows, sql`, `)}) seen (store_id, origin, at, refused)
    join stores on stores.id = seen.store_id
    where exists (select 1 from sites known where known.store_id = seen.store_id and known.origin = seen.origin)
      or (select count(*) from sites known where known.store_id = seen.store_id and not known.allowed)
        < ${STRANGERS_PER_STORE}
    order by seen.store_id, seen.origin
    on conflict (store_id, origin) do update set
      last_seen_at = greatest(sites.last_seen_at, excluded.last_seen_at),
      refused = sites.refused + excluded.refused`)
}
