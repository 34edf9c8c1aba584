import type { Queryable } from '@shopbell/database'
import type { RulesBody, RulesTriedBody } from '@shopbell/protocol'
import { rulesBodySchema, rulesTryBodySchema, teamBodySchema } from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requireManager, requireMembership } from '../agents/memberships'
import type { Clock } from '../foundation/clock'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { storeIn, teamIn } from '../foundation/http-params'
import type { Transact } from '../foundation/transact'
import { rulesOf } from '../stores/rules'
import { colleaguesOf } from './colleagues'
import { saveRules } from './save-rules'
import { sortingOf } from './sorting'
import { addTeam, changeTeam, removeTeam, staffedTeams, teamsOf } from './teams'

export interface TeamRoutes {
  readonly db: Queryable
  readonly transact: Transact
  readonly clock: Clock
}

/** Who is there to be given a conversation, in which teams, and by which rules. Inside the console's scope. */
export function teamRoutes(app: FastifyInstance, { db, transact, clock }: TeamRoutes): void {
  const at = (path: string) => `/v1/console/stores/:store/${path}`
  const asked = (request: FastifyRequest) => ({ by: signedIn(request).agentId, storeId: storeIn(request) })

  app.get(at('colleagues'), async (request) => {
    const { by, storeId } = asked(request)
    await requireMembership(db, storeId, by)
    return colleaguesOf(db, storeId, clock.now())
  })

  app.get(at('teams'), async (request) => {
    const { by, storeId } = asked(request)
    await requireMembership(db, storeId, by)
    return teamsOf(db, storeId)
  })

  app.post(at('teams'), async (request, reply) => {
    const { by, storeId } = asked(request)
    const added = await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      return addTeam(work, { by, storeId, team: parsed(teamBodySchema, request.body) })
    })
    return reply.code(201).send(added)
  })

  app.put(at('teams/:team'), async (request) => {
    const { by, storeId } = asked(request)
    return transact(async (work) => {
      await requireManager(work.db, storeId, by)
      const team = { ...parsed(teamBodySchema, request.body), id: teamIn(request) }
      return changeTeam(work, { by, storeId, team })
    })
  })

  app.delete(at('teams/:team'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await removeTeam(work, { by, storeId, id: teamIn(request) })
    })
    return reply.code(204).send()
  })

  app.get(at('rules'), async (request): Promise<RulesBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    return { rules: await rulesOf(db, storeId) }
  })

  app.put(at('rules'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await saveRules(work, { by, storeId, rules: parsed(rulesBodySchema, request.body).rules })
    })
    return reply.code(204).send()
  })

  app.post(at('rules/try'), async (request): Promise<RulesTriedBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const { rules, text, pageType, cartTotal } = parsed(rulesTryBodySchema, request.body)
    // Totals are compared as they are: of which currency one is does not matter.
    const cart = cartTotal === null ? {} : { cart: { total: cartTotal, currency: '' } }
    return sortingOf(rules, { text, page: { type: pageType, ...cart } }, await staffedTeams(db, storeId))
  })
}
