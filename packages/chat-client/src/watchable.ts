import { unlessSame } from './unless-same'

/** A snapshot that others watch. */
export interface Watchable<Snapshot> {
  snapshot(): Snapshot
  subscribe(listener: () => void): () => void
  /** Draws anew, and tells the listeners if any part is another one than before. */
  refresh(): void
}

/** `draw` is given the snapshot before, so that parts which did not change can keep their identity. */
export function watchable<Snapshot extends object>(
  draw: (before: Snapshot | null) => Snapshot,
): Watchable<Snapshot> {
  let current: Snapshot | null = null
  const listeners = new Set<() => void>()
  return {
    snapshot: () => (current ??= draw(null)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refresh() {
      const before = current
      current = unlessSame(before, draw(before))
      if (current !== before) for (const listener of [...listeners]) listener()
    },
  }
}
