import { type Queryable, sessions } from '@shopbell/database'
import type { AgentId, SessionBody } from '@shopbell/protocol'
import { and, desc, eq, gt, inArray, lt, ne } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawToken, hashOfToken } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { browserWords } from './browser-words'

export const SESSION_MS = 30 * 24 * 60 * 60 * 1_000
/** A session that is used grows at most once a day. */
const GROW_AFTER_MS = 24 * 60 * 60 * 1_000
const SEEN_EVERY_MS = 60_000
const BROWSER_LENGTH = 400

export interface Session {
  readonly agentId: AgentId
  readonly tokenHash: string
  readonly expiresAt: number
  readonly lastSeenAt: number
}

/** Begins a session and returns its token, which is kept as a hash only. Ended ones are swept away on the way. */
export async function beginSession(work: Work, agentId: AgentId, browser = ''): Promise<string> {
  const nowMs = work.now.getTime()
  const token = drawToken()
  await work.db.delete(sessions).where(and(eq(sessions.agentId, agentId), lt(sessions.expiresAt, nowMs)))
  await work.db.insert(sessions).values({
    tokenHash: hashOfToken(token),
    agentId,
    createdAt: nowMs,
    expiresAt: nowMs + SESSION_MS,
    lastSeenAt: nowMs,
    browser: browser.slice(0, BROWSER_LENGTH),
  })
  return token
}

/** The session of a cookie's token, or null if there is none or it is over. */
export async function sessionByToken(db: Queryable, token: string, nowMs: number): Promise<Session | null> {
  const [found] = await db
    .select({
      agentId: sessions.agentId,
      tokenHash: sessions.tokenHash,
      expiresAt: sessions.expiresAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .where(and(eq(sessions.tokenHash, hashOfToken(token)), gt(sessions.expiresAt, nowMs)))
  return found ?? null
}

/** Those of these sessions that still hold. */
export async function heldSessions(
  db: Queryable,
  tokenHashes: readonly string[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  if (tokenHashes.length === 0) return new Set()
  const held = await db
    .select({ tokenHash: sessions.tokenHash })
    .from(sessions)
    .where(and(inArray(sessions.tokenHash, [...tokenHashes]), gt(sessions.expiresAt, nowMs)))
  return new Set(held.map(({ tokenHash }) => tokenHash))
}

/** Whether the session is old enough to grow. */
export function mayGrow({ expiresAt }: Session, nowMs: number): boolean {
  return expiresAt - nowMs < SESSION_MS - GROW_AFTER_MS
}

/** Lets a session that is used last its full time from now. */
export async function growSession(work: Work, tokenHash: string): Promise<void> {
  await work.db
    .update(sessions)
    .set({ expiresAt: work.now.getTime() + SESSION_MS })
    .where(eq(sessions.tokenHash, tokenHash))
}

/** Ends a session. Its sockets end with it. */
export async function endSession(
  work: Work,
  { agentId, tokenHash }: Pick<Session, 'agentId' | 'tokenHash'>,
): Promise<void> {
  await work.db.delete(sessions).where(eq(sessions.tokenHash, tokenHash))
  work.emit({ kind: 'session.ended', agentId, tokenHash })
}

/** Whether it is known to the minute that the session is used. */
export function wasSeen({ lastSeenAt }: Session, nowMs: number): boolean {
  return nowMs - lastSeenAt < SEEN_EVERY_MS
}

/** Notes that a session is used. */
export async function seeSession(work: Work, tokenHash: string): Promise<void> {
  await work.db
    .update(sessions)
    .set({ lastSeenAt: work.now.getTime() })
    .where(eq(sessions.tokenHash, tokenHash))
}

/** The agent's own sessions, the one that asks first, then as they were last used. */
export async function sessionsOf(
  db: Queryable,
  { agentId, tokenHash }: Pick<Session, 'agentId' | 'tokenHash'>,
  nowMs: number,
): Promise<readonly SessionBody[]> {
  const rows = await db
    .select({ id: sessions.tokenHash, browser: sessions.browser, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .where(and(eq(sessions.agentId, agentId), gt(sessions.expiresAt, nowMs)))
    .orderBy(desc(sessions.lastSeenAt), sessions.tokenHash)
  return rows
    .map((row) => ({ ...row, browser: browserWords(row.browser), isThis: row.id === tokenHash }))
    .sort((a, b) => Number(b.isThis) - Number(a.isThis))
}

/** Ends one of the agent's sessions. Throws `not_found`, for somebody else's as for one that does not exist. */
export async function endOwnSession(work: Work, agentId: AgentId, tokenHash: string): Promise<void> {
  const [ended] = await work.db
    .delete(sessions)
    .where(and(eq(sessions.agentId, agentId), eq(sessions.tokenHash, tokenHash)))
    .returning({ tokenHash: sessions.tokenHash })
  if (ended === undefined) throw new DomainError('not_found')
  await audit(work, agentId, { what: 'session.ended' })
  work.emit({ kind: 'session.ended', agentId, tokenHash })
}

/** Ends every session of the agent but one, and their sockets with them. */
export async function endSessions(work: Work, agentId: AgentId, except: string | null): Promise<void> {
  const ended = await work.db
    .delete(sessions)
    .where(and(eq(sessions.agentId, agentId), except === null ? undefined : ne(sessions.tokenHash, except)))
    .returning({ tokenHash: sessions.tokenHash })
  await audit(work, agentId, { what: 'sessions.ended', details: { ended: ended.length } })
  for (const { tokenHash } of ended) work.emit({ kind: 'session.ended', agentId, tokenHash })
}
