import { signal } from '@preact/signals'

/** The one place that asks the device for the time. */
export function nowMs(): number {
  return Date.now()
}

/** The time as screens show it: moves once a second while `startClock` runs, so that every figure moves at once. */
export const tick = signal(0)

/** Starts the second hand. Returns how to stop it. */
export function startClock(now: () => number = nowMs): () => void {
  const move = () => {
    tick.value = now()
  }
  move()
  const timer = setInterval(move, 1_000)
  return () => clearInterval(timer)
}
