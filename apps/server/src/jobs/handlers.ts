import { conversationIdSchema, storeIdSchema } from '@shopbell/protocol/schemas'
import * as z from 'zod'
import type { Transact, Work } from '../foundation/transact'
import type { PostOffice } from '../mail/post-office'
import { type OfConversation, writeReceipt, writeReplies } from '../mail/write-to-shopper'
import { writeWaitingNotice } from '../mail/write-to-team'
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
    ['mail.receipt', letterBy((work, of) => writeReceipt(work, office, of))],
    ['mail.replies', letterBy((work, of) => writeReplies(work, office, of))],
    [
      'mail.waiting_notice',
      letterBy((work, of, alarm) => writeWaitingNotice(work, office, { ...of, alarm })),
    ],
  ])
}
