import type { Queryable } from '@shopbell/database'
import type { Availability, StoreId, VisitorId } from '@shopbell/protocol'
import { estimateFor, estimatesOf } from './estimates'
import { queueOf } from './queue'

/** What each of those who wait is to be told: busy, at a place that is their own. None while nobody could come. */
export async function placesOf(
  db: Queryable,
  storeId: StoreId,
  { availability, nowMs }: { readonly availability: Availability; readonly nowMs: number },
): Promise<ReadonlyMap<VisitorId, Availability>> {
  if (availability.kind !== 'busy') return new Map()
  const waiting = await queueOf(db, storeId)
  if (waiting.length === 0) return new Map()
  const estimates = await estimatesOf(db, storeId, nowMs)
  return new Map(
    waiting.map(({ visitorId }, at) => {
      const place = at + 1
      const estimateMs = estimateFor(place, estimates)
      return [visitorId, { kind: 'busy', place, estimateMs, isOffered: true }]
    }),
  )
}
