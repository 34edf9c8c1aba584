import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { AgentSession, AgentSnapshot } from '@shopbell/chat-client'
import type { ConversationRow, StoreId, View } from '@shopbell/protocol'
import { ApiError, type ConsoleApi } from '../foundation/api'
import { tick } from '../foundation/clock'
import type { ConsoleView } from '../foundation/routes'

/** A page that could not be fetched is asked for again after this long. */
const AGAIN_MS = 4_000

/** The list on screen: which view, how far it is loaded, and what is wrong with it. */
export interface Inbox {
  readonly shown: ReadonlySignal<{ readonly store: StoreId; readonly view: ConsoleView } | null>
  readonly rows: ReadonlySignal<readonly ConversationRow[]>
  /** `loading` until the first page of this view has come; a later refresh changes nothing on screen. */
  readonly loading: ReadonlySignal<'loading' | 'ready' | 'failed'>
  readonly hasMore: ReadonlySignal<boolean>
  show(store: StoreId, view: ConsoleView): void
  /** Fetches the next page. Does nothing while one is on its way. */
  loadMore(): Promise<void>
  close(): void
}

/** The socket tells rows one by one, HTTP brings them by the page; what is stale is fetched again by itself. */
export function createInbox(
  api: ConsoleApi,
  session: AgentSession,
  snapshot: ReadonlySignal<AgentSnapshot>,
): Inbox {
  const shown = signal<{ store: StoreId; view: ConsoleView } | null>(null)
  const loading = signal<'loading' | 'ready' | 'failed'>('loading')
  const next = signal<string | null>(null)
  let asked = 0
  let moreOnItsWay = false
  let again: ReturnType<typeof setTimeout> | undefined

  const load = async () => {
    const here = shown.peek()
    if (here === null) return
    asked += 1
    const mine = asked
    clearTimeout(again)
    try {
      const view = serverView(here.view)
      const page = await api.conversations(here.store, { view })
      if (mine !== asked) return
      session.showView({ ...page, store: here.store, view })
      next.value = page.next
      loading.value = 'ready'
    } catch (error) {
      if (mine !== asked) return
      if (!(error instanceof ApiError)) throw error
      if (loading.peek() === 'loading') loading.value = 'failed'
      again = setTimeout(load, AGAIN_MS)
    }
  }

  // Rows are told from the moment the socket hears the view, so a page counts only if it was asked for after that.
  // Before the socket is there, one is fetched all the same, so that there is something to see.
  const due = computed(() => {
    const { view, connection } = snapshot.value
    if (view === null) return null
    const isOpen = connection.kind === 'open'
    if (!isOpen && loading.value === 'ready') return null
    return `${view.store}/${view.view}/${isOpen ? 'open' : 'not yet'}/${view.stale ? 'stale' : 'fresh'}`
  })
  const stopWatching = effect(() => {
    if (due.value !== null && !due.value.endsWith('/fresh')) void untracked(load)
  })
  let wasOpen = false
  const stopHearing = effect(() => {
    const isOpen = snapshot.value.connection.kind === 'open'
    if (isOpen && !wasOpen && untracked(() => snapshot.value.view?.stale) === false) void untracked(load)
    wasOpen = isOpen
  })

  const loaded = computed(() => {
    const [view, here] = [snapshot.value.view, shown.value]
    const isShown = view?.store === here?.store && view?.view === (here && serverView(here.view))
    return view !== null && isShown ? view.rows : []
  })
  const isFiltered = computed(() => shown.value?.view === 'overdue')
  // Of all conversations the overdue ones stand first, so that they are a beginning of what is loaded.
  const overdue = computed(
    () => loaded.value.filter(({ lateAt }) => lateAt !== null && lateAt <= tick.value).length,
  )

  return {
    shown,
    loading,
    rows: computed(() => (isFiltered.value ? loaded.value.slice(0, overdue.value) : loaded.value)),
    hasMore: computed(
      () => next.value !== null && !(isFiltered.value && overdue.value < loaded.value.length),
    ),
    show(store, view) {
      const here = shown.peek()
      if (here?.store === store && here.view === view) return
      shown.value = { store, view }
      // What is overdue is loaded with all.
      if (here?.store === store && serverView(here.view) === serverView(view)) return
      loading.value = 'loading'
      next.value = null
      session.watchView(store, serverView(view))
    },
    async loadMore() {
      const [here, before, mine] = [shown.peek(), next.peek(), asked]
      if (here === null || before === null || moreOnItsWay) return
      moreOnItsWay = true
      try {
        const view = serverView(here.view)
        const page = await api.conversations(here.store, { view, before })
        if (mine !== asked) return
        session.showView({ ...page, store: here.store, view, before })
        next.value = page.next
      } catch (error) {
        // The end of the list is asked for again at the next scroll, and the button stays.
        if (!(error instanceof ApiError)) throw error
      } finally {
        moreOnItsWay = false
      }
    },
    close() {
      clearTimeout(again)
      stopWatching()
      stopHearing()
      asked += 1
    },
  }
}

/** The server's view that holds what is shown. */
function serverView(view: ConsoleView): View {
  return view === 'overdue' ? 'all' : view
}
