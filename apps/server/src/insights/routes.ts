import type { Queryable } from '@shopbell/database'
import type { AvailabilityBody, NumbersBody } from '@shopbell/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requireMembership } from '../agents/memberships'
import type { Clock } from '../foundation/clock'
import { signedIn } from '../foundation/http-console'
import { storeIn } from '../foundation/http-params'
import { availabilityOf } from '../routing/availability'
import { numbersOf } from './numbers'

/** How a store does, and what its shoppers read about it right now. Inside the console's scope. */
export function insightRoutes(
  app: FastifyInstance,
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
): void {
  const asMember = async (request: FastifyRequest) => {
    const storeId = storeIn(request)
    await requireMembership(db, storeId, signedIn(request).agentId)
    return storeId
  }

  app.get(
    '/v1/console/stores/:store/numbers',
    async (request): Promise<NumbersBody> => numbersOf(db, await asMember(request), clock.now()),
  )

  app.get('/v1/console/stores/:store/availability', async (request): Promise<AvailabilityBody> => {
    return { availability: await availabilityOf(db, await asMember(request), clock.now()) }
  })
}
