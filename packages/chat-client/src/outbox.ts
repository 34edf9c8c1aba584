import type { AckFrame, ClientId, RefusalCode, RefusedFrame } from '@shopbell/protocol'
import type { KeptMessage } from './kept'
import type { PendingMessage } from './snapshot'
import { isTooLong } from './storable'
import type { Timeline } from './timeline'
import { lastSeq } from './timeline'
import { unlessSame } from './unless-same'

/** Refusals after which the same message, with the same client id, is sent again by itself. */
export const RETRY_CODES: readonly RefusalCode[] = ['too_fast', 'too_many_tries', 'busy']

/** Not stored after this long: the screen says that the words are kept. */
const KEPT_MS = 1_000
/** Without any answer the same message is sent again: a server that is unsure says nothing. */
const ANSWER_MS = 10_000
/** The tab that wrote a message sends it; the others take over if it has not managed by then. */
const TAKE_OVER_MS = 5_000
const RETRY_MS = 2_000
/** Browsers tell a tab of another one's write within this: only what is younger can have been undone by a late one. */
const LATE_MS = 10_000
/** Two tabs that began apart find each other within this; what was stored for longer stays where it is. */
const APART_MS = 60_000

/** What this page knows about a kept message beyond what is kept. */
interface Flight {
  /** Since when an answer is expected; null while none is. */
  readonly askedAtMs: number | null
  readonly notBeforeMs: number
  readonly ack: AckFrame | null
}

export interface OutboxOptions {
  now(): number
  kept(): readonly KeptMessage[]
  keep(outbox: readonly KeptMessage[]): void
  send(message: KeptMessage): void
  /** The log that an acknowledged message will show up in, or null if nobody here listens to it. */
  timelineOf(ack: AckFrame): Timeline | null
}

/** What was written and is not in the log yet: in order, one at a time for each conversation, until it is stored. */
export interface Outbox {
  written(message: KeptMessage): void
  /** Another tab kept these. What of it is not kept now was undone by a write of ours, and that tab may be gone. */
  heard(messages: readonly KeptMessage[]): void
  retry(clientId: ClientId): void
  remove(clientId: ClientId): string
  acked(ack: AckFrame): void
  /** A no, perhaps to one of these messages. */
  refused(frame: RefusedFrame): void
  /** This much of the log is on the screen. */
  landed(timeline: Timeline | null): void
  /** The sender is another one than was thought: what this page had stored for the old one is sent again for the new. */
  moved(): void
  /** The connection is new: everything is sent again, in order. */
  restart(): void
  /** Sends what is due. Returns when to be called again, in ms since 1970. */
  work(isOpen: boolean): number
  pending(isOnline: boolean): readonly PendingMessage[]
}

export function openOutbox({ now, kept, keep, send, timelineOf }: OutboxOptions): Outbox {
  const flights = new Map<ClientId, Flight>()
  /**
   * What this page wrote or sent, as last seen. A browser may tell a tab late of what another one wrote; a write that
   * starts from such an old value undoes ours. So what is kept is not believed about these.
   */
  const own = new Map<ClientId, KeptMessage>()
  /** What was stored, and when this page learnt it. */
  const stored = new Map<ClientId, number>()
  let keepAgainAtMs = 0
  let shown: readonly PendingMessage[] = []
  /** Nothing was sent on this connection yet, so whatever is kept is ours to send. */
  let starting = true

  /** What is kept, and what should be. */
  const all = () => {
    const messages = new Map(kept().map((message) => [message.clientId, message]))
    for (const [clientId, message] of own) {
      const seen = messages.get(clientId)
      // What was refused long ago and is gone was taken back in another tab.
      const isOver = stored.has(clientId) || (message.refused && message.writtenAtMs + LATE_MS < now())
      if (seen) own.set(clientId, seen)
      else if (!isOver) messages.set(clientId, message)
    }
    return [...messages.values()].sort((one, other) => one.writtenAtMs - other.writtenAtMs)
  }
  /** Another tab had these stored, and the log here does not hold them yet: until it does, they stay on the screen. */
  const leaving = () =>
    shown.filter(
      ({ clientId, state, writtenAtMs }) =>
        state.kind !== 'refused' &&
        writtenAtMs + APART_MS > now() &&
        !stored.has(clientId) &&
        !find(clientId),
    )
  const without = (clientId: ClientId) => {
    flights.delete(clientId)
    stored.set(clientId, now())
    keep(all().filter((message) => message.clientId !== clientId))
  }
  const find = (clientId: ClientId) => all().find((message) => message.clientId === clientId)
  const replace = (clientId: ClientId, change: Partial<KeptMessage>) =>
    keep(all().map((message) => (message.clientId === clientId ? { ...message, ...change } : message)))
  const hold = (clientId: ClientId, notBeforeMs: number): Flight => {
    const flight = { askedAtMs: null, notBeforeMs, ack: null }
    flights.set(clientId, flight)
    return flight
  }

  return {
    written(message) {
      own.set(message.clientId, message)
      keep(all())
    },
    heard(messages) {
      const lost = messages.filter(({ clientId }) => !stored.has(clientId) && !find(clientId))
      if (lost[0]) keep([...all(), ...lost])
    },
    retry(clientId) {
      const message = find(clientId)
      if (!message?.refused || isTooLong(message)) return
      hold(clientId, 0)
      // Whoever presses "Try again" has seen what came in between.
      replace(clientId, { refused: null, unlessAfter: null, writtenAtMs: now() })
    },
    remove(clientId) {
      const message = find(clientId)
      if (!message || flights.get(clientId)?.ack) return ''
      own.delete(clientId)
      without(clientId)
      return message.text
    },
    acked(ack) {
      if (timelineOf(ack)) flights.set(ack.clientId, { ...hold(ack.clientId, 0), ack })
      else without(ack.clientId)
    },
    refused({ clientId, frame, code, message, retryAfterMs }) {
      // A frame that could not be read is refused without its client id; then it is the one that was just sent.
      const asked = all().filter((one) => flights.get(one.clientId)?.askedAtMs)
      const id =
        clientId ?? (/^(message|note)/.test(frame ?? '') && asked.length === 1 ? asked[0]?.clientId : null)
      if (!id || !find(id)) return
      if (RETRY_CODES.includes(code)) hold(id, now() + (retryAfterMs ?? RETRY_MS))
      else replace(id, { refused: { code, message } })
    },
    landed(timeline) {
      const lines = new Set(timeline?.lines.map(({ clientId }) => clientId))
      for (const { clientId } of [...all(), ...leaving()]) {
        const ack = flights.get(clientId)?.ack
        const isPast =
          timeline &&
          ack?.conversation === timeline.conversation &&
          ack.epoch === timeline.epoch &&
          ack.seq <= lastSeq(timeline)
        if (isPast || lines.has(clientId)) without(clientId)
      }
    },
    moved() {
      for (const [clientId, atMs] of stored) if (atMs + APART_MS > now()) stored.delete(clientId)
    },
    restart() {
      flights.clear()
      starting = true
    },
    work(isOpen) {
      const nowMs = now()
      let nextMs = Number.POSITIVE_INFINITY
      const busy = new Set<unknown>()
      const messages = all()
      if (messages.length > kept().length) {
        // Not at once again and again: a tab that has seen it stored takes it away, and this one may hear of that late.
        if (keepAgainAtMs <= nowMs) {
          keepAgainAtMs = nowMs + RETRY_MS
          keep(messages)
        }
        nextMs = keepAgainAtMs
      }
      for (const message of messages) {
        const { clientId, conversation, refused, writtenAtMs } = message
        if (refused) continue
        if (writtenAtMs + KEPT_MS > nowMs) nextMs = Math.min(nextMs, writtenAtMs + KEPT_MS)
        if (!isOpen) continue
        const isDue = starting || own.has(clientId)
        const flight = flights.get(clientId) ?? hold(clientId, isDue ? 0 : nowMs + TAKE_OVER_MS)
        if (flight.ack || busy.has(conversation)) continue
        const dueMs = flight.askedAtMs === null ? flight.notBeforeMs : flight.askedAtMs + ANSWER_MS
        if (dueMs <= nowMs) {
          flights.set(clientId, { ...flight, askedAtMs: nowMs })
          own.set(clientId, message)
          nextMs = Math.min(nextMs, nowMs + ANSWER_MS)
          send(message)
        } else nextMs = Math.min(nextMs, dueMs)
        // Another tab's message that is left to that tab holds up nothing here; one that was taken over does.
        if (own.has(clientId)) busy.add(conversation)
      }
      if (isOpen) starting = false
      return nextMs
    },
    pending(isOnline) {
      const nowMs = now()
      const waiting = all().map((message) => {
        const { refused, writtenAtMs, clientId, ...rest } = message
        const before = shown.find((one) => one.clientId === clientId)
        const late = !isOnline || nowMs - writtenAtMs >= KEPT_MS
        const state = refused
          ? { kind: 'refused' as const, ...refused }
          : { kind: late && !flights.get(clientId)?.ack ? ('kept' as const) : ('sending' as const) }
        const fresh = { ...rest, clientId, writtenAtMs, state: unlessSame(before?.state, state) }
        return unlessSame(before, fresh)
      })
      shown = unlessSame(shown, [...leaving(), ...waiting])
      return shown
    },
  }
}
