import type { AgentId, ClientId, ConversationId, NamedAgent, StoreId, VisitorId } from '@shopbell/protocol'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Head } from './head'

/** What was read for a set of new entries. */
export interface KnownWorld {
  readonly heads: ReadonlyMap<ConversationId, Head>
  /** The visitors who write, by `visitorKey`. */
  readonly visitors: ReadonlyMap<string, KnownVisitor>
  /** The agents who write or are given something, by `memberKey`, where they are members. */
  readonly members: ReadonlyMap<string, NamedAgent>
  /** What is stored under the keys of these entries, by `entryKey`. */
  readonly known: ReadonlyMap<string, StoredEntry>
  /** Per conversation and agent (`writerKey`), the last number that somebody else wrote after `unlessAfter`. */
  readonly others: ReadonlyMap<string, number>
}

export interface KnownVisitor {
  readonly name: string | null
  /** The newest conversation: the open one if any is. */
  readonly newest: ConversationId | null
}

export const visitorKey = (storeId: StoreId, visitorId: VisitorId) => `${storeId} ${visitorId}`
export const memberKey = (storeId: StoreId, agentId: AgentId) => `${storeId} ${agentId}`
export const entryKey = (senderId: string, clientId: ClientId) => `${senderId} ${clientId}`
export const writerKey = (conversationId: ConversationId, agentId: AgentId) => `${conversationId} ${agentId}`
