import type {
  AgentPingFrame,
  ConversationRow,
  CountsFrame,
  Marks,
  OpenedFrame,
  OwnMarkFrame,
  RowFrame,
  SwitchFrame,
} from '@shopbell/protocol'
import { has, isListOf, isObject, isOneOf } from './check'
import type { Heard, HeardHead } from './heard'
import { hear, heardHead, isHead, isMarks, isStanding } from './heard'

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

function isOpened(frame: unknown): frame is OpenedFrame {
  return has(frame, 'epoch') && isHead(frame.head) && isMarks(frame.marks)
}

function isConversationRow(value: unknown): value is ConversationRow {
  return (
    has(
      value,
      'id store #version #openedAt #head #visitorSeq ?#waitingSince ?#dueAt !isAlarmed ?#visitorGoneAt ?address ?team #priority',
    ) &&
    has(value.visitor, 'id ?name') &&
    isStanding(value.standing) &&
    (value.page === null || has(value.page, 'url title type')) &&
    (value.last === null || has(value.last, '#at by text'))
  )
}

function isRow(frame: unknown): frame is RowFrame {
  return has(frame, 'store view !in') && isConversationRow(frame.row)
}

function isCounts(frame: unknown): frame is CountsFrame {
  return has(frame, 'store') && has(frame.counts, '#mine #waiting #email')
}

function isOwnMark(frame: unknown): frame is OwnMarkFrame {
  return has(frame, 'conversation #seq')
}

function isSwitch(frame: unknown): frame is SwitchFrame {
  return has(frame, 'store') && isOneOf(frame, 'place', { available: '', finishing: '', away: '' })
}

function isPing(frame: unknown): frame is AgentPingFrame {
  return (
    has(frame, '') &&
    isListOf(frame.heads, isHead) &&
    (frame.view === undefined || has(frame.view, 'store view digest'))
  )
}
