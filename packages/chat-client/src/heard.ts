import type {
  AckFrame,
  Availability,
  AvailabilityFrame,
  BegunFrame,
  ByeFrame,
  ConversationId,
  Entry,
  FileReference,
  Head,
  Marks,
  MarksFrame,
  PingFrame,
  RefusedFrame,
  ResetFrame,
  Standing,
  StandingFrame,
  TypingDownFrame,
  VisitorId,
} from '@shopbell/protocol'
import { has, isListOf, isOneOf } from './check'
import type { Line, UnknownEntry } from './kept'

/** What came down the wire, once it has been looked at. A standing that this build does not know is null. */
export interface HeardHead {
  readonly conversation: ConversationId
  readonly seq: number
  readonly standing: Standing | null
}

export interface HeardWelcome {
  readonly type: 'welcome'
  readonly epoch: string
  readonly heads: readonly HeardHead[]
  readonly marks: readonly Marks[]
  readonly visitor: VisitorId | null
  readonly availability: Availability | null
}

/** A `page`, or an `entries` frame, which does not say where the log ends (`head` -1). */
export interface HeardLines {
  readonly type: 'page' | 'entries'
  readonly conversation: ConversationId
  readonly epoch: string
  readonly lines: readonly Line[]
  readonly head: number
}

type PlainFrame =
  | AckFrame
  | AvailabilityFrame
  | BegunFrame
  | ByeFrame
  | MarksFrame
  | PingFrame
  | RefusedFrame
  | ResetFrame
  | StandingFrame
  | TypingDownFrame

export type Heard = HeardWelcome | HeardLines | PlainFrame

/** A frame from the server, or null for one that is unknown or not as it should be: those are ignored. */
export function hear(frame: unknown): Heard | null {
  if (isWelcome(frame)) {
    const { heads, visitor, availability } = frame
    return {
      ...frame,
      heads: heads.map(heardHead),
      visitor: visitor ?? null,
      availability: isAvailability(availability) ? availability : null,
    }
  }
  if (isLines(frame)) return { ...frame, lines: readLines(frame.entries), head: frame.head ?? -1 }
  return isPlain(frame) ? frame : null
}

export function heardHead({ conversation, seq, standing }: Head): HeardHead {
  return { conversation, seq, standing: isStanding(standing) ? standing : null }
}

/** Entries; of one that this build does not know its place; nothing of what has no place in a log. */
export function readLines(values: readonly unknown[]): Line[] {
  const lines: Line[] = []
  for (const value of values)
    if (isEntry(value)) lines.push(value)
    else if (isPlaced(value)) lines.push({ ...value, kind: 'unknown' })
  return lines
}

export function isStanding(value: unknown): value is Standing {
  return isOneOf(value, 'status', {
    waiting: '#sinceMs',
    with_agent: 'agentId agentName awaiting',
    with_assistant: '',
    by_email: 'awaiting #promisedAtMs',
    closed: '#closedAtMs',
  })
}

function isAvailability(value: unknown): value is Availability {
  return isOneOf(value, 'kind', {
    live: '?#replyMs',
    busy: '#place ?#estimateMs',
    nobody: '',
    closed: '?#opensAt',
  })
}

export function isMarks(value: unknown): value is Marks {
  return has(value, 'conversation #visitor #team')
}

/** Its standing is looked at by itself, so that one which is new does not cost the connection. */
export function isHead(value: unknown): value is Head {
  return has(value, 'conversation #seq')
}

interface RawWelcome extends Omit<HeardWelcome, 'heads' | 'visitor' | 'availability'> {
  readonly heads: readonly Head[]
  readonly visitor?: VisitorId | null
  readonly availability?: unknown
}

function isWelcome(frame: unknown): frame is RawWelcome {
  return (
    isOneOf(frame, 'type', { welcome: 'epoch ?visitor' }) &&
    isListOf(frame.heads, isHead) &&
    isListOf(frame.marks, isMarks)
  )
}

interface RawLines extends Omit<HeardLines, 'lines' | 'head'> {
  readonly entries: readonly unknown[]
  readonly head?: number
}

function isLines(frame: unknown): frame is RawLines {
  const fields = 'conversation epoch ?#head'
  return isOneOf(frame, 'type', { page: fields, entries: fields }) && Array.isArray(frame.entries)
}

function isPlain(frame: unknown): frame is PlainFrame {
  return (
    isOneOf(frame, 'type', {
      ack: 'clientId conversation epoch #seq #at',
      availability: '',
      begun: 'visitor token',
      bye: 'code ?#retryAfterMs',
      marks: 'conversation #visitor #team',
      ping: '',
      refused: 'code message ?clientId ?conversation ?frame ?#retryAfterMs',
      reset: 'conversation epoch',
      standing: 'conversation',
      typing: 'conversation who ?name !on',
    }) &&
    (frame.type !== 'availability' || isAvailability(frame.availability)) &&
    (frame.type !== 'ping' || isListOf(frame.heads, isHead)) &&
    (frame.type !== 'standing' || isStanding(frame.standing))
  )
}

function isPlaced(value: unknown): value is Omit<UnknownEntry, 'kind'> {
  return has(value, '#seq clientId #at')
}

function isEntry(value: unknown): value is Entry {
  if (!has(value, 'conversation #seq kind via clientId #at')) return false
  const { kind, sender, body, files } = value
  return (
    isOneOf(sender, 'kind', { visitor: 'id', agent: 'id', assistant: 'id', system: 'id' }) &&
    isListOf(files, isFile) &&
    (kind === 'standing'
      ? isStandingBody(body)
      : kind === 'message' || kind === 'note'
        ? isOneOf(body, 'format', { plain: 'text' })
        : has(body, BODIES[String(kind)]))
  )
}

const BODIES: Readonly<Record<string, string>> = {
  linked: 'earlier',
  promise: '#place ?#byMs',
  letter_state: 'address',
}

function isStandingBody(body: unknown): boolean {
  return (
    isOneOf(body, 'to', {
      waiting: 'because',
      with_agent: 'because',
      by_email: 'because #promisedAtMs',
      closed: 'because',
    }) &&
    // Where the type promises an agent there must be one: a screen says the name.
    (has(body.agent, 'id name') ||
      (!body.agent && body.to !== 'with_agent' && !/lost|transf/.test(String(body.because))))
  )
}

function isFile(value: unknown): value is FileReference {
  return has(value, 'id name type #bytes')
}
