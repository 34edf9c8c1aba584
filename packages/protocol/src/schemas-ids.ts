import * as z from 'zod'
import type { AgentId, CannedReplyId, ConversationId, LetterId, StoreId, TeamId, VisitorId } from './ids'
import { CLIENT_ID_PATTERN } from './ids'

/** The one pattern of ids: prefix, underscore, 16 to 32 of 0-9 and a-z. The demo store's is `sto_demo`. */
const id = <Id extends string>(prefix: string) =>
  z.custom<Id>(
    (value) => typeof value === 'string' && new RegExp(`^${prefix}_[0-9a-z]{4,32}$`).test(value),
    `must be an id such as ${prefix}_…`,
  )

export const storeIdSchema = id<StoreId>('sto')
export const visitorIdSchema = id<VisitorId>('vis')
export const agentIdSchema = id<AgentId>('agt')
export const conversationIdSchema = id<ConversationId>('conv')
export const cannedReplyIdSchema = id<CannedReplyId>('can')
export const teamIdSchema = id<TeamId>('team')
export const letterIdSchema = id<LetterId>('let')

export const clientIdSchema = z
  .string()
  .regex(CLIENT_ID_PATTERN, 'must be 16 to 40 of 0-9, A-Z, a-z, _ and -')
