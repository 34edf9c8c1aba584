import { conversationIdSchema, storeIdSchema } from '@shopbell/protocol/schemas'
import * as z from 'zod'
import { REPLIES_LETTER } from '../conversations/append-entries'
import type { Transact, Work } from '../foundation/transact'
import type { PostOffice } from '../mail/post-office'
import { type OfConversation, writeReceipt, writeReplies } from '../mail/write-to-shopper'
import { writeWaitingNotice } from '../mail/write-to-team'
import { RECEIPT_LETTER } from '../routing/leave-address'
import { WAITING_NOTICE } from '../routing/sweep'
import type { JobHandler } from './worker'

// Loose: a release may run what a newer one asked for.
const ofConversation = z.object({ storeId: storeIdSchema, conversationId: conversationIdSchema })

/** Every kind of job, and what does it. */
export function jobHandlers(transact: Transact, office: PostOffice): ReadonlyMap<string, JobHandler> {
  const letterBy =
    (write: (work: Work, of: OfConversation, key: string) => Promise<unknown>): JobHandler =>
    async (payload, { key }) => {
      const of = z.parse(ofConversation, payload)
      await transact((work) => write(work, of, key))
    }
  return new Map([
    [RECEIPT_LETTER, letterBy((work, of) => writeReceipt(work, office, of))],
    [REPLIES_LETTER, letterBy((work, of) => writeReplies(work, office, of))],
    [WAITING_NOTICE, letterBy((work, of, alarm) => writeWaitingNotice(work, office, { ...of, alarm }))],
  ])
}
