/** Where every time in the server comes from, in milliseconds since 1970 UTC. */
export interface Clock {
  now(): number
}

/** This machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds with fractions from some moment on, only ever more: for how long something took, never for when. */
export function stopwatchMs(): number {
  return performance.now()
}

/** A clock that stands still until a test moves it. */
export interface HandSetClock extends Clock {
  advance(byMs: number): void
}

/** A clock for tests, set to `startMs`. */
export function handSetClock(startMs: number): HandSetClock {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance: (byMs) => {
      nowMs += byMs
    },
  }
}

/** A clock that is corrected against another now and then. */
export interface CorrectedClock extends Clock {
  /** The other clock showed `otherMs` at some moment between two readings of the base. */
  correct(otherMs: number, askedMs: number, answeredMs: number): void
}

/**
 * The base clock, moved to the other one: leases and deadlines of several servers are compared by the database's
 * time, whatever each machine believes.
 */
export function correctedClock(base: Clock): CorrectedClock {
  let aheadMs = 0
  return {
    now: () => base.now() + aheadMs,
    correct: (otherMs, askedMs, answeredMs) => {
      aheadMs = Math.round(otherMs - (askedMs + answeredMs) / 2)
    },
  }
}
