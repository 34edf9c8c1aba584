import type { Queryable } from '@shopbell/database'
import type { AddressLeftBody, AvailabilityBody, PublishedHoursBody } from '@shopbell/protocol'
import { leaveAddressBodySchema, switchBodySchema, transferBodySchema } from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { requireMembership } from '../agents/memberships'
import { visitorByToken } from '../conversations/open-visitor'
import type { Clock } from '../foundation/clock'
import { DomainError } from '../foundation/errors'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { conversationIn, storeIn } from '../foundation/http-params'
import { bearerOf } from '../foundation/http-visitor'
import type { Transact, Work } from '../foundation/transact'
import { publishedHours } from '../stores/opening-hours'
import { requireStore } from '../stores/store'
import { availabilityOf } from './availability'
import { claimConversation } from './claim'
import { closeConversation } from './close'
import { estimatesOf } from './estimates'
import { leaveAddress } from './leave-address'
import { releaseConversation } from './release'
import { reopenConversation } from './reopen'
import { setSwitch } from './switch'
import { transferConversation } from './transfer'

const nothing = z.union([z.undefined(), z.null(), z.strictObject({})])

/** What an agent does with a conversation, and the switch. Inside the console's scope. */
export function routingRoutes(app: FastifyInstance, { transact }: { readonly transact: Transact }): void {
  const commands = {
    claim: claimConversation,
    release: releaseConversation,
    reopen: reopenConversation,
    close: closeConversation,
  } as const
  for (const [name, command] of Object.entries(commands)) {
    app.post(`/v1/console/stores/:store/conversations/:conversation/${name}`, async (request, reply) => {
      parsed(nothing, request.body)
      const conversationId = conversationIn(request)
      await transact(async (work) => command(work, { ...(await asMember(work, request)), conversationId }))
      return reply.code(204).send()
    })
  }

  app.post('/v1/console/stores/:store/conversations/:conversation/transfer', async (request, reply) => {
    const transfer = { ...parsed(transferBodySchema, request.body), conversationId: conversationIn(request) }
    await transact(async (work) =>
      transferConversation(work, { ...(await asMember(work, request)), ...transfer }),
    )
    return reply.code(204).send()
  })

  app.put('/v1/console/stores/:store/switch', async (request, reply) => {
    const { place } = parsed(switchBodySchema, request.body)
    await transact(async (work) => setSwitch(work, { ...(await asMember(work, request)), place }))
    return reply.code(204).send()
  })
}

/** Who can answer now. Inside the visitors' scope. */
export function availabilityRoute(
  app: FastifyInstance,
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
): void {
  app.get('/v1/stores/:store/availability', async (request): Promise<AvailabilityBody> => {
    return { availability: await availabilityOf(db, storeIn(request), clock.now()) }
  })
}

const HOURS_CACHING = 'public, max-age=300'

/** When a store is open and how soon it answers, for its pages to print. Inside the visitors' scope. */
export function publishedHoursRoute(
  app: FastifyInstance,
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
): void {
  app.get('/v1/stores/:store/hours', async (request, reply): Promise<PublishedHoursBody> => {
    const store = await requireStore(db, storeIn(request))
    const { replyMs } = await estimatesOf(db, store.id, clock.now())
    reply.header('cache-control', HOURS_CACHING)
    return { ...publishedHours(store, clock.now()), replyMs }
  })
}

/** Where a shopper's answers may be sent. Inside the visitors' scope. */
export function addressRoute(
  app: FastifyInstance,
  { db, transact }: { readonly db: Queryable; readonly transact: Transact },
): void {
  app.post('/v1/stores/:store/address', async (request): Promise<AddressLeftBody> => {
    const storeId = storeIn(request)
    const visitor = await visitorByToken(db, storeId, bearerOf(request))
    if (visitor === null) throw new DomainError('not_identified')
    const { address, byEmail = false, language = null } = parsed(leaveAddressBodySchema, request.body)
    const left = { storeId, visitorId: visitor.id, address, byEmail, language }
    return transact((work) => leaveAddress(work, left))
  })
}

/** The membership is read in the command's own commit. */
async function asMember(work: Work, request: FastifyRequest) {
  const { agentId } = signedIn(request)
  const storeId = storeIn(request)
  await requireMembership(work.db, storeId, agentId)
  return { agentId, storeId }
}
