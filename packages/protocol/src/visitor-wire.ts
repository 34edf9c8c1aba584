import type { ByeCode, RefusalCode } from './codes'
import type { Entry } from './entries'
import type { ClientId, ConversationId, VisitorId } from './ids'
import type { Limits } from './limits'
import type { PageContext } from './page-context'
import type { Availability, Standing } from './standing'

/** Frames that both kinds of client send and get. Every one is a JSON object with a `type`. */

/** Where a client stands in one conversation. `after` 0 and `lastClientId` null: nothing is known yet. */
export interface ResumePoint {
  readonly conversation: ConversationId
  readonly epoch: string
  readonly after: number
  readonly lastClientId: ClientId | null
}

export interface HelloFrame {
  readonly type: 'hello'
  readonly versions: readonly number[]
  /** A visitor's token; null before the first message, and always null for agents (their cookie speaks). */
  readonly token: string | null
  readonly resume: readonly ResumePoint[]
}

export type FetchFrame = {
  readonly type: 'fetch'
  readonly conversation: ConversationId
  readonly limit: number
} & ({ readonly after: number } | { readonly before: number })

export interface ReadFrame {
  readonly type: 'read'
  readonly conversation: ConversationId
  readonly seq: number
}

export interface TypingUpFrame {
  readonly type: 'typing'
  readonly conversation: ConversationId
  readonly on: boolean
}

export interface PongFrame {
  readonly type: 'pong'
}

/** A new session for a browser that has none. Answered by `begun`; sent once, by one tab. */
export interface VisitorBeginFrame {
  readonly type: 'visitor.begin'
}

export interface VisitorMessageSendFrame {
  readonly type: 'message.send'
  readonly clientId: ClientId
  readonly text: string
  readonly page: PageContext | null
}

export type VisitorUpFrame =
  | HelloFrame
  | VisitorBeginFrame
  | VisitorMessageSendFrame
  | FetchFrame
  | ReadFrame
  | TypingUpFrame
  | PongFrame

/** Where a conversation's log ends for this reader, and where it stands. */
export interface Head {
  readonly conversation: ConversationId
  /** The reader's highest number; 0 for an empty log. */
  readonly seq: number
  readonly standing: Standing
}

/** How far each side has read, in the reader's own numbers. Only ever raised. */
export interface Marks {
  readonly conversation: ConversationId
  readonly visitor: number
  readonly team: number
}

export interface WelcomeFrame {
  readonly type: 'welcome'
  readonly version: number
  /** The server's clock, in milliseconds since 1970 UTC. */
  readonly now: number
  readonly epoch: string
  readonly limits: Limits
  /** A visitor's: the newest conversation, if any. An agent's: those named in `resume`. */
  readonly heads: readonly Head[]
  readonly marks: readonly Marks[]
  /** Visitors only. */
  readonly visitor?: VisitorId | null
  /** Visitors only. */
  readonly availability?: Availability
}

export interface BegunFrame {
  readonly type: 'begun'
  readonly visitor: VisitorId
  /** Given once, kept by the device, stored hashed by the server. */
  readonly token: string
}

export interface AckFrame {
  readonly type: 'ack'
  readonly clientId: ClientId
  readonly conversation: ConversationId
  readonly epoch: string
  readonly seq: number
  readonly at: number
}

export interface RefusedFrame {
  readonly type: 'refused'
  readonly code: RefusalCode
  /** A plain sentence that names what is allowed. */
  readonly message: string
  /** The frame that was refused, as far as it could be read. */
  readonly clientId?: ClientId
  readonly conversation?: ConversationId
  readonly frame?: string
  readonly retryAfterMs?: number
}

/** An answer to `fetch`. `entries` are gapless in `seq`, ascending; `more` says whether the asked side goes on. */
export interface PageFrame {
  readonly type: 'page'
  readonly conversation: ConversationId
  readonly epoch: string
  readonly entries: readonly Entry[]
  readonly head: number
  readonly more: boolean
}

/** New entries of a conversation this socket hears, ascending in `seq`; a gap before them is to be fetched. */
export interface EntriesFrame {
  readonly type: 'entries'
  readonly conversation: ConversationId
  readonly epoch: string
  readonly entries: readonly Entry[]
}

/** The log known to the client is not this database's: drop the timeline, keep the outbox, fetch. */
export interface ResetFrame {
  readonly type: 'reset'
  readonly conversation: ConversationId
  readonly epoch: string
}

/** The conversation's standing as it is now; pushed with and after entries that move it. */
export interface StandingFrame {
  readonly type: 'standing'
  readonly conversation: ConversationId
  readonly standing: Standing
}

export interface MarksFrame extends Marks {
  readonly type: 'marks'
}

export interface TypingDownFrame {
  readonly type: 'typing'
  readonly conversation: ConversationId
  readonly who: 'visitor' | 'agent'
  readonly name: string | null
  readonly on: boolean
}

export interface PingFrame {
  readonly type: 'ping'
  readonly now: number
  readonly heads: readonly { readonly conversation: ConversationId; readonly seq: number }[]
}

export interface ByeFrame {
  readonly type: 'bye'
  readonly code: ByeCode
  readonly retryAfterMs?: number
}

export interface AvailabilityFrame {
  readonly type: 'availability'
  readonly availability: Availability
}

/** Down frames that mean the same to a visitor and an agent. */
export type SharedDownFrame =
  | WelcomeFrame
  | AckFrame
  | RefusedFrame
  | PageFrame
  | EntriesFrame
  | ResetFrame
  | StandingFrame
  | MarksFrame
  | TypingDownFrame
  | ByeFrame

export type VisitorDownFrame = SharedDownFrame | BegunFrame | PingFrame | AvailabilityFrame
