import type { AgentId, ClientId, ConversationId, VisitorId } from './ids'

/** The closed list of entry kinds. A client that does not know a kind advances and shows nothing. */
export const ENTRY_KINDS = [
  'message',
  'note',
  'standing',
  'transfer',
  'promise',
  'rating',
  'letter_state',
  'redacted',
  'edited',
  'linked',
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export const VIAS = ['widget', 'console', 'letter', 'api', 'server'] as const
export type Via = (typeof VIAS)[number]

/** Who wrote an entry. `name` is the name as it was when the entry was written. */
export type Sender =
  | { readonly kind: 'visitor'; readonly id: VisitorId; readonly name: string | null }
  | { readonly kind: 'agent'; readonly id: AgentId; readonly name: string | null }
  | { readonly kind: 'assistant'; readonly id: 'assistant'; readonly name: string | null }
  | { readonly kind: 'system'; readonly id: 'system'; readonly name: null }

/** Plain text with its format; other formats are added to the union when something writes them. */
export interface TextBody {
  readonly text: string
  readonly format: 'plain'
}

/** A change of standing, as kind and arguments. Each reader's screen says it in its own words. */
export type StandingBody =
  | { readonly to: 'waiting'; readonly because: 'reopened' | 'released' }
  | { readonly to: 'waiting'; readonly because: 'agent_lost'; readonly agent: NamedAgent }
  | {
      readonly to: 'with_agent'
      readonly because: 'assigned' | 'claimed' | 'returned'
      readonly agent: NamedAgent
    }
  | { readonly to: 'closed'; readonly because: 'agent' | 'deadline'; readonly agent: NamedAgent | null }

export interface NamedAgent {
  readonly id: AgentId
  readonly name: string
}

/** Joins a conversation to an earlier one of the same visitor. */
export interface LinkedBody {
  readonly earlier: ConversationId
}

/** A file that was uploaded first and is named here. */
export interface FileReference {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly bytes: number
}

interface Written<Kind extends EntryKind, Body> {
  readonly conversation: ConversationId
  /** The reader's dense number: over what visitors may see on a visitor's wire, over everything on an agent's. */
  readonly seq: number
  readonly kind: Kind
  readonly sender: Sender
  readonly via: Via
  readonly clientId: ClientId
  /** When the server stored it, in milliseconds since 1970 UTC. For showing, never for ordering. */
  readonly at: number
  readonly body: Body
  readonly files: readonly FileReference[]
}

export type MessageEntry = Written<'message', TextBody>
export type NoteEntry = Written<'note', TextBody>
export type StandingEntry = Written<'standing', StandingBody>
export type LinkedEntry = Written<'linked', LinkedBody>

/** One line in a conversation's log. */
export type Entry = MessageEntry | NoteEntry | StandingEntry | LinkedEntry
