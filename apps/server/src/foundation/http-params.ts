import type { AgentId, CannedReplyId, ConversationId, LetterId, StoreId, TeamId } from '@shopbell/protocol'
import {
  agentIdSchema,
  cannedReplyIdSchema,
  conversationIdSchema,
  letterIdSchema,
  storeIdSchema,
  teamIdSchema,
} from '@shopbell/protocol/schemas'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { DomainError } from './errors'

const store = z.object({ store: storeIdSchema })
const conversation = z.object({ conversation: conversationIdSchema })
const cannedReply = z.object({ reply: cannedReplyIdSchema })
const agent = z.object({ agent: agentIdSchema })
const team = z.object({ team: teamIdSchema })
const letter = z.object({ letter: letterIdSchema })
const session = z.object({ session: z.string().regex(/^[0-9a-f]{64}$/) })
const code = z.object({ code: z.string() })

/** The store in the address. Throws `store_not_found` for what is no id, exactly as for one that does not exist. */
export function storeIn(request: FastifyRequest): StoreId {
  const read = store.safeParse(request.params)
  if (!read.success) throw new DomainError('store_not_found')
  return read.data.store
}

/** The conversation in the address. Throws `conversation_not_found` likewise. */
export function conversationIn(request: FastifyRequest): ConversationId {
  const read = conversation.safeParse(request.params)
  if (!read.success) throw new DomainError('conversation_not_found')
  return read.data.conversation
}

/** The canned reply in the address. Throws `not_found` likewise. */
export function cannedReplyIn(request: FastifyRequest): CannedReplyId {
  const read = cannedReply.safeParse(request.params)
  if (!read.success) throw new DomainError('not_found')
  return read.data.reply
}

/** The agent in the address. Throws `not_found` likewise. */
export function agentIn(request: FastifyRequest): AgentId {
  const read = agent.safeParse(request.params)
  if (!read.success) throw new DomainError('not_found')
  return read.data.agent
}

/** The team in the address. Throws `not_found` likewise. */
export function teamIn(request: FastifyRequest): TeamId {
  const read = team.safeParse(request.params)
  if (!read.success) throw new DomainError('not_found')
  return read.data.team
}

/** The letter in the address. Throws `not_found` likewise. */
export function letterIn(request: FastifyRequest): LetterId {
  const read = letter.safeParse(request.params)
  if (!read.success) throw new DomainError('not_found')
  return read.data.letter
}

/** The session in the address. Throws `not_found` likewise. */
export function sessionIn(request: FastifyRequest): string {
  const read = session.safeParse(request.params)
  if (!read.success) throw new DomainError('not_found')
  return read.data.session
}

/** The code of a printed link. */
export function codeIn(request: FastifyRequest): string {
  return z.parse(code, request.params).code
}
