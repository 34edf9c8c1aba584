import type { ClientId, ConversationId, Entry, PageContext, RefusalCode } from '@shopbell/protocol'

/** An entry whose kind, or whose body, this build does not know: it counts and shows nothing. */
export interface UnknownEntry {
  readonly seq: number
  readonly clientId: ClientId
  readonly kind: 'unknown'
  readonly at: number
}

/** One place in a log as this client holds it. */
export type Line = Entry | UnknownEntry

/** Something written here, on the device until the log holds it. */
export interface KeptMessage {
  readonly clientId: ClientId
  readonly kind: 'message' | 'note'
  /** Null for a shopper's message: the server knows where it belongs. */
  readonly conversation: ConversationId | null
  readonly text: string
  readonly page: PageContext | null
  readonly unlessAfter: number | null
  readonly writtenAtMs: number
  /** The last word of the server about it, if that was a no. */
  readonly refused: { readonly code: RefusalCode; readonly message: string } | null
}

export interface KeptConversation {
  readonly id: ConversationId
  readonly epoch: string
  /** When its newest entry was stored. */
  readonly lastAtMs: number
  /** Neither closed nor by email: a later page may open a socket for it. */
  readonly open: boolean
  readonly marks: { readonly visitor: number; readonly team: number }
}

/** What a shopper's device keeps for one store. */
export interface VisitorKept {
  readonly version: 1
  readonly token: string | null
  readonly outbox: readonly KeptMessage[]
  readonly draft: string
  readonly open: boolean
  /** The widget's own measure of where the log was scrolled to; null is the bottom. */
  readonly scroll: number | null
  readonly conversation: KeptConversation | null
  /** Of the address that a shopper is asked for: the widget's own, which it looks at itself when it is wanted. */
  readonly address?: unknown
  /** The newest entries of that conversation, so that the next page draws without a flash. */
  readonly recent: readonly Line[]
}

/** What an agent's browser keeps. */
export interface AgentKept {
  readonly version: 1
  readonly outbox: readonly KeptMessage[]
  /** Half-written answers by conversation. */
  readonly drafts: Readonly<Record<string, string>>
}

/** How many entries stay on the device. */
export const RECENT_ENTRIES = 40

export const NOTHING_KEPT: VisitorKept = {
  version: 1,
  token: null,
  outbox: [],
  draft: '',
  open: false,
  scroll: null,
  conversation: null,
  recent: [],
}

export const NOTHING_KEPT_FOR_AGENT: AgentKept = { version: 1, outbox: [], drafts: {} }
