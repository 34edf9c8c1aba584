import * as z from 'zod'
import type { EmailSettingsBody, LetterAnswerBody } from './letters'
import { LETTER_STATES } from './letters'
import { clientIdSchema } from './schemas-ids'
import { spoken, text } from './schemas-text'

/** A letter's address is judged by the domain, which says in words what is wrong with it. */
const address = text(400)
const login = text(200)

export const emailSettingsBodySchema: z.ZodType<EmailSettingsBody> = z.strictObject({
  contactAddress: address.nullable(),
  server: z.exactOptional(
    z
      .strictObject({
        host: z.string().regex(/^[0-9a-z.:-]{1,253}$/i, 'A name such as smtp.example.com.'),
        port: z.int('From 1 to 65535.').min(1, 'From 1 to 65535.').max(65_535, 'From 1 to 65535.'),
        security: z.enum(['tls', 'starttls']),
        user: login.min(1, 'Leave it out where the server asks for none.').nullable(),
        fromAddress: address,
        password: login.nullable(),
      })
      .nullable(),
  ),
})

export const lettersQuerySchema = z.strictObject({
  state: z.enum(LETTER_STATES).optional(),
  before: z.string().max(100).optional(),
})

export const letterAnswerBodySchema: z.ZodType<LetterAnswerBody> = z.strictObject({
  clientId: clientIdSchema,
  text: spoken,
})
