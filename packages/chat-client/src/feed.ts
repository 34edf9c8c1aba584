import type {
  Marks,
  MarksFrame,
  RefusedFrame,
  ResetFrame,
  StandingFrame,
  TypingDownFrame,
} from '@shopbell/protocol'
import { TIMES } from '@shopbell/protocol'
import { assertNever } from './assert-never'
import type { HeardHead, HeardLines } from './heard'
import type { ConversationSnapshot } from './snapshot'
import type { Timeline } from './timeline'
import {
  atHead,
  earlier,
  lastSeq,
  missing,
  restarted,
  shownEntries,
  withHead,
  withLines,
  withMarks,
} from './timeline'
import { unlessSame } from './unless-same'

/** After an acknowledgement the entry itself is on its way; only then is it fetched. */
const PUSH_MS = 500
const ANSWER_MS = 10_000
const RETRY_MS = 5_000
/** While somebody types, it is said again this often. */
const TYPING_AGAIN_MS = 3_000

export interface FeedOptions {
  now(): number
  send(frame: object): void
  /** Whose typing is the other side's. */
  readonly otherSide: 'visitor' | 'agent'
}

/** The frames that are about one conversation. */
export type FeedFrame = HeardLines | MarksFrame | RefusedFrame | ResetFrame | StandingFrame | TypingDownFrame

/** One conversation that is listened to: its log kept up to date, who types, how far was read. */
export interface Feed {
  timeline(): Timeline
  snapshot(): ConversationSnapshot
  /** `welcome` or `opened`: where the log ends, in which epoch, and how far each side has read. */
  at(head: HeardHead, epoch: string, marks: Marks | undefined): void
  /** The log goes at least this far. `soon`: what is missing is on its way. */
  reaches(epoch: string, seq: number, soon: boolean): void
  /** A frame that names this conversation; a refusal is one of a `fetch`. */
  hear(frame: FeedFrame): void
  read(seq: number): void
  typing(on: boolean): void
  fetchEarlier(): void
  /** The connection is gone or new: nothing that was asked will be answered. */
  cut(): void
  /** Asks for what is missing, says what was read. Returns when to be called again, in ms since 1970. */
  work(isOpen: boolean): number
}

export function openFeed(start: Timeline, { now, send, otherSide }: FeedOptions): Feed {
  let timeline = start
  let asked: { readonly earlier: boolean; readonly untilMs: number } | null = null
  let notBeforeMs = 0
  let wantsEarlier = false
  /** How far was read, and how far the server was told so on this connection. */
  let readTo = otherSide === 'agent' ? start.visitorMark : 0
  let toldTo = 0
  let saidTypingAtMs = 0
  const typists = new Map<string, { readonly name: string | null; readonly untilMs: number }>()
  let shown: ConversationSnapshot | null = null
  let shownFrom: Timeline | null = null

  const { conversation } = start
  function become(next: Timeline): void {
    if (next.epoch !== timeline.epoch) {
      readTo = 0
      toldTo = 0
    }
    timeline = next
  }
  function stand(standing: Timeline['standing']): void {
    if (standing) timeline = { ...timeline, standing: unlessSame(timeline.standing, standing) }
  }
  function inEpoch(epoch: string): Timeline {
    return epoch === timeline.epoch ? timeline : restarted(timeline, epoch)
  }
  function takeIn({ type, epoch, lines, head }: HeardLines): void {
    const before = inEpoch(epoch)
    become(withHead(withLines(before, lines, type === 'page'), head))
    for (const line of lines)
      if (line.kind === 'message' && line.seq > lastSeq(before)) typists.delete(line.sender.kind)
    if (type === 'entries') return
    if (asked?.earlier) wantsEarlier = false
    asked = null
    // A page that brought nothing, though something is missing, is not asked for again at once.
    notBeforeMs = timeline.lines === before.lines && missing(timeline) ? now() + RETRY_MS : 0
  }

  return {
    timeline: () => timeline,
    snapshot() {
      const typist = (who: string) => {
        const found = typists.get(who)
        const before = who === otherSide ? shown?.typing : shown?.colleagueTyping
        return found ? unlessSame(before, { name: found.name }) : null
      }
      const { visitorMark: visitor, teamMark: team, lines, standing } = timeline
      const fresh: ConversationSnapshot = {
        conversation,
        standing,
        entries: shown && shownFrom?.lines === lines ? shown.entries : shownEntries(timeline),
        hasEarlier: earlier(timeline) !== null,
        marks: unlessSame(shown?.marks, { conversation, visitor, team }),
        typing: typist(otherSide),
        colleagueTyping: otherSide === 'visitor' ? typist('agent') : null,
      }
      shownFrom = timeline
      shown = unlessSame(shown, fresh)
      return shown
    },
    at({ seq, standing }, epoch, marks) {
      become(atHead(timeline, epoch, seq))
      stand(standing)
      if (marks) timeline = withMarks(timeline, marks.visitor, marks.team)
      notBeforeMs = 0
    },
    reaches(epoch, seq, soon) {
      const before = timeline
      become(withHead(inEpoch(epoch), seq))
      if (soon && timeline !== before) notBeforeMs = now() + PUSH_MS
    },
    hear(frame) {
      switch (frame.type) {
        case 'page':
        case 'entries':
          takeIn(frame)
          break
        case 'reset':
          become(restarted(timeline, frame.epoch))
          break
        case 'standing':
          stand(frame.standing)
          break
        case 'marks':
          timeline = withMarks(timeline, frame.visitor, frame.team)
          break
        case 'typing':
          if (frame.on) typists.set(frame.who, { name: frame.name, untilMs: now() + TIMES.typingMs })
          else typists.delete(frame.who)
          break
        case 'refused':
          asked = null
          wantsEarlier = false
          notBeforeMs = now() + (frame.retryAfterMs ?? RETRY_MS)
          break
        default:
          assertNever(frame)
      }
    },
    read(seq) {
      readTo = Math.max(readTo, Math.min(seq, lastSeq(timeline)))
      if (otherSide === 'agent') timeline = withMarks(timeline, readTo, 0)
    },
    typing(on) {
      const sinceMs = now() - saidTypingAtMs
      if (on ? sinceMs < TYPING_AGAIN_MS : sinceMs >= TIMES.typingMs) return
      saidTypingAtMs = on ? now() : 0
      send({ type: 'typing', conversation, on })
    },
    fetchEarlier() {
      wantsEarlier = earlier(timeline) !== null
    },
    cut() {
      asked = null
      toldTo = 0
      notBeforeMs = 0
      saidTypingAtMs = 0
      typists.clear()
    },
    work(isOpen) {
      const nowMs = now()
      let nextMs = Number.POSITIVE_INFINITY
      for (const [who, { untilMs }] of typists) {
        if (untilMs <= nowMs) typists.delete(who)
        else nextMs = Math.min(nextMs, untilMs)
      }
      if (!isOpen || !timeline.epoch) return nextMs
      if (readTo > toldTo) {
        toldTo = readTo
        send({ type: 'read', conversation, seq: readTo })
      }
      if (asked && asked.untilMs > nowMs) return Math.min(nextMs, asked.untilMs)
      const newer = missing(timeline)
      const fetch = newer ?? (wantsEarlier ? earlier(timeline) : null)
      if (!fetch) {
        wantsEarlier = false
        return nextMs
      }
      if (notBeforeMs > nowMs) return Math.min(nextMs, notBeforeMs)
      asked = { earlier: !newer, untilMs: nowMs + ANSWER_MS }
      send(fetch)
      return Math.min(nextMs, asked.untilMs)
    },
  }
}
