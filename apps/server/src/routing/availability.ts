import { type Queryable, stores } from '@shopbell/database'
import type { Availability, StoreId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { promisedByEmail } from '../stores/email-promise'
import { openingOf } from '../stores/opening-hours'
import { availableAgents } from './available-agents'
import { estimateFor, estimatesOf } from './estimates'
import { placesIn } from './places'
import { queueOf } from './queue'

/** Who can answer at this store now, how soon, and if nobody, why. */
export async function availabilityOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<Availability> {
  const [opening, agents, offer] = await Promise.all([
    openingOf(db, storeId, nowMs),
    availableAgents(db, storeId, nowMs),
    offerOf(db, storeId),
  ])
  if (!opening.isOpen && !(opening.answersAnyway && agents.length > 0)) {
    return { kind: 'closed', opensAt: opening.opensAt }
  }
  if (agents.length === 0 || offer === 'none') return nobody(await promisedByEmail(db, storeId))
  const [queue, estimates] = await Promise.all([queueOf(db, storeId), estimatesOf(db, storeId, nowMs)])
  const waiting = placesIn(queue, agents).size
  const free = agents.reduce((sum, { capacity, load }) => sum + Math.max(0, capacity - load), 0)
  const isOffered = offer === 'live'
  if (free > waiting && isOffered) return { kind: 'live', replyMs: estimates.replyMs }
  // Whoever waits already goes first.
  const place = Math.max(1, waiting - free + 1)
  return { kind: 'busy', place, estimateMs: estimateFor(place, estimates), isOffered }
}

function nobody(emailMs: number | null): Availability {
  return emailMs === null ? { kind: 'nobody' } : { kind: 'nobody', emailMs }
}

/** What new shoppers are offered: a person, a letter beside the queue because it takes too long, or no person at all. */
async function offerOf(db: Queryable, storeId: StoreId): Promise<'live' | 'restrained' | 'none'> {
  const [store] = await db
    .select({ liveChat: stores.liveChat, restrainedSince: stores.restrainedSince })
    .from(stores)
    .where(eq(stores.id, storeId))
  if (store?.liveChat === 'off') return 'none'
  return store?.liveChat === 'automatic' && store.restrainedSince !== null ? 'restrained' : 'live'
}
