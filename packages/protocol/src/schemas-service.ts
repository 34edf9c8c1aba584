import * as z from 'zod'
import type { ServiceBody } from './http'
import { SERVICE_LIMITS } from './limits'
import { LIVE_CHATS } from './standing'

const within = ({ min, max }: { readonly min: number; readonly max: number }) => {
  const words = `A whole number from ${min} to ${max}.`
  return z.int(words).min(min, words).max(max, words)
}

export const serviceBodySchema: z.ZodType<ServiceBody> = z.strictObject({
  promisedWaitMinutes: within(SERVICE_LIMITS.promisedWaitMinutes),
  emailAnswerHours: within(SERVICE_LIMITS.emailAnswerHours),
  liveChat: z.enum(LIVE_CHATS),
})
