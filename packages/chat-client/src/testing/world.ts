import type { Device } from '../device'
import type { Environment, PageEvent, Transport, TransportHandlers } from '../environment'

/** A clock that is set by hand and rings what is due on the way. */
export interface TestClock {
  now(): number
  setTimer(run: () => void, ms: number): () => void
  /** Moves on by so many milliseconds, ringing everything due, and lets promises settle in between. */
  pass(ms: number): Promise<void>
  /** Time jumps and nothing rings: the machine slept. */
  jump(ms: number): void
}

export function testClock(startMs = Date.parse('2026-01-05T09:00:00Z')): TestClock {
  let nowMs = startMs
  let counter = 0
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>()
  const nextDue = (untilMs: number) => {
    let found: number | null = null
    for (const [id, { atMs }] of timers) {
      const best = found === null ? null : timers.get(found)
      if (atMs <= untilMs && (!best || atMs < best.atMs)) found = id
    }
    return found
  }
  return {
    now: () => nowMs,
    setTimer(run, ms) {
      counter += 1
      const id = counter
      timers.set(id, { atMs: nowMs + Math.max(0, ms), run })
      return () => timers.delete(id)
    },
    async pass(ms) {
      const untilMs = nowMs + ms
      await settled()
      for (let id = nextDue(untilMs), rung = 0; id !== null; id = nextDue(untilMs), rung += 1) {
        if (rung > 100_000) throw new Error('Something rings for ever.')
        const timer = timers.get(id)
        timers.delete(id)
        nowMs = Math.max(nowMs, timer?.atMs ?? 0)
        timer?.run()
        await settled()
      }
      nowMs = untilMs
    },
    jump(ms) {
      nowMs += ms
    },
  }
}

/** Lets promises that are already resolved run on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
}

export interface TestEnvironment extends Environment {
  /** Tells the page that this has happened; online and hidden follow from it. */
  happen(event: PageEvent): void
}

export interface TestEnvironmentOptions {
  readonly clock: TestClock
  readonly random: () => number
  readonly connect: (url: string, handlers: TransportHandlers) => Transport
}

/** A page whose every event is set by hand. */
export function testEnvironment({ clock, random, connect }: TestEnvironmentOptions): TestEnvironment {
  const listeners = new Set<{ readonly event: PageEvent; readonly listener: () => void }>()
  let isOnline = true
  let isHidden = false
  return {
    now: clock.now,
    random,
    randomBytes(bytes) {
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(random() * 256)
      return bytes
    },
    setTimer: clock.setTimer,
    openTransport: connect,
    isOnline: () => isOnline,
    isHidden: () => isHidden,
    on(event, listener) {
      const one = { event, listener }
      listeners.add(one)
      return () => listeners.delete(one)
    },
    happen(event) {
      if (event === 'online' || event === 'offline') isOnline = event === 'online'
      if (event === 'visible' || event === 'hidden') isHidden = event === 'hidden'
      for (const one of [...listeners]) if (one.event === event) one.listener()
    },
  }
}

/** One browser's storage, shared by the devices of its tabs. */
export interface TestStorage<Kept> {
  /** A tab's view of it. */
  device(): Device<Kept>
  /** What a page that is opened now would find. */
  read(): Kept
}

interface Write<Kept> {
  readonly kept: Kept
  readonly place: number
}

interface Tab<Kept> {
  /** The newest write that this tab knows of. */
  view: Write<Kept>
  heardAtMs: number
  readonly listeners: Set<(heard: Kept) => void>
}

/**
 * A storage whose tabs all see the newest value at once; or, with a `lateness`, as browsers do it: each tab has a
 * view of its own, hears of another one's write so much later, and writes the whole value from what it sees. The
 * last write stays, and what it did not know of is lost.
 */
export function testStorage<Kept>(
  nothing: Kept,
  lateness?: { readonly clock: TestClock; readonly lateByMs: () => number },
): TestStorage<Kept> {
  let newest: Write<Kept> = { kept: nothing, place: 0 }
  let turn = Promise.resolve()
  const tabs = new Set<Tab<Kept>>()

  function tell(tab: Tab<Kept>, write: Write<Kept>): void {
    const see = () => {
      // A tab that has written since keeps its own value, and so does everybody else in the end.
      if (write.place > tab.view.place) tab.view = write
    }
    const hear = () => {
      for (const listener of tab.listeners) listener(write.kept)
    }
    if (!lateness) {
      see()
      queueMicrotask(hear)
      return
    }
    const { clock, lateByMs } = lateness
    tab.heardAtMs = Math.max(tab.heardAtMs, clock.now() + lateByMs())
    clock.setTimer(() => {
      see()
      hear()
    }, tab.heardAtMs - clock.now())
  }

  return {
    read: () => newest.kept,
    device() {
      const tab: Tab<Kept> = { view: newest, heardAtMs: 0, listeners: new Set() }
      tabs.add(tab)
      return {
        read: () => tab.view.kept,
        update(change) {
          const kept = change(tab.view.kept)
          if (kept === tab.view.kept) return kept
          newest = { kept, place: newest.place + 1 }
          tab.view = newest
          for (const other of tabs) if (other !== tab) tell(other, newest)
          return kept
        },
        onChange(listener) {
          tab.listeners.add(listener)
          return () => tab.listeners.delete(listener)
        },
        alone(work) {
          const mine = turn.then(work)
          turn = mine
          return mine
        },
      }
    },
  }
}
