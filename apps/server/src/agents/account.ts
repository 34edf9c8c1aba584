import { agents, type Queryable } from '@shopbell/database'
import type { AgentId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Transact, Work } from '../foundation/transact'
import { agentByAddress, agentById } from './agent'
import type { Passwords } from './passwords'
import { countTry, forgetTries } from './sign-in-tries'

/** Changes what an agent is called, from the next word they say on. */
export async function changeName(work: Work, agentId: AgentId, name: string): Promise<void> {
  await work.db.update(agents).set({ name: name.trim() }).where(eq(agents.id, agentId))
  await audit(work, agentId, { what: 'name.changed' })
}

/**
 * Throws `invalid` beside the field unless this is the agent's password: a console left open changes nothing by
 * itself. Counted as signing in is: `too_many_tries`, or `busy`.
 */
export async function requireOldPassword(
  {
    db,
    transact,
    passwords,
  }: { readonly db: Queryable; readonly transact: Transact; readonly passwords: Passwords },
  agentId: AgentId,
  old: string,
): Promise<void> {
  if (passwords.isBusy) throw new DomainError('busy', { retryAfterMs: 2_000 })
  const agent = await agentById(db, agentId)
  if (agent === null) throw new DomainError('not_identified')
  const counters = [{ kind: 'account', name: agent.address }] as const
  await transact((work) => countTry(work, counters))
  const found = await agentByAddress(db, agent.address)
  if (!(await passwords.matches(old, found?.passwordHash ?? null))) {
    const message = 'This is not your password.'
    throw new DomainError('invalid', { message, fields: { old: message } })
  }
  await transact((work) => forgetTries(work, counters))
}
