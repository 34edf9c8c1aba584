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
  LinkedBody,
  Marks,
  MarksFrame,
  MessageEntry,
  NamedAgent,
  PageFrame,
  PingFrame,
  RefusedFrame,
  ResetFrame,
  Sender,
  Standing,
  StandingFrame,
  TextBody,
  TypingDownFrame,
  VisitorId,
  WelcomeFrame,
} from '@shopbell/protocol'
import type { Check } from './check'
import { flag, isObject, list, maybe, number, oneOf, place, shape, text } from './check'
import type { Line } from './kept'

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
    const { epoch, heads, marks, visitor, availability } = frame
    return {
      type: 'welcome',
      epoch,
      heads: heads.map(heardHead),
      marks,
      visitor: visitor ?? null,
      availability: isAvailability(availability) ? availability : null,
    }
  }
  if (isLines(frame)) {
    const { type, conversation, epoch, entries, head } = frame
    return { type, conversation, epoch, lines: readLines(entries), head: head ?? -1 }
  }
  return isPlain(frame) ? frame : null
}

export function heardHead({ conversation, seq, standing }: Head): HeardHead {
  return { conversation, seq, standing: isStanding(standing) ? standing : null }
}

/** Entries; of one that this build does not know its place; nothing of what has no place in a log. */
export function readLines(values: readonly unknown[]): Line[] {
  const lines: Line[] = []
  for (const value of values) {
    if (isEntry(value)) lines.push(value)
    else if (isPlaced(value)) {
      const { seq, clientId, at } = value
      lines.push({ seq, clientId: text(clientId) ? clientId : '', kind: 'unknown', at: number(at) ? at : 0 })
    }
  }
  return lines
}

export function isStanding(value: unknown): value is Standing {
  if (!isObject(value)) return false
  const { status, awaiting } = value
  return (
    status === 'with_assistant' ||
    (status === 'waiting' && number(value.sinceMs)) ||
    (status === 'with_agent' && text(value.agentId) && text(value.agentName) && text(awaiting)) ||
    (status === 'by_email' && number(value.promisedAtMs) && text(awaiting)) ||
    (status === 'closed' && number(value.closedAtMs))
  )
}

function isAvailability(value: unknown): value is Availability {
  if (!isObject(value)) return false
  const { kind } = value
  return (
    kind === 'nobody' ||
    (kind === 'live' && isNumberOrNull(value.replyMs)) ||
    (kind === 'busy' && number(value.place) && isNumberOrNull(value.estimateMs)) ||
    (kind === 'closed' && isNumberOrNull(value.opensAt))
  )
}

const isNumberOrNull = maybe(number)

const marks = { conversation: text, visitor: place, team: place }
export const isMarksOf = shape<Marks>(marks)

// Its standing is looked at by itself, so that one which is new does not cost the connection.
export const isHead = shape<Head>({ conversation: text, seq: place, standing: isObject })

const isWelcomeShape = shape<WelcomeFrame>({
  type: oneOf('welcome'),
  version: number,
  now: number,
  epoch: text,
  limits: isObject,
  heads: list(isHead),
  marks: list(isMarksOf),
  visitor: maybe(text),
  availability: maybe(isObject),
})
function isWelcome(frame: unknown): frame is WelcomeFrame {
  return isWelcomeShape(frame)
}

interface RawLines extends Omit<PageFrame, 'type' | 'entries' | 'head' | 'more'> {
  readonly type: 'page' | 'entries'
  readonly entries: readonly unknown[]
  readonly head?: number
}
const isLines = shape<RawLines>({
  type: oneOf('page', 'entries'),
  conversation: text,
  epoch: text,
  entries: Array.isArray,
  head: maybe(place),
})

const PLAIN: ReadonlyMap<unknown, Check> = new Map<unknown, Check>([
  [
    'ack',
    shape<AckFrame>({
      type: text,
      clientId: text,
      conversation: text,
      epoch: text,
      seq: place,
      at: number,
    }),
  ],
  ['availability', shape<AvailabilityFrame>({ type: text, availability: isAvailability })],
  ['begun', shape<BegunFrame>({ type: text, visitor: text, token: text })],
  ['bye', shape<ByeFrame>({ type: text, code: text, retryAfterMs: maybe(number) })],
  ['marks', shape<MarksFrame>({ type: text, ...marks })],
  [
    'ping',
    shape<PingFrame>({
      type: text,
      now: number,
      heads: list(shape<PingFrame['heads'][number]>({ conversation: text, seq: place })),
    }),
  ],
  [
    'refused',
    shape<RefusedFrame>({
      type: text,
      code: text,
      message: text,
      clientId: maybe(text),
      conversation: maybe(text),
      frame: maybe(text),
      retryAfterMs: maybe(number),
    }),
  ],
  ['reset', shape<ResetFrame>({ type: text, conversation: text, epoch: text })],
  ['standing', shape<StandingFrame>({ type: text, conversation: text, standing: isStanding })],
  [
    'typing',
    shape<TypingDownFrame>({
      type: text,
      conversation: text,
      who: oneOf('visitor', 'agent'),
      name: maybe(text),
      on: flag,
    }),
  ],
])
function isPlain(frame: unknown): frame is PlainFrame {
  return isObject(frame) && !!PLAIN.get(frame.type)?.(frame)
}

const isPlaced = shape<{ seq: number; clientId: unknown; at: unknown }>({
  seq: place,
  clientId: () => true,
  at: () => true,
})

const isEntryShape = shape<MessageEntry>({
  conversation: text,
  seq: place,
  kind: text,
  sender: shape<Sender>({
    kind: oneOf('visitor', 'agent', 'assistant', 'system'),
    id: text,
    name: maybe(text),
  }),
  via: text,
  clientId: text,
  at: number,
  body: isObject,
  files: list(shape<FileReference>({ id: text, name: text, type: text, bytes: number })),
})
const isTextBody = shape<TextBody>({ text, format: oneOf('plain') })
const isLinkedBody = shape<LinkedBody>({ earlier: text })
const isNamedAgent = shape<NamedAgent>({ id: text, name: text })
const isStandingBodyShape = shape<{ to: string; because: string; agent: unknown }>({
  to: oneOf('waiting', 'with_agent', 'closed'),
  because: text,
  agent: maybe(isNamedAgent),
})

function isStandingBody(value: unknown): boolean {
  if (!isStandingBodyShape(value)) return false
  const { to, because, agent } = value
  // Where the type promises an agent there must be one: a screen says the name.
  return to === 'closed' || !!agent || because === 'reopened' || because === 'released'
}

function isEntry(value: unknown): value is Entry {
  if (!isEntryShape(value)) return false
  const kind: string = value.kind
  if (kind === 'message' || kind === 'note') return isTextBody(value.body)
  if (kind === 'standing') return isStandingBody(value.body)
  return kind === 'linked' && isLinkedBody(value.body)
}
