import type { Device, VisitorKept, VisitorSession, VisitorSnapshot } from '@shopbell/chat-client'
import { NOTHING_KEPT } from '@shopbell/chat-client'

/** A session that says what it is told to say, and remembers what was asked of it. */
export interface FakeSession extends VisitorSession {
  /** Changes the snapshot and tells whoever listens. */
  show(change: Partial<VisitorSnapshot>): void
  /** Calls in their order: a name and what came with it. */
  readonly asked: readonly (readonly [string, ...unknown[]])[]
}

export const NOTHING_YET: VisitorSnapshot = {
  connection: { kind: 'idle' },
  visitor: null,
  availability: null,
  conversation: null,
  pending: [],
  unread: 0,
}

/** A session without a server. `first` is what it shows before anything happens. */
export function fakeSession(first: Partial<VisitorSnapshot> = {}): FakeSession {
  let snapshot = { ...NOTHING_YET, ...first }
  const listeners = new Set<() => void>()
  const asked: [string, ...unknown[]][] = []
  const ask =
    <Given extends unknown[]>(name: string) =>
    (...given: Given) => {
      asked.push([name, ...given])
    }
  return {
    asked,
    show(change) {
      snapshot = { ...snapshot, ...change }
      for (const listener of listeners) listener()
    },
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connect: ask('connect'),
    disconnect: ask('disconnect'),
    resume: ask('resume'),
    send(text, page) {
      asked.push(['send', text, page])
      return `client-${asked.length}`
    },
    retry: ask('retry'),
    remove(clientId) {
      asked.push(['remove', clientId])
      return snapshot.pending.find((message) => message.clientId === clientId)?.text ?? ''
    },
    read: ask('read'),
    typing: ask('typing'),
    fetchEarlier: ask('fetchEarlier'),
    close: ask('close'),
  }
}

/** A device that forgets with the test. */
export function fakeDevice(first: Partial<VisitorKept> = {}): Device<VisitorKept> {
  let kept: VisitorKept = { ...NOTHING_KEPT, ...first }
  return {
    read: () => kept,
    update(change) {
      kept = change(kept)
      return kept
    },
    onChange: () => () => {},
    alone: (work) => work(),
  }
}
