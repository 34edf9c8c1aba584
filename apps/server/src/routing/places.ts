import type { Queryable } from '@shopbell/database'
import type { Availability, ConversationId, StoreId, VisitorId } from '@shopbell/protocol'
import { type AvailableAgent, availableAgents } from './available-agents'
import { estimateFor, estimatesOf } from './estimates'
import { queueOf, type Waiting } from './queue'

/**
 * The place of each of those who wait: 1 is next. Ahead of somebody is only who waits for the same people; whoever waits
 * for a team of which nobody is there has no place at all. Pure.
 */
export function placesIn(
  queue: readonly Waiting[],
  agents: readonly AvailableAgent[],
): ReadonlyMap<ConversationId, number> {
  const places = new Map<ConversationId, number>()
  const ahead: Waiting[] = []
  for (const one of queue) {
    const forThem = agents.filter((agent) => mayBeGiven(agent, one))
    if (forThem.length === 0) continue
    const rivals = ahead.filter((other) => forThem.some((agent) => mayBeGiven(agent, other)))
    places.set(one.conversationId, rivals.length + 1)
    ahead.push(one)
  }
  return places
}

/** Whether an agent answers for the team that somebody waits for. */
export function mayBeGiven(
  { teams }: Pick<AvailableAgent, 'teams'>,
  { teamId }: Pick<Waiting, 'teamId'>,
): boolean {
  return teamId === null || teams.includes(teamId)
}

/** What each of those who wait is to be told instead of what a new shopper is: their own place, or that nobody is there. */
export async function placesOf(
  db: Queryable,
  storeId: StoreId,
  { availability, nowMs }: { readonly availability: Availability; readonly nowMs: number },
): Promise<ReadonlyMap<VisitorId, Availability>> {
  if (availability.kind !== 'busy' && availability.kind !== 'live') return new Map()
  const queue = await queueOf(db, storeId)
  if (queue.length === 0) return new Map()
  const places = placesIn(queue, await availableAgents(db, storeId, nowMs))
  const estimates = await estimatesOf(db, storeId, nowMs)
  return new Map(
    queue.map(({ conversationId, visitorId }): [VisitorId, Availability] => {
      const place = places.get(conversationId)
      if (place === undefined) return [visitorId, { kind: 'nobody' }]
      const estimateMs = estimateFor(place, estimates)
      return [visitorId, { kind: 'busy', place, estimateMs, isOffered: true }]
    }),
  )
}
