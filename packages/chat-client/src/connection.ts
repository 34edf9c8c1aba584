import type { ByeCode } from '@shopbell/protocol'
import { TIMES } from '@shopbell/protocol'
import type { PageEvent } from './environment'
import type { ConnectionState } from './snapshot'

/** A socket that has said no `welcome` for this long is given up. */
const OPENING_MS = 15_000
/** A connection that held for less than this does not make the next pause short again. */
const STEADY_MS = 10_000
const PAUSE = { baseMs: 500, capMs: 20_000 } as const
const HIDDEN_PAUSE = { baseMs: 5_000, capMs: 120_000 } as const

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
  /** When an unwanted connection closes; null while it is wanted. */
  readonly leaveAtMs: number | null
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

export type Effect = 'open' | 'close'

type Step = readonly [Connection, readonly Effect[]]

/**
 * What a happening makes of the connection, and what is to be done in that order. `random` (0 to 1) spreads the
 * reconnects: full jitter, after AWS, "Exponential Backoff and Jitter".
 */
export function step(from: Connection, happening: Happening, nowMs: number, random: number): Step {
  const { phase } = from
  const alive = phase.kind === 'open' || phase.kind === 'opening'
  const open = (attempt: number): Step => [
    { ...from, phase: { kind: 'opening', attempt, untilMs: nowMs + OPENING_MS } },
    alive ? ['close', 'open'] : ['open'],
  ]
  const rest = (to: Phase): Step => [{ ...from, phase: to }, alive ? ['close'] : []]
  const pause = (retryAfterMs?: number): Step => {
    const held = phase.kind === 'open' && nowMs - phase.sinceMs >= STEADY_MS
    const attempt = 1 + (!held && 'attempt' in phase ? phase.attempt : 0)
    const { baseMs, capMs } = from.hidden ? HIDDEN_PAUSE : PAUSE
    const pauseMs = retryAfterMs ?? random * Math.min(capMs, baseMs * 2 ** (attempt - 1))
    return rest({ kind: 'waiting', attempt, untilMs: nowMs + pauseMs })
  }
  /** A chance to be connected sooner: the pause ends, and a silent connection is not trusted. */
  const hurry = (): Step => {
    if (phase.kind === 'waiting') return open(phase.attempt)
    return phase.kind === 'open' && nowMs - phase.heardMs > TIMES.pingMaxMs ? open(1) : [from, []]
  }

  switch (happening.kind) {
    case 'wanted': {
      const [to, effects] = phase.kind === 'idle' || phase.kind === 'ended' ? open(0) : [from, []]
      return [{ ...to, wanted: true, leaveAtMs: null }, effects]
    }
    case 'unwanted': {
      const [to, effects] = happening.lingerMs > 0 ? [from, []] : rest({ kind: 'idle' })
      return [{ ...to, wanted: false, leaveAtMs: nowMs + happening.lingerMs }, effects]
    }
    case 'restart':
      return alive || phase.kind === 'waiting' ? open(0) : [from, []]
    case 'heard':
      return phase.kind === 'open' ? [{ ...from, phase: { ...phase, heardMs: nowMs } }, []] : [from, []]
    case 'welcomed':
      return phase.kind === 'opening'
        ? [{ ...from, phase: { kind: 'open', attempt: phase.attempt, sinceMs: nowMs, heardMs: nowMs } }, []]
        : [from, []]
    case 'closed': {
      const code = CLOSE_CODES[happening.code]
      return code === undefined ? pause() : rest({ kind: 'ended', code })
    }
    case 'bye':
      return isFinal(happening.code)
        ? rest({ kind: 'ended', code: happening.code })
        : pause(happening.retryAfterMs)
    case 'time':
      if (from.leaveAtMs !== null && from.leaveAtMs <= nowMs && phase.kind !== 'suspended')
        return rest({ kind: 'idle' })
      if ((dueMs(from) ?? Number.POSITIVE_INFINITY) > nowMs) return [from, []]
      return phase.kind === 'waiting' ? open(phase.attempt) : pause()
    case 'online': {
      const [to, effects] = hurry()
      return [{ ...to, online: true }, effects]
    }
    case 'offline': {
      // A server on this very machine is still reachable, so the tries go on; they find out soon enough.
      const [to, effects] = alive ? pause() : [from, []]
      return [{ ...to, online: false }, effects]
    }
    case 'visible': {
      const [to, effects] = hurry()
      return [{ ...to, hidden: false }, effects]
    }
    case 'hidden':
      return [{ ...from, hidden: true }, []]
    case 'wake':
      // A hidden tab's timers run late by themselves; its pause is not cut short for that.
      return from.hidden && phase.kind === 'waiting' ? [from, []] : hurry()
    case 'pagehide':
      return phase.kind === 'idle' || phase.kind === 'ended' ? [from, []] : rest({ kind: 'suspended' })
    case 'pageshow':
      if (phase.kind !== 'suspended') return [from, []]
      return from.leaveAtMs !== null && from.leaveAtMs <= nowMs ? rest({ kind: 'idle' }) : open(0)
  }
}

/** A connection that nobody asked for yet. */
export function idleConnection(online: boolean, hidden: boolean): Connection {
  return { phase: { kind: 'idle' }, wanted: false, leaveAtMs: null, online, hidden }
}

/** When `time` must happen next, or null. */
export function dueMs({ phase, leaveAtMs }: Connection): number | null {
  if (phase.kind === 'idle' || phase.kind === 'suspended') return null
  const nextMs =
    phase.kind === 'ended'
      ? Number.POSITIVE_INFINITY
      : phase.kind === 'open'
        ? phase.heardMs + TIMES.lostMs
        : phase.untilMs
  const soonestMs = Math.min(nextMs, leaveAtMs ?? nextMs)
  return Number.isFinite(soonestMs) ? soonestMs : null
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

function isFinal(code: ByeCode): boolean {
  return Object.values(CLOSE_CODES).includes(code)
}
