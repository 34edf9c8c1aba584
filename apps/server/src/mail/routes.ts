import type { Queryable } from '@shopbell/database'
import type { EmailBody, LetterBody, LettersBody, TranscriptSentBody } from '@shopbell/protocol'
import {
  emailSettingsBodySchema,
  letterAnswerBodySchema,
  lettersQuerySchema,
} from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { requireManager, requireMembership } from '../agents/memberships'
import { newestConversationOf } from '../conversations/find-conversation'
import { visitorByToken } from '../conversations/open-visitor'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { codeIn, conversationIn, letterIn, storeIn } from '../foundation/http-params'
import { bearerOf } from '../foundation/http-visitor'
import type { Transact } from '../foundation/transact'
import { type Store, storeById } from '../stores/store'
import { appendAnswer } from './append-answer'
import { confirmMail, emailOf, enteredRoute, saveEmail, sendTest } from './email-settings'
import { lettersOf, requireLetter, summaryOf } from './letters-of-store'
import { type MailSettings, mailRoute } from './mail-route'
import type { PostOffice } from './post-office'
import { checkServer, type Letter, type MailRoute } from './smtp'
import { writeTranscript } from './write-to-shopper'

export interface MailRoutes {
  readonly db: Queryable
  readonly transact: Transact
  readonly mail: MailSettings
  readonly office: PostOffice
  /** Whose letters `/letters` shows, where there is a demo. */
  readonly demoStore: Store['id'] | null
}

/** A letter is shown as it is, by itself: no script, nothing fetched; a link opens beside it. */
const LETTER_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ')

/** The email page, the letters, and a chat by email. Inside the console's scope. */
export function mailRoutes(
  app: FastifyInstance,
  { db, transact, mail, office, demoStore }: MailRoutes,
): void {
  const at = (path: string) => `/v1/console/stores/:store/${path}`
  const asked = (request: FastifyRequest) => ({ by: signedIn(request).agentId, storeId: storeIn(request) })

  app.get(at('email'), async (request): Promise<EmailBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    return emailOf(db, mail, storeId)
  })

  app.put(at('email'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const { contactAddress, server } = parsed(emailSettingsBodySchema, request.body)
    const route = server === undefined ? undefined : enteredRoute(server, await mailRoute(db, mail))
    if (route !== undefined && route !== null) await requireAnswer(route)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await saveEmail(work, mail, { by, storeId, contactAddress, route })
    })
    return reply.code(204).send()
  })

  app.post(at('email/test'), async (request, reply) => {
    const { by, storeId } = asked(request)
    await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      await sendTest(work, office, { by, storeId, route: await mailRoute(work.db, mail) })
    })
    return reply.code(204).send()
  })

  app.get(at('letters'), async (request): Promise<LettersBody> => {
    const { by, storeId } = asked(request)
    await requireManager(db, storeId, by)
    const { state = null, before = null } = parsed(lettersQuerySchema, request.query)
    return { ...(await lettersOf(db, storeId, { state, before })), stay: await whyLettersStay(db, storeId) }
  })

  app.get(at('letters/:letter'), async (request): Promise<LetterBody> => {
    const letter = await readLetter(request)
    const { fromName, replyTo, text } = letter
    return { ...summaryOf(letter), fromName, replyTo, text }
  })

  app.get(at('letters/:letter/page'), async (request, reply) => {
    const { html } = await readLetter(request)
    return reply
      .headers({ 'content-security-policy': LETTER_POLICY, 'x-frame-options': 'SAMEORIGIN' })
      .type('text/html; charset=utf-8')
      .send(html)
  })

  app.post(at('letters/:letter/answer'), async (request, reply) => {
    const { by, storeId } = asked(request)
    const { conversation, seq } = await transact(async (work) => {
      await requireManager(work.db, storeId, by)
      const answer = parsed(letterAnswerBodySchema, request.body)
      const letter = await requireLetter(work.db, storeId, letterIn(request))
      if ((await whyLettersStay(work.db, storeId)) === null) {
        throw new DomainError('not_permitted', { message: 'Only the shopper answers a letter that left.' })
      }
      await audit(work, by, { what: 'letter.answered', storeId, details: { letter: letter.id } })
      return appendAnswer(work, letter, answer)
    })
    return reply.code(201).send({ conversation, seq })
  })

  app.post(at('conversations/:conversation/transcript'), async (request, reply) => {
    const { by, storeId } = asked(request)
    const conversationId = conversationIn(request)
    await transact(async (work) => {
      await requireMembership(work.db, storeId, by)
      await writeTranscript(work, office, { storeId, conversationId, askedBy: 'agent' })
      await audit(work, by, { what: 'transcript.sent', storeId, details: { conversationId } })
    })
    return reply.code(204).send()
  })

  app.get('/mail/confirm/:code', async (request, reply) => {
    const storeId = await transact((work) => confirmMail(work, codeIn(request)))
    return reply.redirect(storeId === null ? '/console/' : `/console/${storeId}/mail`, 302)
  })

  if (demoStore !== null) {
    app.get('/letters', async (_request, reply) => reply.redirect(`/console/${demoStore}/letters`, 302))
  }

  /** An invitation's link makes its reader whatever it says, so that an admin must not read an owner's. */
  async function readLetter(request: FastifyRequest): Promise<Letter> {
    const { by, storeId } = asked(request)
    const { role } = await requireManager(db, storeId, by)
    const letter = await requireLetter(db, storeId, letterIn(request))
    if (letter.kind === 'invitation' && role !== 'owner') {
      throw new DomainError('not_permitted', { message: 'Owners may read invitations.' })
    }
    return letter
  }

  async function whyLettersStay(from: Queryable, storeId: Store['id']): Promise<LettersBody['stay']> {
    if ((await storeById(from, storeId))?.demo === true) return 'demo'
    return (await mailRoute(from, mail)) === null ? 'no_server' : null
  }
}

/** A shopper asks for their newest chat by email, once their address has answered. For shops' pages. */
export function transcriptRoute(
  app: FastifyInstance,
  { db, transact, office }: Pick<MailRoutes, 'db' | 'transact' | 'office'>,
): void {
  app.post('/v1/stores/:store/transcript', async (request): Promise<TranscriptSentBody> => {
    const storeId = storeIn(request)
    const visitor = await visitorByToken(db, storeId, bearerOf(request))
    if (visitor === null) throw new DomainError('not_identified')
    parsed(nothing, request.body)
    const address = await transact(async (work) => {
      const head = await newestConversationOf(work.db, { storeId, visitorId: visitor.id })
      if (head === null) throw new DomainError('conversation_not_found')
      return writeTranscript(work, office, { storeId, conversationId: head.id, askedBy: 'visitor' })
    })
    return { address }
  })
}

const nothing = z.union([z.undefined(), z.null(), z.strictObject({})])

/** Throws `invalid` with the field that is to be mended. */
async function requireAnswer({ server }: MailRoute): Promise<void> {
  const fault = await checkServer(server)
  if (fault === null) return
  const { field, message } = fault
  throw new DomainError('invalid', { message, fields: { [`server.${field}`]: message } })
}
