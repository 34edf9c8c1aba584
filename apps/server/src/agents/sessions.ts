import { type Queryable, sessions } from '@shopbell/database'
import type { AgentId } from '@shopbell/protocol'
import { and, eq, gt, inArray, lt } from 'drizzle-orm'
import { drawToken, hashOfToken } from '../foundation/ids'
import type { Work } from '../foundation/transact'

export const SESSION_MS = 30 * 24 * 60 * 60 * 1_000
/** A session that is used grows at most once a day. */
const GROW_AFTER_MS = 24 * 60 * 60 * 1_000

export interface Session {
  readonly agentId: AgentId
  readonly tokenHash: string
  readonly expiresAt: number
}

/** Begins a session and returns its token, which is kept as a hash only. Ended ones are swept away on the way. */
export async function beginSession(work: Work, agentId: AgentId): Promise<string> {
  const nowMs = work.now.getTime()
  const token = drawToken()
  await work.db.delete(sessions).where(and(eq(sessions.agentId, agentId), lt(sessions.expiresAt, nowMs)))
  await work.db
    .insert(sessions)
    .values({ tokenHash: hashOfToken(token), agentId, createdAt: nowMs, expiresAt: nowMs + SESSION_MS })
  return token
}

/** The session of a cookie's token, or null if there is none or it is over. */
export async function sessionByToken(db: Queryable, token: string, nowMs: number): Promise<Session | null> {
  const [found] = await db
    .select({ agentId: sessions.agentId, tokenHash: sessions.tokenHash, expiresAt: sessions.expiresAt })
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
  { agentId, tokenHash }: Omit<Session, 'expiresAt'>,
): Promise<void> {
  await work.db.delete(sessions).where(eq(sessions.tokenHash, tokenHash))
  work.emit({ kind: 'session.ended', agentId, tokenHash })
}
