import type { Queryable } from '@shopbell/database'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Transact } from '../foundation/transact'
import { agentByAddress, keptAddress } from './agent'
import type { Passwords } from './passwords'
import { beginSession } from './sessions'
import { type Counter, countTry, forgetTries, takeBackTry } from './sign-in-tries'

export interface SignInDesk {
  readonly db: Queryable
  readonly transact: Transact
  readonly passwords: Passwords
}

export interface SignInTry {
  readonly address: string
  readonly password: string
  /** What the browser calls itself. */
  readonly browser: string
  /** The network address it comes from, as limits count it. */
  readonly from: string
  /** Set where this person has signed in with this browser before. */
  readonly knownBrowser: string | null
}

/**
 * Signs somebody in and returns the token of their new session. Throws `wrong_credentials` in the same time for an
 * unknown address and a wrong password, `too_many_tries`, or `busy`. It opens its own transactions: a hash takes a
 * hundred times longer than any of them.
 */
export async function signIn({ db, transact, passwords }: SignInDesk, attempt: SignInTry): Promise<string> {
  if (passwords.isBusy) throw new DomainError('busy', { retryAfterMs: 2_000 })
  const counters = countersOf(attempt)
  await transact((work) => countTry(work, counters))
  const agent = await agentByAddress(db, attempt.address)
  const isRight = await passwords.matches(attempt.password, agent?.passwordHash ?? null)
  if (agent === null || !isRight) {
    await transact((work) => audit(work, 'nobody', { what: 'sign_in.failed' }))
    throw new DomainError('wrong_credentials')
  }
  return transact(async (work) => {
    await forgetTries(
      work,
      counters.filter(({ kind }) => kind !== 'address'),
    )
    await takeBackTry(
      work,
      counters.filter(({ kind }) => kind === 'address'),
    )
    await audit(work, agent.id, { what: 'signed_in' })
    return beginSession(work, agent.id, attempt.browser)
  })
}

/** A browser that is known to this account counts alone: nobody else's failures stand in its way. */
function countersOf({ address, from, knownBrowser }: SignInTry): readonly Counter[] {
  if (knownBrowser !== null) return [{ kind: 'browser', name: knownBrowser }]
  return [
    { kind: 'account', name: keptAddress(address) },
    { kind: 'address', name: from },
  ]
}
