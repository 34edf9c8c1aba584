import { visitors } from '@shopbell/database'
import { type ClientId, LETTERS_TO_SHOPPERS } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import { conversationOfStore } from '../conversations/find-conversation'
import { refusalError } from '../conversations/refusal'
import { DomainError } from '../foundation/errors'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Work } from '../foundation/transact'
import type { Letter } from './smtp'

/**
 * Appends a shopper's answer to one of our letters, and gives the stored message; the same key twice is one. Whoever
 * answers has read what was sent to that address, which proves it. Throws `invalid` for letters that nobody answers.
 */
export async function appendAnswer(
  work: Work,
  letter: Letter,
  answer: { readonly clientId: ClientId; readonly text: string },
): Promise<StoredEntry> {
  const { storeId, conversationId, kind, toAddress } = letter
  if (storeId === null || conversationId === null || !LETTERS_TO_SHOPPERS.includes(kind)) {
    throw new DomainError('invalid', { message: 'This letter is not one that a shopper answers.' })
  }
  const head = await conversationOfStore(work.db, storeId, conversationId)
  if (head === null) throw new DomainError('conversation_not_found')
  const { visitorId } = head
  const [outcome] = await appendEntries(work, [
    { from: 'visitor', storeId, visitorId, via: 'letter', page: null, files: [], ...answer },
  ])
  await work.db
    .update(visitors)
    .set({ addressProvenAt: work.now.getTime() })
    .where(and(eq(visitors.storeId, storeId), eq(visitors.id, visitorId), eq(visitors.address, toAddress)))
  if (outcome?.kind === 'stored' || outcome?.kind === 'known') return outcome.entry
  throw outcome?.kind === 'refused' ? refusalError(outcome) : new Error('an answer left no message')
}
