import type {
  Availability,
  ByeCode,
  ClientId,
  ConversationId,
  ConversationRow,
  Entry,
  Marks,
  PageContext,
  RefusalCode,
  Standing,
  StoreId,
  Switch,
  View,
  ViewCounts,
  VisitorId,
} from '@shopbell/protocol'

/** What a screen may know of the connection. A screen draws it; it never has to act on it. */
export type ConnectionState =
  /** Nobody asked for a socket. */
  | { readonly kind: 'idle' }
  /** The first attempt: nothing to apologise for yet. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  /** The device itself has no network. */
  | { readonly kind: 'offline' }
  /** The server said a final good-bye; nothing is tried again by itself. */
  | { readonly kind: 'ended'; readonly code: ByeCode }

/** Something written here. It stays until its entry is in the log held here, or until it is removed. */
export interface PendingMessage {
  readonly clientId: ClientId
  readonly kind: 'message' | 'note'
  /** Null for a shopper's message: the server knows where it belongs. */
  readonly conversation: ConversationId | null
  readonly text: string
  readonly page: PageContext | null
  readonly unlessAfter: number | null
  readonly writtenAtMs: number
  readonly state:
    | { readonly kind: 'sending' }
    /** Offline, or not stored after a second: kept on the device, goes out by itself. */
    | { readonly kind: 'kept' }
    | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
}

/** One conversation's log as far as this client has it: a gapless range that ends at the newest entry heard. */
export interface ConversationSnapshot {
  readonly conversation: ConversationId
  readonly standing: Standing | null
  readonly entries: readonly Entry[]
  /** Whether there are entries before the first one here. */
  readonly hasEarlier: boolean
  readonly marks: Marks
  /** The other side is typing. */
  readonly typing: { readonly name: string | null } | null
  /** Another agent is typing. Always null for a shopper. */
  readonly colleagueTyping: { readonly name: string | null } | null
}

/** Everything the widget draws from. A new object for each change; unchanged parts keep their identity. */
export interface VisitorSnapshot {
  readonly connection: ConnectionState
  readonly visitor: VisitorId | null
  /** Null until the server has said it on this page. */
  readonly availability: Availability | null
  readonly conversation: ConversationSnapshot | null
  readonly pending: readonly PendingMessage[]
  /** Messages from the store above the shopper's own mark. */
  readonly unread: number
}

/** Everything the console draws from, for the watched view and the opened conversations. */
export interface AgentSnapshot {
  readonly connection: ConnectionState
  readonly view: {
    readonly store: StoreId
    readonly view: View
    /** In the order of `compareRows`. */
    readonly rows: readonly ConversationRow[]
    /** What is shown may not be what is: the page must be fetched again and given to `showView`. */
    readonly stale: boolean
  } | null
  /** What may call for this agent, whichever view is watched: theirs, and what anybody may take. */
  readonly calls: {
    readonly rows: readonly ConversationRow[]
    /** As with the view: the first pages of `CALLING_VIEWS` must be fetched and given to `showView`. */
    readonly stale: boolean
  }
  readonly counts: ViewCounts | null
  readonly switch: Switch | null
  readonly conversations: ReadonlyMap<ConversationId, ConversationSnapshot>
  readonly pending: readonly PendingMessage[]
  /** This agent's own read marks, as far as they are known here. */
  readonly ownMarks: ReadonlyMap<ConversationId, number>
}
