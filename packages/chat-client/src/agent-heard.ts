import type {
  AgentPingFrame,
  ConversationRow,
  CountsFrame,
  Marks,
  OpenedFrame,
  OwnMarkFrame,
  PageContext,
  RowFrame,
  SwitchFrame,
  ViewCounts,
} from '@shopbell/protocol'
import { SWITCHES, VIEWS } from '@shopbell/protocol'
import { flag, isObject, maybe, number, oneOf, place, shape, text } from './check'
import type { Heard, HeardHead } from './heard'
import { hear, heardHead, isHead, isMarksOf, isStanding } from './heard'

export interface HeardOpened {
  readonly type: 'opened'
  readonly epoch: string
  readonly head: HeardHead
  readonly marks: Marks
}

type HeardPing = AgentPingFrame

export type AgentHeard =
  | Exclude<Heard, { readonly type: 'ping' }>
  | HeardPing
  | HeardOpened
  | RowFrame
  | CountsFrame
  | OwnMarkFrame
  | SwitchFrame

/** A frame for an agent, or null for one that is unknown or not as it should be. */
export function hearAsAgent(frame: unknown): AgentHeard | null {
  if (!isObject(frame)) return null
  switch (frame.type) {
    case 'opened':
      return isOpened(frame)
        ? { type: 'opened', epoch: frame.epoch, head: heardHead(frame.head), marks: frame.marks }
        : null
    case 'row':
      return isRow(frame) ? frame : null
    case 'counts':
      return isCounts(frame) ? frame : null
    case 'own_mark':
      return isOwnMark(frame) ? frame : null
    case 'switch':
      return isSwitch(frame) ? frame : null
    case 'ping':
      return isPing(frame) ? frame : null
    default:
      return hear(frame)
  }
}

const isOpened = shape<OpenedFrame>({ type: text, epoch: text, head: isHead, marks: isMarksOf })

const isConversationRow = shape<ConversationRow>({
  id: text,
  store: text,
  version: number,
  visitor: shape<ConversationRow['visitor']>({ id: text, name: maybe(text) }),
  standing: isStanding,
  openedAt: number,
  page: maybe(shape<PageContext>({ url: text, title: text, type: text })),
  last: maybe(
    shape<NonNullable<ConversationRow['last']>>({
      at: number,
      by: oneOf('visitor', 'agent', 'assistant', 'system'),
      text,
    }),
  ),
  head: place,
  visitorSeq: place,
  waitingSince: maybe(number),
  dueAt: maybe(number),
})
const isRow = shape<RowFrame>({
  type: text,
  store: text,
  view: oneOf(...VIEWS),
  in: flag,
  row: isConversationRow,
})
const isCounts = shape<CountsFrame>({
  type: text,
  store: text,
  counts: shape<ViewCounts>({ mine: place, waiting: place }),
})
const isOwnMark = shape<OwnMarkFrame>({ type: text, conversation: text, seq: place })
const isSwitch = shape<SwitchFrame>({ type: text, store: text, place: oneOf(...SWITCHES) })
const isPing = shape<AgentPingFrame>({
  type: text,
  now: number,
  heads: (value) => hear({ type: 'ping', now: 0, heads: value }) !== null,
  view: maybe(shape<NonNullable<AgentPingFrame['view']>>({ store: text, view: text, digest: text })),
})
