import { type Queryable, visitors } from '@shopbell/database'
import type { AddressLeftBody, StoreId, VisitorId } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { appendEntries, REPLIES_LETTER } from '../conversations/append-entries'
import { newestConversationOf } from '../conversations/find-conversation'
import { refusalError } from '../conversations/refusal'
import { DomainError } from '../foundation/errors'
import { enqueue } from '../foundation/jobs'
import { requireAddress } from '../foundation/mail-address'
import type { Work } from '../foundation/transact'
import { promisedByEmail } from '../stores/email-promise'
import { availabilityOf } from './availability'

export interface LeftAddress {
  readonly storeId: StoreId
  readonly visitorId: VisitorId
  readonly address: string
  /** The shopper would rather have the answer by email than wait. */
  readonly byEmail: boolean
  /** The widget's language, a BCP 47 tag. */
  readonly language: string | null
}

/** The job that writes the receipt. */
export const RECEIPT_LETTER = 'mail.receipt'

/**
 * Keeps where a visitor's answers may be sent. With nobody there to answer, or if the visitor asks for it, the
 * conversation goes on by email and the answer is promised. Throws `invalid` for what is no single address, and
 * `conversation_not_found` before anything was written.
 */
export async function leaveAddress(work: Work, left: LeftAddress): Promise<AddressLeftBody> {
  const { db, now } = work
  const { storeId, visitorId, language } = left
  const address = requireAddress(left.address, 'address')
  const head = await newestConversationOf(db, { storeId, visitorId })
  if (head === null || head.status === 'closed') throw new DomainError('conversation_not_found')
  await db
    .update(visitors)
    .set({ address, language, addressProvenAt: null })
    .where(and(eq(visitors.storeId, storeId), eq(visitors.id, visitorId)))
  const byEmail = left.byEmail || (await isNobodyThere(db, storeId, now.getTime()))
  const withinMs = await promisedByEmail(db, storeId)
  const [outcome] = await appendEntries(work, [
    {
      from: 'server',
      storeId,
      conversationId: head.id,
      happening: { kind: 'address_left', address, withinMs, byEmail },
    },
  ])
  if (outcome?.kind === 'refused') throw refusalError(outcome)
  const isByEmail = outcome?.kind === 'stored' || head.status === 'by_email'
  // What came back from an address that was mistyped goes to the right one.
  const wanted = head.replyAddress === null ? [RECEIPT_LETTER] : [RECEIPT_LETTER, REPLIES_LETTER]
  if (isByEmail && head.replyAddress !== address) {
    for (const kind of wanted) {
      const key = `${kind} ${head.id} ${address} ${now.getTime()}`
      await enqueue(work, { kind, key, payload: { storeId, conversationId: head.id } })
    }
  }
  return { address, byEmail: isByEmail }
}

async function isNobodyThere(db: Queryable, storeId: StoreId, nowMs: number): Promise<boolean> {
  const availability = await availabilityOf(db, storeId, nowMs)
  return availability.kind === 'nobody' || availability.kind === 'closed'
}
