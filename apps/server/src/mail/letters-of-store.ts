import { letters, type Queryable } from '@shopbell/database'
import type { LetterId, LetterState, LetterSummary, StoreId } from '@shopbell/protocol'
import { and, desc, eq, sql } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import type { Letter } from './smtp'

const LETTERS_AT_ONCE = 50

/** A store's letters, newest first, 50 at a time. `before` is the former page's `next`; what is none begins anew. */
export async function lettersOf(
  db: Queryable,
  storeId: StoreId,
  { state, before }: { readonly state: LetterState | null; readonly before: string | null },
): Promise<{ readonly letters: readonly LetterSummary[]; readonly next: string | null }> {
  const [, at, id] = /^(\d{1,15}):(let_[0-9a-z]+)$/.exec(before ?? '') ?? []
  const found = await db
    .select()
    .from(letters)
    .where(
      and(
        eq(letters.storeId, storeId),
        state === null ? undefined : eq(letters.state, state),
        at === undefined ? undefined : sql`(${letters.createdAt}, ${letters.id}) < (${Number(at)}, ${id})`,
      ),
    )
    .orderBy(desc(letters.createdAt), desc(letters.id))
    .limit(LETTERS_AT_ONCE)
  const last = found.length === LETTERS_AT_ONCE ? found.at(-1) : undefined
  return {
    letters: found.map(summaryOf),
    next: last === undefined ? null : `${last.createdAt}:${last.id}`,
  }
}

/** A letter of a store. Throws `not_found`, for another store's as for one that does not exist. */
export async function requireLetter(db: Queryable, storeId: StoreId, id: LetterId): Promise<Letter> {
  const [found] = await db
    .select()
    .from(letters)
    .where(and(eq(letters.storeId, storeId), eq(letters.id, id)))
  if (found === undefined) throw new DomainError('not_found')
  return found
}

/** A letter as the list shows it. */
export function summaryOf(letter: Letter): LetterSummary {
  const { id, kind, conversationId, toAddress, toName, subject, state } = letter
  const { createdAt, endedAt, tries, lastError } = letter
  return {
    id,
    kind,
    conversation: conversationId,
    toAddress,
    toName,
    subject,
    state,
    createdAt,
    endedAt,
    tries,
    lastError,
  }
}
