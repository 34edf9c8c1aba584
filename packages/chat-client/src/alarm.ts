import type { Environment } from './environment'

/** One timer that is set again and again. */
export interface Alarm {
  /** When to ring, in ms since 1970; infinity: not at all. Replaces what was set before. */
  set(atMs: number): void
}

export function openAlarm(environment: Environment, ring: () => void): Alarm {
  let cancel: (() => void) | null = null
  return {
    set(atMs) {
      cancel?.()
      cancel = Number.isFinite(atMs)
        ? environment.setTimer(ring, Math.max(0, atMs - environment.now()))
        : null
    },
  }
}
