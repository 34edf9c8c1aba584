import type { ClientId, ConversationId } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Head } from './head'
import type { Appended } from './new-entry'

/** The ids that new rows and the server's own entries get. */
export interface Draw {
  conversationId(): ConversationId
  clientId(nowMs: number): ClientId
}

/** One conversation that moved: as it was read (null for a new one), as it is to be, and what is appended. */
export interface Change {
  readonly base: Head | null
  readonly head: Head
  readonly entries: readonly StoredEntry[]
  /** The replies up to this place are to go out as a letter; null where none is. */
  readonly letterUpTo: number | null
}

/** What became of one entry, and the conversation on which that hangs. */
export interface Placement {
  readonly appended: Appended
  readonly conversationId: ConversationId | null
}

export interface Placed {
  /** In the order of the entries. */
  readonly placements: readonly Placement[]
  readonly changes: readonly Change[]
}

export interface PlaceOptions {
  readonly nowMs: number
  readonly durations: Durations
  readonly draw: Draw
}
