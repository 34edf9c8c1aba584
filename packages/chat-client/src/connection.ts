import type { ByeCode } from '@shopbell/protocol'
import { TIMES } from '@shopbell/protocol'
import type { PageEvent } from './environment'
import type { ConnectionState } from './snapshot'

/** A socket that has said no `welcome` for this long is given up. */
const OPENING_MS = 15_000
/** A connection that held for less than this does not make the next pause short again. */
const STEADY_MS = 10_000
/** The first pause and the longest. */
const PAUSE_MS = [500, 20_000] as const
const HIDDEN_PAUSE_MS = [5_000, 120_000] as const

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'opening'; readonly attempt: number; readonly untilMs: number }
  | {
      readonly kind: 'open'
      readonly attempt: number
      readonly sinceMs: number
      readonly heardMs: number
    }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly untilMs: number }
  /** The page is in the back/forward cache, or on its way out. */
  | { readonly kind: 'suspended' }
  | { readonly kind: 'ended'; readonly code: ByeCode }

export interface Connection {
  readonly phase: Phase
  readonly wanted: boolean
  /** When an unwanted connection closes; infinity while it is wanted. */
  readonly leaveAtMs: number
  readonly online: boolean
  readonly hidden: boolean
}

export type Happening =
  | { readonly kind: 'wanted' }
  | { readonly kind: 'unwanted'; readonly lingerMs: number }
  /** Who we are has changed: say hello anew, at once. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'heard' }
  | { readonly kind: 'welcomed' }
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'bye'; readonly code: ByeCode; readonly retryAfterMs?: number }
  /** The moment named by `dueMs` has come. */
  | { readonly kind: 'time' }
  | { readonly kind: PageEvent }

/**
 * What a happening makes of the connection. Whoever carries it out opens a transport for each new `opening`, keeps
 * it through `open`, and closes it for every other phase. `random` (0 to 1) spreads the reconnects: full jitter,
 * after AWS, "Exponential Backoff and Jitter".
 */
export function step(from: Connection, happening: Happening, nowMs: number, random: number): Connection {
  const { phase } = from
  const isAlive = phase.kind === 'open' || phase.kind === 'opening'
  const to = (next: Phase): Connection => ({ ...from, phase: next })
  const open = (attempt: number) => to({ kind: 'opening', attempt, untilMs: nowMs + OPENING_MS })
  const end = (code: ByeCode) => to({ kind: 'ended', code })
  const pause = (retryAfterMs?: number) => {
    const held = phase.kind === 'open' && nowMs - phase.sinceMs >= STEADY_MS
    const attempt = 1 + (!held && 'attempt' in phase ? phase.attempt : 0)
    const [baseMs, capMs] = from.hidden ? HIDDEN_PAUSE_MS : PAUSE_MS
    const pauseMs = retryAfterMs ?? random * Math.min(capMs, baseMs * 2 ** (attempt - 1))
    return to({ kind: 'waiting', attempt, untilMs: nowMs + pauseMs })
  }
  /** A chance to be connected sooner: the pause ends, and a silent connection is not trusted. */
  const hurry = () => {
    if (phase.kind === 'waiting') return open(phase.attempt)
    return phase.kind === 'open' && nowMs - phase.heardMs > TIMES.pingMaxMs ? open(1) : from
  }

  switch (happening.kind) {
    case 'wanted':
      return {
        ...(phase.kind === 'idle' || phase.kind === 'ended' ? open(0) : from),
        wanted: true,
        leaveAtMs: Number.POSITIVE_INFINITY,
      }
    case 'unwanted':
      return {
        ...(happening.lingerMs > 0 ? from : to({ kind: 'idle' })),
        wanted: false,
        leaveAtMs: nowMs + happening.lingerMs,
      }
    case 'restart':
      return isAlive || phase.kind === 'waiting' ? open(0) : from
    case 'heard':
      return phase.kind === 'open' ? to({ ...phase, heardMs: nowMs }) : from
    case 'welcomed':
      return phase.kind === 'opening'
        ? to({ kind: 'open', attempt: phase.attempt, sinceMs: nowMs, heardMs: nowMs })
        : from
    case 'closed': {
      const code = CLOSE_CODES[happening.code]
      return code ? end(code) : pause()
    }
    case 'bye':
      return Object.values(CLOSE_CODES).includes(happening.code)
        ? end(happening.code)
        : pause(happening.retryAfterMs)
    case 'time':
      if (dueMs(from) > nowMs) return from
      if (from.leaveAtMs <= nowMs) return to({ kind: 'idle' })
      return phase.kind === 'waiting' ? open(phase.attempt) : pause()
    case 'online':
      return { ...hurry(), online: true }
    case 'offline':
      // A server on this very machine is still reachable, so the tries go on; they find out soon enough.
      return { ...(isAlive ? pause() : from), online: false }
    case 'visible':
      return { ...hurry(), hidden: false }
    case 'hidden':
      return { ...from, hidden: true }
    case 'wake':
      // A hidden tab's timers run late by themselves; its pause is not cut short for that.
      return from.hidden && phase.kind === 'waiting' ? from : hurry()
    case 'pagehide':
      return phase.kind === 'idle' || phase.kind === 'ended' ? from : to({ kind: 'suspended' })
    case 'pageshow':
      if (phase.kind !== 'suspended') return from
      return from.leaveAtMs <= nowMs ? to({ kind: 'idle' }) : open(0)
  }
}

/** A connection that nobody asked for yet. */
export function idleConnection(online: boolean, hidden: boolean): Connection {
  return { phase: { kind: 'idle' }, wanted: false, leaveAtMs: Number.POSITIVE_INFINITY, online, hidden }
}

/** When `time` must happen next; infinity: it need not. */
export function dueMs({ phase, leaveAtMs }: Connection): number {
  switch (phase.kind) {
    case 'opening':
    case 'waiting':
      return Math.min(phase.untilMs, leaveAtMs)
    case 'open':
      return Math.min(phase.heardMs + TIMES.lostMs, leaveAtMs)
    default:
      return Number.POSITIVE_INFINITY
  }
}

/** What a screen may know of it. */
export function shownConnection({ phase, online }: Connection): ConnectionState {
  switch (phase.kind) {
    case 'idle':
    case 'suspended':
      return { kind: 'idle' }
    case 'open':
      return { kind: 'open' }
    case 'ended':
      return { kind: 'ended', code: phase.code }
    default:
      if (!online) return { kind: 'offline' }
      return phase.attempt === 0 ? { kind: 'connecting' } : { kind: 'reconnecting', attempt: phase.attempt }
  }
}

/** The final good-byes by their close codes. A copy of what `BYES` says, without its bytes; a test compares. */
export const CLOSE_CODES: Readonly<Record<number, ByeCode>> = {
  4400: 'protocol_error',
  4401: 'signed_out',
  4403: 'origin_not_allowed',
  4404: 'store_not_found',
  4406: 'unknown_version',
}
