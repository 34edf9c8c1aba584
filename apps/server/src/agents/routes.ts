import type { Queryable } from '@shopbell/database'
import type { MeBody } from '@shopbell/protocol'
import { firstRunBodySchema, signInBodySchema } from '@shopbell/protocol/schemas'
// Gives requests their cookies.
import '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../foundation/clock'
import { DomainError } from '../foundation/errors'
import { addressKey, isLoopbackAddress } from '../foundation/http-address'
import { type SignedIn, signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { codeIn } from '../foundation/http-params'
import type { Transact, Work } from '../foundation/transact'
import { agentById } from './agent'
import { useEntryLink } from './entry-links'
import { isFirstRunCode, makeFirstOwner } from './first-run'
import { drawBrowserMark, knownBrowser } from './known-browser'
import { membershipsOf } from './memberships'
import type { Passwords } from './passwords'
import { beginSession, endSession, growSession, mayGrow, SESSION_MS, sessionByToken } from './sessions'
import { signIn } from './sign-in'
import { countTry } from './sign-in-tries'

export interface AgentRoutes {
  readonly db: Queryable
  readonly transact: Transact
  readonly passwords: Passwords
  readonly clock: Clock
  readonly secret: string
  /** Whether cookies may travel over TLS only. */
  readonly isHttps: boolean
  /** What else happens when somebody comes in by the demo's link, in the same commit. */
  readonly onEntered: (work: Work, agentId: SignedIn['agentId']) => Promise<void>
}

const SESSION_COOKIE = 'shopbell_session'
const BROWSER_COOKIE = 'shopbell_browser'
const BROWSER_MARK_SECONDS = 365 * 24 * 60 * 60

/** Who the session of a request belongs to; null if it has none, or one that is over. */
export async function whoAsks(
  { db, clock }: Pick<AgentRoutes, 'db' | 'clock'>,
  request: FastifyRequest,
): Promise<SignedIn | null> {
  const token = request.cookies[SESSION_COOKIE]
  return token === undefined ? null : sessionByToken(db, token, clock.now())
}

/** Signing in and out, who one is, and the first owner. Inside the console's scope. */
export function agentRoutes(app: FastifyInstance, desk: AgentRoutes): void {
  const { db, transact, passwords, secret } = desk

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
      knownBrowser: knownBrowser(secret, address, request.cookies[BROWSER_COOKIE]),
    })
    await leaveOldSession(desk, request)
    setSession(desk, reply, token)
    markBrowser(desk, reply, address)
    return reply.code(204).send()
  })

  app.post('/v1/console/sign-out', async (request, reply) => {
    await leaveOldSession(desk, request)
    reply.clearCookie(SESSION_COOKIE, { path: '/' })
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
      return beginSession(work, agentId)
    })
    await leaveOldSession(desk, request)
    setSession(desk, reply, token)
    markBrowser(desk, reply, body.address)
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
        return beginSession(work, agentId)
      })
      await leaveOldSession(desk, request)
      setSession(desk, reply, token)
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

async function limitCodes({ transact }: AgentRoutes, request: FastifyRequest): Promise<void> {
  await transact((work) => countTry(work, [{ kind: 'code', name: addressKey(request.ip) }]))
}

async function growIfOld(desk: AgentRoutes, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { db, transact, clock } = desk
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined) return
  const session = await sessionByToken(db, token, clock.now())
  if (session === null || !mayGrow(session, clock.now())) return
  await transact((work) => growSession(work, session.tokenHash))
  setSession(desk, reply, token)
}

/** Whoever signs in anew leaves the session they had in this browser. */
async function leaveOldSession({ transact }: AgentRoutes, request: FastifyRequest): Promise<void> {
  const old = request.signedIn
  if (old !== null) await transact((work) => endSession(work, old))
}

function setSession({ isHttps }: AgentRoutes, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    maxAge: SESSION_MS / 1_000,
  })
}

function markBrowser({ isHttps, secret }: AgentRoutes, reply: FastifyReply, address: string): void {
  reply.setCookie(BROWSER_COOKIE, drawBrowserMark(secret, address), {
    path: '/v1/console/sign-in',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    maxAge: BROWSER_MARK_SECONDS,
  })
}
