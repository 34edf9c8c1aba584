import type {
  AgentId,
  ConversationId,
  ConversationRow,
  StandingStatus,
  StoreId,
  Switch,
  VisitorId,
} from '@shopbell/protocol'
import type { StoredEntry } from './stored-entry'

/** What happened to one conversation in one commit. `entries` is empty where only its row moved. */
export interface EntriesAppended {
  readonly kind: 'entries.appended'
  readonly storeId: StoreId
  readonly conversationId: ConversationId
  readonly visitorId: VisitorId
  readonly entries: readonly StoredEntry[]
  readonly row: ConversationRow
  /** How many entries visitors may see: the head on a visitor's wire. */
  readonly visibleHead: number
  /** Where it stood before; null for a new one. */
  readonly before: {
    readonly status: StandingStatus
    readonly agentId: AgentId | null
    readonly isAlarmed: boolean
  } | null
}

/** A reader's mark was raised. `visible` is the same place in a visitor's numbers. */
/** Whose mark it is. */
export type Reader =
  | { readonly readerKind: 'visitor'; readonly readerId: VisitorId }
  | { readonly readerKind: 'agent'; readonly readerId: AgentId }

export type MarksRaised = Reader & {
  readonly kind: 'marks.raised'
  readonly storeId: StoreId
  readonly conversationId: ConversationId
  readonly visitorId: VisitorId
  readonly seq: number
  readonly visible: number
}

/** What may be missed: whoever must not miss something reads the log. Emitted after the commit, never before. */
export type DomainEvent =
  | EntriesAppended
  | MarksRaised
  /** An agent came or went, anywhere. */
  | { readonly kind: 'presence.changed'; readonly agentId: AgentId }
  | {
      readonly kind: 'switch.changed'
      readonly storeId: StoreId
      readonly agentId: AgentId
      readonly place: Switch
    }
  /** One session ended, or all of the agent's (`tokenHash` null). */
  | { readonly kind: 'session.ended'; readonly agentId: AgentId; readonly tokenHash: string | null }
  | { readonly kind: 'membership.changed'; readonly storeId: StoreId; readonly agentId: AgentId }
  | { readonly kind: 'store.changed'; readonly storeId: StoreId }
  | { readonly kind: 'site.changed'; readonly storeId: StoreId }

/** Hands on what one commit has caused, together. */
export type Publish = (events: readonly DomainEvent[]) => void
