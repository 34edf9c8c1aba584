import { LETTERS_TO_SHOPPERS } from '@shopbell/protocol'
import { appendEntries } from '../conversations/append-entries'
import type { Work } from '../foundation/transact'
import type { Letter } from './smtp'

/** Says in the conversation that a letter to its shopper was given up. */
export async function tellOfFailure(work: Work, letter: Letter): Promise<void> {
  const { id, storeId, conversationId, kind, toAddress } = letter
  if (storeId === null || conversationId === null || !LETTERS_TO_SHOPPERS.includes(kind)) return
  const body = { letter: id, state: 'failed', address: toAddress } as const
  await appendEntries(work, [
    { from: 'server', storeId, conversationId, says: { kind: 'letter_state', body } },
  ])
}
