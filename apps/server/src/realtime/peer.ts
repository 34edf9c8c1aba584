import type { AgentId, ConversationId, StoreId, View, VisitorId } from '@shopbell/protocol'
import type { WebSocket } from 'ws'

interface AnyPeer {
  readonly socket: WebSocket
  /** The network address, as limits count it. */
  readonly address: string
  readonly openedAtMs: number
  heardAtMs: number
  /** When it is pinged next; set with the welcome. */
  pingAtMs: number
  isWelcomed: boolean
  /** Something happened that it hears of, while its welcome was being put together. */
  isBehind: boolean
  /** Told good-bye, or gone: nothing more is said to it or done for it. */
  isOver: boolean
  framesSinceMs: number
  frames: number
  /** Frames that are not carried out yet. */
  waiting: number
  /** Frames are carried out in their order; this is the last one of them. */
  work: Promise<void>
}

/** A browser on a store's page. */
export interface VisitorPeer extends AnyPeer {
  readonly kind: 'visitor'
  readonly storeId: StoreId
  readonly origin: string
  visitor: { readonly id: VisitorId; readonly name: string | null; readonly tokenHash: string } | null
  /** The visitor's newest conversation. */
  conversationId: ConversationId | null
}

/** A console. */
export interface AgentPeer extends AnyPeer {
  readonly kind: 'agent'
  readonly agentId: AgentId
  readonly name: string
  readonly tokenHash: string
  /** The opened conversations, with their stores. */
  readonly opened: Map<ConversationId, StoreId>
  watched: { readonly storeId: StoreId; readonly view: View } | null
  /** The counts that were told last, as told. */
  toldCounts: string
}

export type Peer = VisitorPeer | AgentPeer

/** The topics of the hub. */
export const topicOf = {
  /** Everybody who looks at a store's panel. */
  store: (id: StoreId) => `store ${id}`,
  visitor: (id: VisitorId) => `visitor ${id}`,
  agent: (id: AgentId) => `agent ${id}`,
  /** The consoles that have opened a conversation. */
  conversation: (id: ConversationId) => `conversation ${id}`,
  /** The consoles that watch a view of a store. */
  watch: (id: StoreId) => `watch ${id}`,
} as const
