import { agents, passwordResets, type Queryable } from '@shopbell/database'
import type { AgentId } from '@shopbell/protocol'
import { and, eq, gt } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawText, drawToken, hashOfToken } from '../foundation/ids'
import { enqueue } from '../foundation/jobs'
import type { Work } from '../foundation/transact'
import { agentByAddress, agentById, keptAddress } from './agent'
import { endSessions } from './sessions'
import { countTry, forgetTries } from './sign-in-tries'

/** A job: draws a link for this address, if somebody signs in with it, and writes the letter. */
export const RESET_LETTER = 'mail.password_reset'
export const RESET_VALID_MS = 60 * 60 * 1_000

export interface DrawnReset {
  readonly agentId: AgentId
  readonly name: string
  readonly address: string
  readonly code: string
}

/**
 * Asks for a link that sets a password anew. It does the same in the same time whether somebody has this address or
 * not: the job finds out. It also draws the code, so that no secret lies in the jobs. Throws `too_many_tries`.
 */
export async function askReset(
  work: Work,
  { address, from }: { readonly address: string; readonly from: string },
): Promise<void> {
  const kept = keptAddress(address)
  await countTry(work, [
    { kind: 'reset', name: kept },
    { kind: 'reset_from', name: from },
  ])
  await enqueue(work, {
    kind: RESET_LETTER,
    key: `${RESET_LETTER}:${drawText(20)}`,
    payload: { address: kept },
  })
}

/** A code that sets the password of whoever signs in with this address; null if nobody with a password does. */
export async function drawReset(work: Work, address: string): Promise<DrawnReset | null> {
  const found = await agentByAddress(work.db, address)
  if (found === null || found.passwordHash === null) return null
  const agent = await agentById(work.db, found.id)
  if (agent === null) return null
  const code = drawToken()
  const nowMs = work.now.getTime()
  await work.db.insert(passwordResets).values({
    codeHash: hashOfToken(code),
    agentId: agent.id,
    createdAt: nowMs,
    expiresAt: nowMs + RESET_VALID_MS,
  })
  await audit(work, 'nobody', { what: 'password.reset_drawn', details: { agent: agent.id } })
  return { agentId: agent.id, name: agent.name, address: agent.address, code }
}

/** Throws `link_used` for a code that was used or is too old. */
export async function requireReset(db: Queryable, code: string, nowMs: number): Promise<void> {
  const [found] = await db
    .select({ agentId: passwordResets.agentId })
    .from(passwordResets)
    .where(isValid(code, nowMs))
  if (found === undefined) throw new DomainError('link_used')
}

/**
 * Sets a password by a code, which with all others of that agent is then used up, as is every session. Returns whose
 * it is. Of two at a time one wins. Throws `link_used`.
 */
export async function setPasswordByCode(
  work: Work,
  { code, passwordHash }: { readonly code: string; readonly passwordHash: string },
): Promise<{ readonly agentId: AgentId; readonly address: string }> {
  const [taken] = await work.db
    .delete(passwordResets)
    .where(isValid(code, work.now.getTime()))
    .returning({ agentId: passwordResets.agentId })
  if (taken === undefined) throw new DomainError('link_used')
  const { agentId } = taken
  await setPassword(work, { agentId, passwordHash, except: null })
  const agent = await agentById(work.db, agentId)
  if (agent === null) throw new DomainError('link_used')
  await forgetTries(work, [{ kind: 'account', name: agent.address }])
  return { agentId, address: agent.address }
}

/** Sets a password. Every session but `except` ends, and every link that would set another stops working. */
export async function setPassword(
  work: Work,
  {
    agentId,
    passwordHash,
    except,
  }: { readonly agentId: AgentId; readonly passwordHash: string; readonly except: string | null },
): Promise<void> {
  await work.db.update(agents).set({ passwordHash }).where(eq(agents.id, agentId))
  await work.db.delete(passwordResets).where(eq(passwordResets.agentId, agentId))
  await endSessions(work, agentId, except)
  await audit(work, agentId, { what: 'password.changed' })
}

function isValid(code: string, nowMs: number) {
  return and(eq(passwordResets.codeHash, hashOfToken(code)), gt(passwordResets.expiresAt, nowMs))
}
