import { useComputed, useSignal } from '@preact/signals'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import { Conversation } from '../conversation/conversation'
import { copy } from '../copy'
import { tick } from '../foundation/clock'
import { Bell } from '../foundation/icons'
import { CONSOLE_VIEWS, type ConsoleView, inboxPath, pagePath } from '../foundation/routes'
import { mayManage, useSeat, useStoreName } from '../foundation/world'
import { KeysList } from '../frame/keys'
import { useShortcuts } from '../frame/shortcuts'
import { type Place, Where } from '../frame/where'
import { fuseOf } from './fuse'
import { asksFor } from './row-words'
import { Which } from './which'

const ICONS = {
  mine: 'inbox',
  waiting: 'clock',
  email: 'letter',
  closed: 'box',
  all: 'all',
  overdue: 'alert',
} as const

/** The agent's room: where, which, what, and who it is. */
export function InboxScreen(props: {
  store: StoreId
  view: ConsoleView
  conversation: ConversationId | null
}): JSX.Element {
  const { store, view, conversation } = props
  const { me, desk } = useSeat()
  const { route } = useLocation()
  const keys = useSignal(false)
  const membership = me.memberships.find((one) => one.store.id === store)

  useEffect(() => desk.inbox.show(store, view), [desk, store, view])
  useTitle(store, view)

  /** Goes on by one in the list; the row gets the focus, so that the eye and a screen reader follow. */
  const move = (by: 1 | -1) => {
    const rows = desk.inbox.rows.peek()
    const at = rows.findIndex(({ id }) => id === conversation)
    const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by]
    if (next === undefined) return
    route(inboxPath(store, view, next.id))
    document.querySelector<HTMLElement>(`[data-row="${next.id}"]`)?.focus()
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    '?': () => {
      keys.value = true
    },
    Escape: () => {
      if (conversation !== null) route(inboxPath(store, view))
    },
  })

  return (
    <div class="desk" data-open={conversation === null ? undefined : ''}>
      <a class="skip" href="#what">
        {copy.skip}
      </a>
      <Where
        store={store}
        label={copy.where.label}
        places={useViews(store, view)}
        foot={mayManage(membership?.role) ? [settingsPlace(store)] : []}
        onKeys={() => {
          keys.value = true
        }}
      />
      <main class="rooms">
        <Which store={store} view={view} chosen={conversation} withStrip={conversation === null} />
        <div class="what" id="what" tabIndex={-1}>
          {conversation === null ? (
            <div class="empty">
              <Bell />
              <p>{copy.conversation.none}</p>
            </div>
          ) : (
            <Conversation key={conversation} store={store} view={view} id={conversation} />
          )}
        </div>
      </main>
      {keys.value && (
        <KeysList
          onClose={() => {
            keys.value = false
          }}
        />
      )}
    </div>
  )
}

function useViews(store: StoreId, view: ConsoleView): Place[] {
  const { desk } = useSeat()
  const { counts } = desk.snapshot.value
  // Computed, so that the screen is drawn again when it changes and not with every second.
  const heat = useComputed(() => waitingHeat(desk)).value
  const overdue = desk.numbers.now.value?.overdue ?? 0
  return CONSOLE_VIEWS.map((one): Place => {
    const place = {
      href: inboxPath(store, one),
      label: copy.views[one],
      icon: ICONS[one],
      current: one === view,
      view: one,
    }
    if (one === 'mine') return { ...place, count: counts?.mine ?? 0 }
    if (one === 'waiting') return { ...place, count: counts?.waiting ?? 0, heat }
    if (one === 'email') return { ...place, count: counts?.email ?? 0 }
    if (one === 'overdue') return { ...place, count: overdue, heat: overdue > 0 ? 'late' : 'calm' }
    return place
  })
}

/** The worst fuse among the waiting rows that this screen knows; brass as soon as anybody waits. */
function waitingHeat({ inbox, snapshot }: ReturnType<typeof useSeat>['desk']): 'calm' | 'soon' | 'late' {
  const waiting = inbox.rows.value.filter(
    ({ standing, isAlarmed }) => standing.status === 'waiting' || isAlarmed,
  )
  if (waiting.some((row) => fuseOf(row, tick.value)?.heat === 'late')) return 'late'
  return (snapshot.value.counts?.waiting ?? 0) > 0 ? 'soon' : 'calm'
}

function settingsPlace(store: StoreId): Place {
  return { href: pagePath(store, 'look'), label: copy.where.settings, icon: 'sliders', current: false }
}

/** How many conversations ask for this agent: those of theirs, and those that anybody may take. */
function askingNow({ agent, snapshot }: ReturnType<typeof useSeat>['desk']): number {
  const { calls, counts, ownMarks } = snapshot.value
  const mine = calls.rows.filter((row) =>
    asksFor(agent, row, { ownMark: ownMarks.get(row.id), nowMs: tick.value }),
  )
  return mine.length + (counts?.waiting ?? 0)
}

/** The tab's title: how many ask for this agent, then where one is. */
function useTitle(store: StoreId, view: ConsoleView): void {
  const { desk } = useSeat()
  // Computed, so that the screen is drawn again when it changes and not with every second.
  const asking = useComputed(() => askingNow(desk)).value
  const name = useStoreName(store) || copy.product
  useEffect(() => {
    document.title = `${asking > 0 ? `(${copy.count(asking)}) ` : ''}${copy.views[view]} · ${name}`
  }, [asking, view, name])
}
