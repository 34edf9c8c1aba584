import type { ConversationSnapshot, PendingMessage } from '@shopbell/chat-client'
import type {
  AgentId,
  ConversationId,
  Entry,
  MessageEntry,
  NoteEntry,
  PromiseEntry,
  StandingEntry,
} from '@shopbell/protocol'
import { copy } from '../copy'
import { sameDay, timeOfDay } from '../foundation/times'

/** One message inside a run, stored or still on its way. */
export interface Spoken {
  readonly key: string
  readonly text: string
  readonly delivery: 'sent' | 'seen' | PendingMessage | null
}

/** What the log shows, from top to bottom. */
export type LogLine =
  | { readonly kind: 'day'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'new'; readonly key: string }
  | {
      readonly kind: 'run'
      readonly key: string
      readonly side: 'shopper' | 'team'
      readonly hand: 'person' | 'assistant' | 'letter'
      /** Null for a shopper who gave none. */
      readonly name: string | null
      /** Null while none of it is stored. */
      readonly atMs: number | null
      readonly spoken: readonly Spoken[]
    }
  | {
      readonly kind: 'event'
      readonly key: string
      readonly words: string
      readonly earlier: ConversationId | null
    }
  | {
      readonly kind: 'note'
      readonly key: string
      readonly name: string
      readonly atMs: number | null
      readonly text: string
      readonly pending: PendingMessage | null
    }

/** Messages of one author within this time stand together. */
const RUN_MS = 5 * 60_000

interface Reader {
  readonly me: AgentId
  readonly myName: string
  /** The reader's mark when the conversation was opened: above it begins what is new. */
  readonly seenUpTo: number | null
}

/** The lines of a log: days, runs of one author, events and notes, then what is still on its way. */
export function logLines(
  { entries, marks }: Pick<ConversationSnapshot, 'entries' | 'marks'>,
  pending: readonly PendingMessage[],
  reader: Reader,
): LogLine[] {
  const lines: LogLine[] = []
  const lastOut = entries.findLast((entry) => entry.kind === 'message' && entry.sender.kind === 'agent')
  let dayMs: number | null = null
  let newShown = false
  for (const entry of entries) {
    if (!isShown(entry)) continue
    if (dayMs === null || !sameDay(dayMs, entry.at)) {
      lines.push({ kind: 'day', key: `day-${entry.seq}`, atMs: entry.at })
      dayMs = entry.at
    }
    if (!newShown && isNew(entry, reader)) {
      lines.push({ kind: 'new', key: 'new' })
      newShown = true
    }
    append(lines, entry, entry === lastOut ? (marks.visitor >= entry.seq ? 'seen' : 'sent') : null, reader)
  }
  for (const message of pending) appendPending(lines, message, reader)
  return lines
}

function append(lines: LogLine[], entry: Entry, delivery: 'sent' | 'seen' | null, reader: Reader): void {
  switch (entry.kind) {
    case 'message':
      appendMessage(lines, entry, delivery)
      return
    case 'note':
      lines.push(noteLine(entry))
      return
    case 'standing':
      lines.push({ kind: 'event', key: keyOf(entry), words: eventWords(entry, reader.me), earlier: null })
      return
    case 'promise':
      lines.push({ kind: 'event', key: keyOf(entry), words: promiseWords(entry), earlier: null })
      return
    case 'letter_state':
      lines.push({
        kind: 'event',
        key: keyOf(entry),
        words: copy.entry.events.letterFailed(entry.body.address),
        earlier: null,
      })
      return
    case 'linked':
      lines.push({
        kind: 'event',
        key: keyOf(entry),
        words: copy.entry.events.linked,
        earlier: entry.body.earlier,
      })
      return
  }
}

function appendMessage(lines: LogLine[], entry: MessageEntry, delivery: 'sent' | 'seen' | null): void {
  const spoken: Spoken = { key: entry.clientId, text: entry.body.text, delivery }
  const [last, run] = [lines.at(-1), runOf(entry)]
  const joins =
    last?.kind === 'run' &&
    last.side === run.side &&
    last.hand === run.hand &&
    last.name === run.name &&
    last.atMs !== null &&
    entry.at - last.atMs < RUN_MS
  if (joins) lines[lines.length - 1] = { ...last, spoken: [...last.spoken, spoken] }
  else lines.push({ ...run, kind: 'run', key: keyOf(entry), atMs: entry.at, spoken: [spoken] })
}

function runOf({ sender, via }: MessageEntry) {
  const hand = sender.kind === 'assistant' ? 'assistant' : via === 'letter' ? 'letter' : 'person'
  return { side: sender.kind === 'visitor' ? 'shopper' : 'team', hand, name: sender.name } as const
}

function noteLine(entry: NoteEntry): LogLine {
  const name = entry.sender.name ?? copy.entry.team
  return { kind: 'note', key: keyOf(entry), name, atMs: entry.at, text: entry.body.text, pending: null }
}

function appendPending(lines: LogLine[], message: PendingMessage, { myName }: Reader): void {
  if (message.kind === 'note') {
    lines.push({
      kind: 'note',
      key: message.clientId,
      name: myName,
      atMs: null,
      text: message.text,
      pending: message,
    })
    return
  }
  const spoken: Spoken = { key: message.clientId, text: message.text, delivery: message }
  const last = lines.at(-1)
  const joins = last?.kind === 'run' && last.side === 'team' && last.hand === 'person' && last.name === myName
  if (joins) lines[lines.length - 1] = { ...last, spoken: [...last.spoken, spoken] }
  else
    lines.push({
      kind: 'run',
      key: message.clientId,
      side: 'team',
      hand: 'person',
      name: myName,
      atMs: null,
      spoken: [spoken],
    })
}

/** An event in words. Which agent it was matters only where it was not the reader. */
function eventWords({ body, at }: StandingEntry, me: AgentId): string {
  const [words, time] = [copy.entry.events, timeOfDay(at)]
  switch (body.because) {
    case 'reopened':
      if (body.to === 'waiting') return words.waitingReopened(time)
      return body.agent.id === me ? words.reopenedByYou(time) : words.reopenedBy(body.agent.name, time)
    case 'transferred':
      return body.to === 'waiting'
        ? words.transferredToTeam(body.agent.name, body.team.name, time)
        : words.transferred(body.by.name, body.agent.id === me ? words.you : body.agent.name, time)
    case 'slow':
      return words.slow(time)
    case 'overdue':
      return words.overdue(time)
    case 'address_left':
      return words.addressLeft(time)
    case 'place_given_up':
      return words.placeGivenUp(time)
    case 'released':
      return words.waitingReleased(time)
    case 'agent_lost':
      return words.agentLost(body.agent.name, time)
    case 'assigned':
      if (body.why !== undefined)
        return words.why(body.agent.id === me ? words.you : body.agent.name, body.why)
      return body.agent.id === me ? words.assignedYou(time) : words.assigned(body.agent.name, time)
    case 'claimed':
      return body.agent.id === me ? words.claimedYou(time) : words.claimed(body.agent.name, time)
    case 'returned':
      return body.agent.id === me ? words.returnedYou(time) : words.returned(body.agent.name, time)
    case 'agent':
      if (body.agent === null || body.agent.id === me) return words.closedByYou(time)
      return words.closedBy(body.agent.name, time)
    case 'deadline':
      return words.closedQuiet(time)
  }
}

/** What the shopper was told while waiting. */
function promiseWords({ body, at }: PromiseEntry): string {
  const { place, byMs } = body
  if (byMs === null) return copy.entry.events.place(place)
  return copy.entry.events.placeAndTime(place, Math.ceil((byMs - at) / 60_000))
}

function isNew(entry: Entry, { seenUpTo }: Reader): boolean {
  // Somebody who has never read here has nothing to be told apart.
  if (seenUpTo === null || seenUpTo === 0) return false
  return entry.kind === 'message' && entry.sender.kind === 'visitor' && entry.seq > seenUpTo
}

/** A newer server may tell kinds of entries that this build does not know; they count and show nothing. */
function isShown(entry: Entry): boolean {
  return ['message', 'note', 'standing', 'linked', 'promise', 'letter_state'].includes(entry.kind)
}

function keyOf(entry: Entry): string {
  return entry.clientId
}
