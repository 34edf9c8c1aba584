import type { SessionBody } from '@shopbell/protocol'
import {
  acceptInvitationBodySchema,
  askResetBodySchema,
  changeNameBodySchema,
  changePasswordBodySchema,
  setPasswordBodySchema,
} from '@shopbell/protocol/schemas'
import type { FastifyInstance } from 'fastify'
import { DomainError } from '../foundation/errors'
import { addressKey } from '../foundation/http-address'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { codeIn, sessionIn } from '../foundation/http-params'
import { changeName, requireOldPassword } from './account'
import { acceptInvitation, invitationOffer } from './invitations'
import { askReset, requireReset, setPassword, setPasswordByCode } from './password-resets'
import type { Passwords } from './passwords'
import { browserOf, enter, limitCodes, type SessionDesk } from './session-routes'
import { beginSession, endOwnSession, endSessions, sessionsOf } from './sessions'

export interface AccountRoutes extends SessionDesk {
  readonly passwords: Passwords
}

/** Coming in by an invitation or a reset, and what somebody may do with their own account. Inside the console's scope. */
export function accountRoutes(app: FastifyInstance, desk: AccountRoutes): void {
  const { db, transact, passwords, clock } = desk

  app.get('/v1/console/invitations/:code', async (request) => {
    await limitCodes(desk, request)
    return invitationOffer(db, codeIn(request), clock.now())
  })

  app.post('/v1/console/invitations/:code', async (request, reply) => {
    const { newcomer } = parsed(acceptInvitationBodySchema, request.body)
    await limitCodes(desk, request)
    const code = codeIn(request)
    if (newcomer === null) {
      const { agentId } = signedIn(request)
      await transact((work) => acceptInvitation(work, code, { kind: 'agent', agentId }))
      return reply.code(204).send()
    }
    // Looked at first, so that a stranger's guess costs us no hash.
    const { address } = await invitationOffer(db, code, clock.now())
    const passwordHash = await hashed(passwords, newcomer.password)
    const token = await transact(async (work) => {
      const { name } = newcomer
      const agentId = await acceptInvitation(work, code, { kind: 'newcomer', name, passwordHash })
      return beginSession(work, agentId, browserOf(request))
    })
    await enter(desk, { request, reply }, { token, address })
    return reply.code(204).send()
  })

  app.post('/v1/console/password-resets', async (request, reply) => {
    const { address } = parsed(askResetBodySchema, request.body)
    await transact((work) => askReset(work, { address, from: addressKey(request.ip) }))
    return reply.code(204).send()
  })

  app.get('/v1/console/password-resets/:code', async (request, reply) => {
    await limitCodes(desk, request)
    await requireReset(db, codeIn(request), clock.now())
    return reply.code(204).send()
  })

  app.post('/v1/console/password-resets/:code', async (request, reply) => {
    const { password } = parsed(setPasswordBodySchema, request.body)
    await limitCodes(desk, request)
    const code = codeIn(request)
    await requireReset(db, code, clock.now())
    const passwordHash = await hashed(passwords, password)
    const entered = await transact(async (work) => {
      const { agentId, address } = await setPasswordByCode(work, { code, passwordHash })
      return { address, token: await beginSession(work, agentId, browserOf(request)) }
    })
    await enter(desk, { request, reply }, entered)
    return reply.code(204).send()
  })

  app.put('/v1/console/me/name', async (request, reply) => {
    const { agentId } = signedIn(request)
    const { name } = parsed(changeNameBodySchema, request.body)
    await transact((work) => changeName(work, agentId, name))
    return reply.code(204).send()
  })

  app.put('/v1/console/me/password', async (request, reply) => {
    const { agentId, tokenHash } = signedIn(request)
    const { old, password } = parsed(changePasswordBodySchema, request.body)
    await requireOldPassword(desk, agentId, old)
    const passwordHash = await hashed(passwords, password)
    await transact((work) => setPassword(work, { agentId, passwordHash, except: tokenHash }))
    return reply.code(204).send()
  })

  app.get('/v1/console/me/sessions', async (request): Promise<readonly SessionBody[]> => {
    return sessionsOf(db, signedIn(request), clock.now())
  })

  app.delete('/v1/console/me/sessions', async (request, reply) => {
    const { agentId, tokenHash } = signedIn(request)
    await transact((work) => endSessions(work, agentId, tokenHash))
    return reply.code(204).send()
  })

  app.delete('/v1/console/me/sessions/:session', async (request, reply) => {
    const { agentId } = signedIn(request)
    await transact((work) => endOwnSession(work, agentId, sessionIn(request)))
    return reply.code(204).send()
  })
}

async function hashed(passwords: Passwords, password: string): Promise<string> {
  if (passwords.isBusy) throw new DomainError('busy', { retryAfterMs: 2_000 })
  return passwords.hash(password)
}
