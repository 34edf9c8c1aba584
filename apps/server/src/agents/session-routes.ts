import type { Queryable } from '@shopbell/database'
// Gives requests their cookies.
import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../foundation/clock'
import { addressKey } from '../foundation/http-address'
import type { SignedIn } from '../foundation/http-console'
import type { Transact } from '../foundation/transact'
import { drawBrowserMark, knownBrowser } from './known-browser'
import { endSession, growSession, mayGrow, SESSION_MS, seeSession, sessionByToken, wasSeen } from './sessions'
import { countTry } from './sign-in-tries'

export interface SessionDesk {
  readonly db: Queryable
  readonly transact: Transact
  readonly clock: Clock
  readonly secret: string
  /** Whether cookies may travel over TLS only. */
  readonly isHttps: boolean
}

const SESSION_COOKIE = 'shopbell_session'
const BROWSER_COOKIE = 'shopbell_browser'
const BROWSER_MARK_SECONDS = 365 * 24 * 60 * 60

/** Who the session of a request belongs to; null if it has none, or one that is over. */
export async function whoAsks(
  { db, transact, clock }: Pick<SessionDesk, 'db' | 'transact' | 'clock'>,
  request: FastifyRequest,
): Promise<SignedIn | null> {
  const token = request.cookies[SESSION_COOKIE]
  const session = token === undefined ? null : await sessionByToken(db, token, clock.now())
  if (session !== null && !wasSeen(session, clock.now())) {
    await transact((work) => seeSession(work, session.tokenHash))
  }
  return session
}

/** Lets whoever just signed in, or proved who they are, in: leaves the session they had here, and takes the new one. */
export async function enter(
  desk: SessionDesk,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { token, address }: { readonly token: string; readonly address: string | null },
): Promise<void> {
  await leaveOldSession(desk, request)
  setSession(desk, reply, token)
  if (address !== null) markBrowser(desk, reply, address)
}

/** Ends the session of a request, and takes its cookie back. */
export async function leave(desk: SessionDesk, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await leaveOldSession(desk, request)
  reply.clearCookie(SESSION_COOKIE, { path: '/' })
}

/** A session that is used grows. */
export async function growIfOld(
  desk: SessionDesk,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { db, transact, clock } = desk
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined) return
  const session = await sessionByToken(db, token, clock.now())
  if (session === null || !mayGrow(session, clock.now())) return
  await transact((work) => growSession(work, session.tokenHash))
  setSession(desk, reply, token)
}

/** The name under which the tries of a request's browser are counted, or null if nobody of that address used it. */
export function knownBrowserOf(
  { secret }: SessionDesk,
  request: FastifyRequest,
  address: string,
): string | null {
  return knownBrowser(secret, address, request.cookies[BROWSER_COOKIE])
}

/** Counts the use of a printed or written code. Throws `too_many_tries`. */
export async function limitCodes({ transact }: SessionDesk, request: FastifyRequest): Promise<void> {
  await transact((work) => countTry(work, [{ kind: 'code', name: addressKey(request.ip) }]))
}

/** What the browser of a request calls itself. */
export function browserOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? ''
}

/** Whoever signs in anew leaves the session they had in this browser. */
async function leaveOldSession({ transact }: SessionDesk, request: FastifyRequest): Promise<void> {
  const old = request.signedIn
  if (old !== null) await transact((work) => endSession(work, old))
}

function setSession({ isHttps }: SessionDesk, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    maxAge: SESSION_MS / 1_000,
  })
}

function markBrowser({ isHttps, secret }: SessionDesk, reply: FastifyReply, address: string): void {
  reply.setCookie(BROWSER_COOKIE, drawBrowserMark(secret, address), {
    path: '/v1/console/sign-in',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    maxAge: BROWSER_MARK_SECONDS,
  })
}
