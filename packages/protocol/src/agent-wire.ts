import type { NamedAgent } from './entries'
import type { ClientId, ConversationId, StoreId, TeamId, VisitorId } from './ids'
import type { PageContext } from './page-context'
import type { Priority } from './rules'
import type { Standing, Switch } from './standing'
import type {
  FetchFrame,
  Head,
  HelloFrame,
  Marks,
  PingFrame,
  PongFrame,
  ReadFrame,
  SharedDownFrame,
  TypingUpFrame,
} from './visitor-wire'

export const VIEWS = ['mine', 'waiting', 'email', 'closed', 'all'] as const
export type View = (typeof VIEWS)[number]

/** What is in these may call for an agent: their rows are told whichever view is watched. */
export const CALLING_VIEWS = ['mine', 'waiting'] as const satisfies readonly View[]

/** Hear one conversation from now on, as a visitor hears theirs. Answered by `opened` or `refused`. */
export interface OpenFrame {
  readonly type: 'conversation.open'
  readonly conversation: ConversationId
}

export interface LeaveFrame {
  readonly type: 'conversation.leave'
  readonly conversation: ConversationId
}

/** Hear the rows of one view of one store, and of those that call; it replaces the view watched before. The page itself comes by HTTP. */
export interface WatchFrame {
  readonly type: 'view.watch'
  readonly store: StoreId
  readonly view: View
}

export interface AgentMessageSendFrame {
  readonly type: 'message.send'
  readonly clientId: ClientId
  readonly conversation: ConversationId
  readonly text: string
  /** Refused with `moved_on` if somebody else wrote after this place. */
  readonly unlessAfter?: number
}

export interface NoteAddFrame {
  readonly type: 'note.add'
  readonly clientId: ClientId
  readonly conversation: ConversationId
  readonly text: string
}

export type AgentUpFrame =
  | HelloFrame
  | OpenFrame
  | LeaveFrame
  | WatchFrame
  | AgentMessageSendFrame
  | NoteAddFrame
  | FetchFrame
  | ReadFrame
  | TypingUpFrame
  | PongFrame

/** What the list shows of one conversation. The higher `version` wins. Numbers are the agent's full ones. */
export interface ConversationRow {
  readonly id: ConversationId
  readonly store: StoreId
  readonly version: number
  readonly visitor: { readonly id: VisitorId; readonly name: string | null }
  readonly standing: Standing
  readonly openedAt: number
  /** The page the shopper last wrote from. */
  readonly page: PageContext | null
  readonly last: {
    readonly at: number
    readonly by: 'visitor' | 'agent' | 'assistant' | 'system'
    /** The first 140 characters of the last message. */
    readonly text: string
  } | null
  /** Highest number of the log. */
  readonly head: number
  /** The number of the shopper's last message; unread for an agent whose mark is below it. */
  readonly visitorSeq: number
  /** Since when somebody has been waiting for a person's answer; null while nobody is. */
  readonly waitingSince: number | null
  /** When that wait will be longer than the target; null while nobody waits. */
  readonly lateAt: number | null
  /** The one deadline; null only when closed. */
  readonly dueAt: number | null
  /** Its agent has been silent for too long: others may take it. */
  readonly isAlarmed: boolean
  /** Who was asked to take it then. */
  readonly offered: NamedAgent | null
  /** Since when the shopper has been connected nowhere; null while connected. */
  readonly visitorGoneAt: number | null
  /** Where answers go by email, as the shopper said. */
  readonly address: string | null
  readonly team: TeamId | null
  readonly priority: Priority
  readonly tags: readonly string[]
}

export interface OpenedFrame {
  readonly type: 'opened'
  readonly epoch: string
  readonly head: Head
  readonly marks: Marks
}

/** A row of the watched view, or of one that calls, changed, came (`in: true`) or left it (`in: false`). */
export interface RowFrame {
  readonly type: 'row'
  readonly store: StoreId
  readonly view: View
  readonly in: boolean
  readonly row: ConversationRow
}

export interface ViewCounts {
  readonly mine: number
  /** Those that anybody may take: in the queue, or with an agent who has been silent for too long. */
  readonly waiting: number
  /** Those by email in which the team owes an answer. */
  readonly email: number
}

export interface CountsFrame {
  readonly type: 'counts'
  readonly store: StoreId
  readonly counts: ViewCounts
}

/** This agent's own read mark in one conversation, told to all of the agent's screens. */
export interface OwnMarkFrame {
  readonly type: 'own_mark'
  readonly conversation: ConversationId
  readonly seq: number
}

/** This agent's own switch and whether the agent counts as available, whoever changed it. */
export interface SwitchFrame {
  readonly type: 'switch'
  readonly store: StoreId
  readonly place: Switch
}

/** The heartbeat, with a digest of the first page of the watched view (see `rowsDigest`). */
export interface AgentPingFrame extends PingFrame {
  readonly view?: { readonly store: StoreId; readonly view: View; readonly digest: string }
}

export type AgentDownFrame =
  | SharedDownFrame
  | AgentPingFrame
  | OpenedFrame
  | RowFrame
  | CountsFrame
  | OwnMarkFrame
  | SwitchFrame

/**
 * A short fingerprint of rows on screen, in their order: the 32-bit FNV-1a hash of `id:version` lines, in hex.
 * Both sides compute it; a difference means that the page is to be fetched again. Source: FNV, Fowler, Noll and
 * Vo, RFC 9923.
 */
export function rowsDigest(rows: readonly { readonly id: string; readonly version: number }[]): string {
  let hash = 0x811c9dc5
  for (const { id, version } of rows) {
    const line = `${id}:${version}\n`
    for (let at = 0; at < line.length; at += 1) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193) >>> 0
  }
  return hash.toString(16).padStart(8, '0')
}

/**
 * Rows of a view in the order everybody shows them. Waiting: as they are given, by priority, then longest first.
 * Closed: newest activity first. The others: most urgent first, whoever waits for an answer by when it is late, then the
 * rest as the closed ones.
 */
export function compareRows(view: View): (a: ConversationRow, b: ConversationRow) => number {
  return (a, b) => byOrder(view, a, b) || (a.id < b.id ? -1 : 1)
}

function byOrder(view: View, a: ConversationRow, b: ConversationRow): number {
  if (view === 'waiting') return queueKey(a) - queueKey(b)
  // Nobody waits for the answer to a closed one.
  if (a.lateAt !== null && b.lateAt !== null) return a.lateAt - b.lateAt
  if (a.lateAt !== null || b.lateAt !== null) return a.lateAt === null ? 1 : -1
  return (b.last?.at ?? b.openedAt) - (a.last?.at ?? a.openedAt)
}

/** More than any time in milliseconds: the priority counts first. */
export const PRIORITY_MS = 10 ** 13

function queueKey({ standing, waitingSince, openedAt, priority }: ConversationRow): number {
  const sinceMs = standing.status === 'waiting' ? standing.sinceMs : (waitingSince ?? openedAt)
  return sinceMs - priority * PRIORITY_MS
}
