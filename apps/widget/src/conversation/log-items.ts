import type { PendingMessage } from '@shopbell/chat-client'
import type { Entry, Sender } from '@shopbell/protocol'
import type { EventEntry } from './event-words'
import { startOfDay } from './times'

/** Who a run of messages is by; each is drawn by another hand. */
export type Speaker = 'visitor' | 'person' | 'assistant' | 'letter'

/** One message of a run. `seq` is null, and `state` not stored, until the log holds it. */
export interface Said {
  readonly key: string
  readonly seq: number | null
  readonly at: number
  readonly text: string
  readonly isLetter: boolean
  readonly state: PendingMessage['state'] | { readonly kind: 'stored' }
}

/** What the log shows, from top to bottom. */
export type LogItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  /** The line above the first message that the shopper has not seen. */
  | { readonly kind: 'new'; readonly key: string }
  | {
      readonly kind: 'run'
      readonly key: string
      readonly by: Speaker
      readonly name: string | null
      readonly said: readonly Said[]
    }
  | { readonly kind: 'event'; readonly key: string; readonly entry: EventEntry }

/** A pause this long begins a new run, so that the time above a run is true for all of it. */
const RUN_PAUSE_MS = 15 * 60_000

/**
 * The log as it is drawn: days separated, runs by one author together, unsent words last. `newAfter` is the number of
 * the last message that the shopper had seen, null for no line.
 */
export function logItems(
  entries: readonly Entry[],
  pending: readonly PendingMessage[],
  newAfter: number | null,
): readonly LogItem[] {
  const items: LogItem[] = []
  let run: { key: string; author: string; said: Said[] } | null = null
  let day: number | null = null
  let isNewDrawn = newAfter === null

  const beginDay = (at: number) => {
    const start = startOfDay(at)
    // Unsent words carry this device's clock, which may be behind the server's.
    if (day !== null && start <= day) return
    day = start
    run = null
    items.push({ kind: 'day', key: `day ${start}`, at })
  }
  const say = (by: Speaker, author: string, name: string | null, message: Said) => {
    beginDay(message.at)
    const last = run?.said.at(-1)
    if (run?.author === author && last && message.at - last.at < RUN_PAUSE_MS) {
      run.said.push(message)
      return
    }
    const said = [message]
    run = { key: message.key, author, said }
    items.push({ kind: 'run', key: message.key, by, name, said })
  }

  for (const entry of entries) {
    const { clientId, sender, seq, at } = entry
    if (entry.kind === 'message') {
      const isLetter = entry.via === 'letter'
      const by = speakerOf(sender, isLetter)
      if (!isNewDrawn && newAfter !== null && seq > newAfter && by !== 'visitor') {
        beginDay(at)
        items.push({ kind: 'new', key: 'new' })
        isNewDrawn = true
        run = null
      }
      const { text } = entry.body
      say(by, authorOf(sender.id, isLetter), sender.name, {
        key: clientId,
        seq,
        at,
        text,
        isLetter,
        state: STORED,
      })
    } else if (entry.kind === 'standing' || entry.kind === 'letter_state') {
      beginDay(at)
      run = null
      items.push({ kind: 'event', key: clientId, entry })
    }
  }

  // The session's own messages have one author, so unsent words join the run above them.
  const own = entries.findLast(({ sender }) => sender.kind === 'visitor')?.sender.id ?? ''
  for (const { clientId: key, text, writtenAtMs: at, state } of pending) {
    say('visitor', authorOf(own, false), null, { key, seq: null, at, text, isLetter: false, state })
  }
  return items
}

const STORED = { kind: 'stored' } as const

/** One author's letters stand apart from what they wrote here. */
function authorOf(id: string, isLetter: boolean): string {
  return `${id} ${isLetter}`
}

function speakerOf(sender: Sender, isLetter: boolean): Speaker {
  if (sender.kind === 'visitor') return 'visitor'
  if (isLetter) return 'letter'
  return sender.kind === 'assistant' ? 'assistant' : 'person'
}
