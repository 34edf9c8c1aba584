import type { ConversationRow } from '@shopbell/protocol'
import { type Head, standingOf } from './head'

/** Characters (UTF-16) of a message that the list shows. */
const LINE_LENGTH = 140

/** What the list shows of a conversation, in an agent's numbers. */
export function rowOf(head: Head): ConversationRow {
  return {
    id: head.id,
    store: head.storeId,
    version: head.version,
    visitor: { id: head.visitorId, name: head.visitorName },
    standing: standingOf(head),
    openedAt: head.openedAt,
    page: head.page,
    last: head.lastBy === null ? null : { at: head.lastAt, by: head.lastBy, text: head.lastText ?? '' },
    head: head.nextSeq - 1,
    visitorSeq: head.visitorSeq,
    waitingSince: head.waitingSince,
    lateAt: head.lateAt,
    dueAt: head.dueAt,
    offered:
      head.offeredAgentId === null ? null : { id: head.offeredAgentId, name: head.offeredAgentName ?? '' },
    isAlarmed: head.alarm === 'alarm',
    visitorGoneAt: head.visitorGoneAt,
    address: head.replyAddress,
    team: head.teamId,
    priority: head.priority,
    tags: head.tags,
  }
}

/** A text's first characters on one line, whole ones: half a surrogate pair could not be stored. */
export function lineOf(text: string): string {
  return text
    .slice(0, LINE_LENGTH)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .replace(/\s+/g, ' ')
    .trim()
}
