import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { AgentSnapshot } from '@shopbell/chat-client'
import type { NumbersBody, StoreId } from '@shopbell/protocol'
import { ApiError, type ConsoleApi } from '../foundation/api'
import { tick } from '../foundation/clock'
import type { Inbox } from './inbox-state'

const EVERY_MS = 30_000

/** How the shown store does: asked for every half minute while the page is seen, and whenever the counts move. */
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
  const halfMinute = computed(() => Math.floor(tick.value / EVERY_MS))
  const counts = computed(() => snapshot.value.counts)
  let asked = 0

  const load = async () => {
    const here = store.peek()
    if (here === null || document.visibilityState !== 'visible') return
    asked += 1
    const mine = asked
    try {
      const numbers = await api.numbers(here)
      if (mine === asked) came.value = { store: here, numbers }
    } catch (error) {
      // What stands there stays until the next half minute.
      if (!(error instanceof ApiError)) throw error
    }
  }
  const stop = effect(() => {
    // Each of them is a reason to ask.
    void [store.value, halfMinute.value, counts.value]
    void untracked(load)
  })
  document.addEventListener('visibilitychange', load)

  return {
    now: computed(() => (came.value?.store === store.value ? (came.value?.numbers ?? null) : null)),
    close() {
      stop()
      document.removeEventListener('visibilitychange', load)
      asked += 1
    },
  }
}
