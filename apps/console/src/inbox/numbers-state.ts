import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { AgentSnapshot } from '@shopbell/chat-client'
import type { NumbersBody, StoreId, ViewCounts } from '@shopbell/protocol'
import { ApiError, type ConsoleApi } from '../foundation/api'
import { tick } from '../foundation/clock'
import type { Inbox } from './inbox-state'

const EVERY_MS = 30_000
/** The counts of a busy store move all the time, and every console hears of it. */
const AFTER_A_MOVE_MS = 5_000

/** How the shown store does: asked for every half minute while the page is seen, and soon after the counts moved. */
export interface Numbers {
  /** Null until they came once. */
  readonly now: ReadonlySignal<NumbersBody | null>
  close(): void
}

export function createNumbers(
  api: ConsoleApi,
  inbox: Inbox,
  snapshot: ReadonlySignal<AgentSnapshot>,
): Numbers {
  const came = signal<{ readonly store: StoreId; readonly numbers: NumbersBody } | null>(null)
  const store = computed(() => inbox.shown.value?.store ?? null)
  const counts = computed(() => snapshot.value.counts)
  /** When they were last asked for, of which store, and beside which counts. */
  let asked: { store: StoreId; counts: ViewCounts | null; atMs: number } | null = null

  const load = async () => {
    const here = store.peek()
    if (here === null || document.visibilityState !== 'visible') return
    const mine = { store: here, counts: counts.peek(), atMs: tick.peek() }
    asked = mine
    try {
      const numbers = await api.numbers(here)
      if (asked === mine) came.value = { store: here, numbers }
    } catch (error) {
      // What stands there stays until the next half minute.
      if (!(error instanceof ApiError)) throw error
    }
  }
  const stop = effect(() => {
    const [here, now] = [store.value, tick.value]
    const afterMs = counts.value === asked?.counts ? EVERY_MS : AFTER_A_MOVE_MS
    if (asked?.store !== here || now >= asked.atMs + afterMs) void untracked(load)
  })
  document.addEventListener('visibilitychange', load)

  return {
    now: computed(() => (came.value?.store === store.value ? (came.value?.numbers ?? null) : null)),
    close() {
      stop()
      document.removeEventListener('visibilitychange', load)
      asked = null
    },
  }
}
