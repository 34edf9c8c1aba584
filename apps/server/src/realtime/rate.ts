const WINDOW_MS = 10_000

interface Window {
  startedAtMs: number
  count: number
}

/** Counts by key in windows of ten seconds. */
export class Rate {
  readonly #allowed: number
  readonly #windows = new Map<string, Window>()

  constructor(allowed: number) {
    this.#allowed = allowed
  }

  /** Counts one more. 0 if it is allowed, otherwise how long to wait, in milliseconds. */
  count(key: string, nowMs: number): number {
    const window = this.#windows.get(key)
    if (window === undefined || nowMs - window.startedAtMs >= WINDOW_MS) {
      this.#windows.set(key, { startedAtMs: nowMs, count: 1 })
      return 0
    }
    window.count += 1
    return window.count <= this.#allowed ? 0 : window.startedAtMs + WINDOW_MS - nowMs
  }

  /** Forgets the windows that are over. */
  sweep(nowMs: number): void {
    for (const [key, { startedAtMs }] of this.#windows) {
      if (nowMs - startedAtMs >= WINDOW_MS) this.#windows.delete(key)
    }
  }
}
