import { conversationIdSchema, storeIdSchema } from '@shopbell/protocol/schemas'
import * as z from 'zod'
import { drawReset, RESET_LETTER, RESET_VALID_MS } from '../agents/password-resets'
import { REPLIES_LETTER } from '../conversations/append-entries'
import type { Transact, Work } from '../foundation/transact'
import type { PostOffice } from '../mail/post-office'
import { type OfConversation, writeReceipt, writeReplies } from '../mail/write-to-shopper'
import { writePasswordReset, writeWaitingNotice } from '../mail/write-to-team'
import { RECEIPT_LETTER } from '../routing/leave-address'
import { WAITING_NOTICE } from '../routing/sweep'
import type { JobHandler } from './worker'

// Loose: a release may run what a newer one asked for.
const ofConversation = z.object({ storeId: storeIdSchema, conversationId: conversationIdSchema })

const ofAddress = z.object({ address: z.string() })

/** Every kind of job, and what does it. */
export function jobHandlers(transact: Transact, office: PostOffice): ReadonlyMap<string, JobHandler> {
  const letterBy =
    (write: (work: Work, of: OfConversation, key: string) => Promise<unknown>): JobHandler =>
    async (payload, { key }) => {
      const of = z.parse(ofConversation, payload)
      await transact((work) => write(work, of, key))
    }
  const resetLetter: JobHandler = async (payload) => {
    const { address } = z.parse(ofAddress, payload)
    await transact(async (work) => {
      const drawn = await drawReset(work, address)
      if (drawn === null) return
      const url = `${office.consoleUrl}/console/reset/${drawn.code}`
      await writePasswordReset(work, office, { ...drawn, url, validMs: RESET_VALID_MS })
    })
  }
  return new Map<string, JobHandler>([
    [RESET_LETTER, resetLetter],
    [RECEIPT_LETTER, letterBy((work, of) => writeReceipt(work, office, of))],
    [REPLIES_LETTER, letterBy((work, of) => writeReplies(work, office, of))],
    [WAITING_NOTICE, letterBy((work, of, alarm) => writeWaitingNotice(work, office, { ...of, alarm }))],
  ])
}
