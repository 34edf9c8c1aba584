import { unlessSame } from './unless-same'

/** A snapshot that others watch. */
export interface Watchable<Snapshot> {
  snapshot(): Snapshot
  subscribe(listener: () => void): () => void
  /** Draws anew, and tells the listeners if any part is another one than before. */
  refresh(): void
}

export function watchable<Snapshot extends object>(draw: () => Snapshot): Watchable<Snapshot> {
  let current: Snapshot | null = null
  const listeners = new Set<() => void>()
  return {
    snapshot: () => (current ??= draw()),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refresh() {
      const before = current
      current = unlessSame(before, draw())
      if (current !== before) for (const listener of [...listeners]) listener()
    },
  }
}
