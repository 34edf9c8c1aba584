import type { AgentId, ClientId, ConversationId, LetterId, TeamId, VisitorId } from './ids'

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
      readonly to: 'waiting'
      readonly because: 'transferred'
      /** Who gave it to the team. */
      readonly agent: NamedAgent
      readonly team: NamedTeam
    }
  | {
      readonly to: 'with_agent'
      readonly because: 'assigned' | 'claimed' | 'returned' | 'reopened'
      readonly agent: NamedAgent
      /** Why it went to this one; for the team only. */
      readonly why?: WhyHere
    }
  | {
      readonly to: 'with_agent'
      readonly because: 'transferred'
      readonly agent: NamedAgent
      readonly by: NamedAgent
    }
  /** It stays with the agent, whose answer takes longer than the target, then longer than the alarm. */
  | { readonly to: 'with_agent'; readonly because: 'slow' | 'overdue'; readonly agent: NamedAgent }
  | {
      readonly to: 'by_email'
      readonly because: 'address_left' | 'place_given_up'
      /** By when the store means to answer, in milliseconds since 1970 UTC. */
      readonly promisedAtMs: number
      /** Whether the shopper is told that time: not while it is unknown whether the store's letters arrive. */
      readonly isPromised: boolean
    }
  | { readonly to: 'closed'; readonly because: 'agent' | 'deadline'; readonly agent: NamedAgent | null }

/** Why a conversation was given to an agent, as it was then. */
export interface WhyHere {
  readonly because: 'last_agent' | 'fewest_open' | 'idle_longest' | 'only_one'
  /** Conversations the agent had, of how many at once. */
  readonly open: number
  readonly capacity: number
  /** Others who were available and had no room. */
  readonly full: number
}

export interface NamedAgent {
  readonly id: AgentId
  readonly name: string
}

export interface NamedTeam {
  readonly id: TeamId
  readonly name: string
}

/** What a shopper was told to expect while waiting. */
export interface PromiseBody {
  /** The place in the queue: 1 is next. */
  readonly place: number
  /** By when a person is expected to have answered, in milliseconds since 1970 UTC; null where nothing was measured. */
  readonly byMs: number | null
}

/** A letter of this conversation that could not be delivered. */
export interface LetterStateBody {
  readonly letter: LetterId
  readonly state: 'failed'
  /** The address, as it was left. */
  readonly address: string
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
export type PromiseEntry = Written<'promise', PromiseBody>
export type LetterStateEntry = Written<'letter_state', LetterStateBody>

/** One line in a conversation's log. */
export type Entry = MessageEntry | NoteEntry | StandingEntry | LinkedEntry | PromiseEntry | LetterStateEntry
