import type { DomainEvent, Publish } from '../foundation/events'

/** A doorbell: tells every server process what was committed. A lost ring costs a moment, never a message. */
export interface Bus {
  /** Tells them soon, together with what else is committed meanwhile. Never throws. */
  readonly publish: Publish
  /** Hears every event from now on. Returns how to stop. */
  subscribe(hear: Publish): () => void
  /** Rings what is still to be rung. */
  flush(): void
}

/** The bus of one server process. `report` hears what a listener throws. */
export function memoryBus(report: (error: unknown) => void): Bus {
  const listeners = new Set<Publish>()
  let waiting: DomainEvent[] = []

  function flush(): void {
    if (waiting.length === 0) return
    const events = waiting
    waiting = []
    for (const hear of listeners) {
      try {
        hear(events)
      } catch (error) {
        // One deaf listener must not keep the others from hearing.
        report(error)
      }
    }
  }

  return {
    publish(events) {
      // After the senders' acks, and once for everything that this turn of the loop has committed.
      if (waiting.length === 0) setImmediate(flush)
      waiting.push(...events)
    },
    subscribe(hear) {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    flush,
  }
}
