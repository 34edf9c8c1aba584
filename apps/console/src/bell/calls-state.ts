import { computed, effect, type ReadonlySignal, untracked } from '@preact/signals'
import type { AgentSession, AgentSnapshot } from '@shopbell/chat-client'
import { CALLING_VIEWS } from '@shopbell/protocol'
import { ApiError, type ConsoleApi } from '../foundation/api'
import type { Inbox } from '../inbox/inbox-state'

/** What could not be fetched is asked for again after this long. */
const AGAIN_MS = 4_000

/** Keeps what may call for the agent as it is, whichever list is shown: fetched on each connection, then told. */
export function keepCalls(
  api: ConsoleApi,
  session: AgentSession,
  { inbox, snapshot }: { inbox: Inbox; snapshot: ReadonlySignal<AgentSnapshot> },
): () => void {
  let again: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const load = async () => {
    clearTimeout(again)
    const store = inbox.shown.peek()?.store
    if (store === undefined || isOver) return
    try {
      const pages = await Promise.all(CALLING_VIEWS.map((view) => api.conversations(store, { view })))
      CALLING_VIEWS.forEach((view, at) => {
        const page = pages[at]
        if (page !== undefined && !isOver) session.showView({ ...page, store, view })
      })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!isOver) again = setTimeout(load, AGAIN_MS)
    }
  }
  const due = computed(() => {
    const { calls, connection } = snapshot.value
    return calls.stale && connection.kind === 'open' ? (inbox.shown.value?.store ?? null) : null
  })
  const stop = effect(() => {
    if (due.value !== null) void untracked(load)
  })
  return () => {
    isOver = true
    clearTimeout(again)
    stop()
  }
}
