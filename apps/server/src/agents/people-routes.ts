import type { Queryable } from '@shopbell/database'
import type { PeopleBody } from '@shopbell/protocol'
import { inviteBodySchema, memberBodySchema, revokeBodySchema } from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../foundation/clock'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { agentIn, storeIn } from '../foundation/http-params'
import type { Transact } from '../foundation/transact'
import { countInvitation, type InvitationDesk, invitationsOf, invite, revokeInvitation } from './invitations'
import { requireManager } from './memberships'
import { changeMember, membersOf, removeMember } from './people'

export interface PeopleRoutes extends InvitationDesk {
  readonly db: Queryable
  readonly transact: Transact
  readonly clock: Clock
}

/** Who belongs to a store, and who is invited. Inside the console's scope. */
export function peopleRoutes(app: FastifyInstance, desk: PeopleRoutes): void {
  const { db, transact, clock } = desk
  const at = (path: string) => `/v1/console/stores/:store/${path}`
  const asked = (request: FastifyRequest) => ({ by: signedIn(request).agentId, storeId: storeIn(request) })

  app.get(at('people'), async (request): Promise<PeopleBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const [members, invitations] = await Promise.all([
      membersOf(db, storeId, clock.now()),
      invitationsOf(db, storeId, clock.now()),
    ])
    return { members, invitations }
  })

  app.put(at('people/:agent'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      const member = parsed(memberBodySchema, request.body)
      await changeMember(work, { by, storeId, agentId: agentIn(request), member })
    })
    return reply.code(204).send()
  })

  app.delete(at('people/:agent'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await removeMember(work, { by, storeId, agentId: agentIn(request) })
    })
    return reply.code(204).send()
  })

  app.post(at('invitations'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const body = parsed(inviteBodySchema, request.body)
    // Counted in a commit of its own: what is refused counts as well.
    await transact((work) => countInvitation(work, storeId))
    const invited = await transact((work) => invite(work, desk, { by, storeId, ...body }))
    return reply.code(201).send(invited)
  })

  app.delete(at('invitations'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await revokeInvitation(work, { by, storeId, address: parsed(revokeBodySchema, request.body).address })
    })
    return reply.code(204).send()
  })
}
