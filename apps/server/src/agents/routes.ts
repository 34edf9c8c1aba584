import type { MeBody } from '@shopbell/protocol'
import { firstRunBodySchema, signInBodySchema } from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '../foundation/errors'
import { addressKey, isLoopbackAddress } from '../foundation/http-address'
import { type SignedIn, signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { codeIn } from '../foundation/http-params'
import type { Work } from '../foundation/transact'
import { agentById } from './agent'
import { useEntryLink } from './entry-links'
import { isFirstRunCode, makeFirstOwner } from './first-run'
import { membershipsOf } from './memberships'
import type { Passwords } from './passwords'
import {
  browserOf,
  enter,
  growIfOld,
  knownBrowserOf,
  leave,
  limitCodes,
  type SessionDesk,
} from './session-routes'
import { beginSession } from './sessions'
import { signIn } from './sign-in'

export interface AgentRoutes extends SessionDesk {
  readonly passwords: Passwords
  /** What else happens when somebody comes in by the demo's link, in the same commit. */
  readonly onEntered: (work: Work, agentId: SignedIn['agentId']) => Promise<void>
}

/** Signing in and out, who one is, and the first owner. Inside the console's scope. */
export function agentRoutes(app: FastifyInstance, desk: AgentRoutes): void {
  const { db, transact, passwords } = desk

  app.get('/v1/console/me', async (request, reply): Promise<MeBody> => {
    const { agentId } = signedIn(request)
    const agent = await agentById(db, agentId)
    if (agent === null) throw new DomainError('not_identified')
    await growIfOld(desk, request, reply)
    return { agent, memberships: await membershipsOf(db, agentId) }
  })

  app.post('/v1/console/sign-in', async (request, reply) => {
    const { address, password } = parsed(signInBodySchema, request.body)
    const token = await signIn(desk, {
      address,
      password,
      from: addressKey(request.ip),
      browser: browserOf(request),
      knownBrowser: knownBrowserOf(desk, request, address),
    })
    await enter(desk, { request, reply }, { token, address })
    return reply.code(204).send()
  })

  app.post('/v1/console/sign-out', async (request, reply) => {
    await leave(desk, request, reply)
    return reply.code(204).send()
  })

  app.get('/v1/console/first-run/:code', async (request) => {
    await limitCodes(desk, request)
    return { valid: await isFirstRunCode(db, codeIn(request)) }
  })

  app.post('/v1/console/first-run', async (request, reply) => {
    const { password, ...body } = parsed(firstRunBodySchema, request.body)
    await limitCodes(desk, request)
    // Looked at first, so that a stranger's guess costs us no hash.
    const passwordHash = (await isFirstRunCode(db, body.code)) ? await passwords.hash(password) : ''
    const token = await transact(async (work) => {
      const { agentId } = await makeFirstOwner(work, { ...body, passwordHash })
      return beginSession(work, agentId, browserOf(request))
    })
    await enter(desk, { request, reply }, { token, address: body.address })
    return reply.code(204).send()
  })
}

/**
 * The demo's way in: a printed link that signs in once, on this computer only, and leads to the console. Only a
 * visit uses it up: not a browser's look ahead, and not a HEAD.
 */
export function entryRoutes(app: FastifyInstance, desk: AgentRoutes): void {
  app.get('/enter/:code', { exposeHeadRoute: false }, async (request, reply) => {
    if (!isFromHere(request)) {
      throw new DomainError('origin_not_allowed', {
        message: 'This link works on the computer that printed it.',
      })
    }
    if (request.headers['sec-purpose'] !== undefined) return reply.code(503).send()
    try {
      const token = await desk.transact(async (work) => {
        const agentId = await useEntryLink(work, codeIn(request))
        await desk.onEntered(work, agentId)
        return beginSession(work, agentId, browserOf(request))
      })
      await enter(desk, { request, reply }, { token, address: null })
      return reply.redirect('/console/', 303)
    } catch (error) {
      const isOver =
        error instanceof DomainError && (error.code === 'link_used' || error.code === 'not_found')
      // Who follows it again, still signed in, wants the console.
      if (isOver && request.signedIn !== null) return reply.redirect('/console/', 303)
      if (!isOver) throw error
      return reply.code(410).type('text/html; charset=utf-8').send(LINK_IS_OVER)
    }
  })
}

const LINK_IS_OVER = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shopbell</title>
<p>This link works once, and it has. The next start of the server prints a new one.</p></html>`

/** This computer itself, and not a proxy on it that speaks for somebody else. */
function isFromHere(request: FastifyRequest): boolean {
  const speaksForSomebody =
    request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
  return !speaksForSomebody && isLoopbackAddress(request.socket.remoteAddress ?? '')
}
