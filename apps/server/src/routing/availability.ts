import type { Queryable } from '@shopbell/database'
import type { Availability, StoreId } from '@shopbell/protocol'
import { openingOf } from '../stores/opening-hours'
import { availableAgents, waitingCount } from './available-agents'

/**
 * Who can answer at this store now, and if nobody, why. A reply time is told once enough were measured, which
 * nothing does yet.
 */
export async function availabilityOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<Availability> {
  const [opening, agents] = await Promise.all([
    openingOf(db, storeId, nowMs),
    availableAgents(db, storeId, nowMs),
  ])
  if (!opening.isOpen && !(opening.answersAnyway && agents.length > 0)) {
    return { kind: 'closed', opensAt: opening.opensAt }
  }
  if (agents.length === 0) return { kind: 'nobody' }
  const free = agents.reduce((sum, { capacity, load }) => sum + Math.max(0, capacity - load), 0)
  // Whoever waits already goes first.
  const waiting = await waitingCount(db, storeId)
  return free > waiting
    ? { kind: 'live', replyMs: null }
    : { kind: 'busy', place: waiting - free + 1, estimateMs: null }
}
