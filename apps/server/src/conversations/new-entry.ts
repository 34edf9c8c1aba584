import type {
  AgentId,
  ClientId,
  ConversationId,
  FileReference,
  LetterStateBody,
  PageContext,
  Priority,
  PromiseBody,
  StoreId,
  TeamId,
  Via,
  VisitorId,
} from '@shopbell/protocol'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Happening } from './facts'
import type { Refused } from './moves'

/** A visitor's message. It names no conversation: it goes to the open one, reopens or begins one. */
export interface VisitorMessage {
  readonly from: 'visitor'
  readonly storeId: StoreId
  readonly visitorId: VisitorId
  readonly clientId: ClientId
  readonly via: Via
  readonly text: string
  readonly page: PageContext | null
  readonly files: readonly FileReference[]
}

/** An agent's message or note. The store is the conversation's; the agent must belong to it. */
export interface AgentEntry {
  readonly from: 'agent'
  readonly kind: 'message' | 'note'
  readonly agentId: AgentId
  readonly conversationId: ConversationId
  readonly clientId: ClientId
  readonly via: Via
  readonly text: string
  readonly files: readonly FileReference[]
  /** Refused with `moved_on` if anybody else has written a message after this place. */
  readonly unlessAfter?: number
}

/** Something that happens to a conversation and may leave an entry: it was given, closed, lost its agent. */
export interface StandingChange {
  readonly from: 'server'
  readonly storeId: StoreId
  readonly conversationId: ConversationId
  readonly happening: Happening
}

/** A line of the server's own that moves nothing: what was promised, a letter that came back. */
export interface SystemLine {
  readonly from: 'server'
  readonly storeId: StoreId
  readonly conversationId: ConversationId
  readonly says:
    | { readonly kind: 'promise'; readonly body: PromiseBody }
    | { readonly kind: 'letter_state'; readonly body: LetterStateBody }
}

/** Where the owner's rules put a conversation. It leaves no line. */
export interface Sorting {
  readonly from: 'server'
  readonly storeId: StoreId
  readonly conversationId: ConversationId
  readonly sorts: {
    readonly priority: Priority
    readonly teamId: TeamId | null
    readonly tags: readonly string[]
  }
}

export type ServerEntry = StandingChange | SystemLine | Sorting

/** What is to be appended. Texts and ids were judged at the door. */
export type NewEntry = VisitorMessage | AgentEntry | ServerEntry

/** What became of a new entry. */
export type Appended =
  | { readonly kind: 'stored'; readonly entry: StoredEntry }
  /** The same sender's same key was stored before; this is what it was. */
  | { readonly kind: 'known'; readonly entry: StoredEntry }
  /** The row moved, or nothing was to be done, and there was nothing to say. */
  | { readonly kind: 'silent' }
  | Refused
