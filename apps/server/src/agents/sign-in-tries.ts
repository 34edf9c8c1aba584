import { createHash } from 'node:crypto'
import { signInTries } from '@shopbell/database'
import { inArray, sql } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'

/** Something that may fail so often before it has to wait: an account, an address, a browser, a kind of code; or be asked for. */
export interface Counter {
  readonly kind: 'account' | 'address' | 'browser' | 'code' | 'invitation' | 'reset' | 'reset_from'
  readonly name: string
}

const WINDOW_MS = 15 * 60_000
/** An address may be a whole office, and a carrier's stands for thousands of phones. */
const ALLOWED: Readonly<Record<Counter['kind'], number>> = {
  account: 10,
  address: 50,
  browser: 10,
  code: 20,
  invitation: 30,
  reset: 3,
  reset_from: 20,
}

/**
 * Counts a try before it is judged, so that a hundred at once are a hundred. Throws `too_many_tries` with the rest of
 * the quarter of an hour that began with the first failure; tries that are refused do not prolong it.
 */
export async function countTry(work: Work, counters: readonly Counter[]): Promise<void> {
  const nowMs = work.now.getTime()
  const from = nowMs - WINDOW_MS
  const rows = counters.map((counter) => ({ key: keyOf(counter), failures: 1, windowStartedAt: nowMs }))
  rows.sort((a, b) => (a.key < b.key ? -1 : 1))
  const counted = await work.db
    .insert(signInTries)
    .values(rows)
    .onConflictDoUpdate({
      target: signInTries.key,
      set: {
        failures: sql`case when ${signInTries.windowStartedAt} <= ${from} then 1 else ${signInTries.failures} + 1 end`,
        windowStartedAt: sql`case when ${signInTries.windowStartedAt} <= ${from} then ${nowMs}::bigint
          else ${signInTries.windowStartedAt} end`,
      },
    })
    .returning()
  const full = counted.filter((row) =>
    counters.some((one) => keyOf(one) === row.key && row.failures > ALLOWED[one.kind]),
  )
  if (full.length === 0) return
  const retryAfterMs = Math.max(...full.map(({ windowStartedAt }) => windowStartedAt + WINDOW_MS - nowMs))
  const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000))
  throw new DomainError('too_many_tries', {
    retryAfterMs,
    message: `Too many tries. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  })
}

/** Forgets what these counted: whoever failed has succeeded. */
export async function forgetTries(work: Work, counters: readonly Counter[]): Promise<void> {
  await work.db.delete(signInTries).where(inArray(signInTries.key, counters.map(keyOf)))
}

/** A try that was right does not count. The others of its address stay counted. */
export async function takeBackTry(work: Work, counters: readonly Counter[]): Promise<void> {
  await work.db
    .update(signInTries)
    .set({ failures: sql`greatest(0, ${signInTries.failures} - 1)` })
    .where(inArray(signInTries.key, counters.map(keyOf)))
}

/** Hashed, for it may hold a person's address. */
function keyOf({ kind, name }: Counter): string {
  return createHash('sha256').update(`${kind}:${name}`).digest('hex')
}
