import { letters, stores } from '@shopbell/database'
import { and, asc, eq, inArray, lte, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { assertNever } from '../foundation/errors'
import type { Transact, Work } from '../foundation/transact'
import { type Delivery, deliver, type Letter, type MailRoute } from './smtp'

/** How many letters may go out. Whatever is beyond is not sent, and says so. */
export interface LetterCaps {
  readonly perAddressAndDay: number
  readonly perStoreAndHour: number
}

export interface OutboxOptions {
  readonly transact: Transact
  /** How letters leave now; null: they stay. */
  readonly route: () => Promise<MailRoute | null>
  readonly caps: LetterCaps
  /** What else happens when a letter is given up, in the same commit. */
  readonly onFailed: (work: Work, letter: Letter) => Promise<void>
  /** Hears of what could not be noted; those letters are tried again. */
  readonly report: (error: unknown) => void
  /** How long one try may take. */
  readonly tryWithinMs?: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const TAKEN_AT_ONCE = 10
const TRY_WITHIN_MS = MINUTE
/** A letter whose server died is taken again after this: longer than any try. */
export const LETTER_LEASE_MS = 5 * MINUTE
/** Between the tries; the last of them again and again. */
const PAUSES_MS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
const LAST_PAUSE_MS = 8 * HOUR
const GIVEN_UP_AFTER_MS = 2 * DAY

/**
 * Sends due letters, on any number of servers: each is taken by one, tried without a transaction held, and noted.
 * A letter may go out twice, with the same bytes, if we die between the deed and the note; it is never forgotten.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #closing = new AbortController()

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Sends what is due now. Without a route, letters stay where they are. */
  async runDue(): Promise<void> {
    const route = await this.#options.route()
    if (route === null) return
    for (;;) {
      const taken = await this.#options.transact((work) => this.#take(work))
      await Promise.all(taken.letters.map((letter) => this.#send(route, letter)))
      if (!taken.more || this.#closing.signal.aborted) return
    }
  }

  /** Breaks off what is under way; it is tried again, by whoever is there. */
  close(): void {
    this.#closing.abort()
  }

  /** The row itself says that a letter is taken: it is due again only when the lease has run out. */
  async #take(work: Work): Promise<{ readonly letters: readonly Letter[]; readonly more: boolean }> {
    const nowMs = work.now.getTime()
    const due = await work.db
      .select({ id: letters.id })
      .from(letters)
      .leftJoin(stores, eq(stores.id, letters.storeId))
      // The demo's letters never leave: its Letters page is the mailbox.
      .where(and(eq(letters.state, 'waiting'), lte(letters.runAt, nowMs), sql`${stores.demo} is not true`))
      .orderBy(asc(letters.runAt), asc(letters.id))
      .limit(TAKEN_AT_ONCE)
      .for('update', { of: letters, skipLocked: true })
    if (due.length === 0) return { letters: [], more: false }
    const taken = await work.db
      .update(letters)
      .set({ tries: sql`${letters.tries} + 1`, runAt: nowMs + LETTER_LEASE_MS })
      .where(
        inArray(
          letters.id,
          due.map(({ id }) => id),
        ),
      )
      .returning()
    const over = await this.#beyondCaps(work, taken)
    const sendable: Letter[] = []
    for (const letter of taken) {
      const because = isTooOld(letter, nowMs) ? TOO_OLD : over.get(letter.id)
      if (because === undefined) sendable.push(letter)
      else await this.#giveUp(work, letter, because)
    }
    return { letters: sendable, more: due.length === TAKEN_AT_ONCE }
  }

  /** Of those that are tried for the first time, which come after too many others, by when they were written. */
  async #beyondCaps(work: Work, taken: readonly Letter[]): Promise<ReadonlyMap<string, string>> {
    const fresh = taken.filter(({ tries }) => tries === 1).map(({ id }) => id)
    if (fresh.length === 0) return new Map()
    const counted = await work.db
      .select({
        id: letters.id,
        toAddress: sql<number>`count(*) filter (where ${earlier.toAddress} = ${letters.toAddress})::int`,
        ofStore: sql<number>`count(*) filter (where ${earlier.storeId} = ${letters.storeId}
          and ${earlier.createdAt} > ${letters.createdAt} - ${HOUR})::int`,
      })
      .from(letters)
      .innerJoin(
        earlier,
        and(
          or(eq(earlier.toAddress, letters.toAddress), eq(earlier.storeId, letters.storeId)),
          inArray(earlier.state, ['waiting', 'sent']),
          sql`${earlier.createdAt} > ${letters.createdAt} - ${DAY}`,
          sql`(${earlier.createdAt}, ${earlier.id}) < (${letters.createdAt}, ${letters.id})`,
        ),
      )
      .where(inArray(letters.id, fresh))
      .groupBy(letters.id)
    const { perAddressAndDay, perStoreAndHour } = this.#options.caps
    return new Map(
      counted.flatMap(({ id, toAddress, ofStore }) => {
        if (toAddress >= perAddressAndDay) {
          return [[id, `more than ${perAddressAndDay} letters to one address in a day`]]
        }
        if (ofStore >= perStoreAndHour) {
          return [[id, `more than ${perStoreAndHour} letters of one store in an hour`]]
        }
        return []
      }),
    )
  }

  async #send(route: MailRoute, letter: Letter): Promise<void> {
    const { transact, report, tryWithinMs = TRY_WITHIN_MS } = this.#options
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(tryWithinMs)])
    try {
      const delivery = await deliver(route, letter, signal)
      await transact((work) => this.#note(work, letter, delivery))
    } catch (error) {
      // Not noted: after the lease it is tried again, with the same bytes.
      report(error)
    }
  }

  async #note(work: Work, letter: Letter, delivery: Delivery): Promise<void> {
    const nowMs = work.now.getTime()
    switch (delivery.kind) {
      case 'accepted':
        // Also where it was called back meanwhile: it has gone, and that is what is to be read.
        await work.db
          .update(letters)
          .set({ state: 'sent', endedAt: nowMs, lastError: null })
          .where(and(ours(letter), inArray(letters.state, ['waiting', 'cancelled'])))
        return
      case 'refused':
        return this.#giveUp(work, letter, delivery.because)
      case 'unsure': {
        const lastTryAt = letter.createdAt + GIVEN_UP_AFTER_MS
        if (nowMs >= lastTryAt) return this.#giveUp(work, letter, delivery.because)
        const runAt = Math.min(lastTryAt, nowMs + (PAUSES_MS[letter.tries - 1] ?? LAST_PAUSE_MS))
        await work.db
          .update(letters)
          .set({ runAt, lastError: delivery.because })
          .where(and(ours(letter), eq(letters.state, 'waiting')))
        return
      }
      default:
        return assertNever(delivery)
    }
  }

  async #giveUp(work: Work, letter: Letter, because: string): Promise<void> {
    const [failed] = await work.db
      .update(letters)
      .set({ state: 'failed', endedAt: work.now.getTime(), lastError: because })
      .where(and(ours(letter), eq(letters.state, 'waiting')))
      .returning()
    if (failed !== undefined) await this.#options.onFailed(work, failed)
  }
}

const earlier = alias(letters, 'earlier')

const TOO_OLD = 'not sent within two days'

/** Written when there was no mail server yet: what it says is no longer news. */
function isTooOld({ createdAt, tries }: Letter, nowMs: number): boolean {
  return tries === 1 && createdAt + GIVEN_UP_AFTER_MS < nowMs
}

/** Only while it is still ours: after the lease somebody else may have it. */
function ours({ id, tries }: Letter) {
  return and(eq(letters.id, id), eq(letters.tries, tries))
}
