import type { ConversationId, StoreId, ViewCounts } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { Bell } from '../foundation/icons'
import { type ConsoleView, inboxPath, pagePath } from '../foundation/routes'
import { mayManage, useSeat } from '../foundation/world'
import { useSwitch } from '../frame/availability'
import { Strip } from '../frame/strip'
import { ConversationRows } from './conversation-rows'
import { NumbersStrip } from './numbers'

/** The second column: the conversations of one view. */
export function Which(props: {
  store: StoreId
  view: ConsoleView
  chosen: ConversationId | null
  withStrip: boolean
}): JSX.Element {
  const { desk } = useSeat()
  const { inbox, snapshot } = desk
  const rows = inbox.rows.value
  const state = inbox.loading.value
  return (
    <section class="which" aria-label={copy.list.label}>
      <div class="bar">
        <h1>{copy.views[props.view]}</h1>
        <span class="bar-count">{orderWords(props.view, snapshot.value.counts?.[countOf(props.view)])}</span>
      </div>
      <NumbersStrip store={props.store} />
      {props.withStrip && <Strip />}
      <div class="which-scroll" aria-busy={state === 'loading'}>
        <ConversationRows
          rows={rows}
          chosen={props.chosen}
          me={desk.agent}
          ownMarks={snapshot.value.ownMarks}
          href={(id) => inboxPath(props.store, props.view, id)}
        />
        {state === 'loading' && rows.length === 0 && <StillRows />}
        {state === 'failed' && (
          <p class="which-note" role="alert">
            {copy.list.failed}
          </p>
        )}
        {state === 'ready' && rows.length === 0 && <Empty store={props.store} view={props.view} />}
        {state === 'ready' && rows.length > 0 && <Further />}
      </div>
      <p class="which-keys" aria-hidden="true">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> {copy.list.keysHint.move}
        </span>
        <span>
          <kbd>r</kbd> {copy.list.keysHint.reply}
        </span>
        <span>
          <kbd>a</kbd> {copy.list.keysHint.take}
        </span>
        <span>
          <kbd>?</kbd> {copy.list.keysHint.all}
        </span>
      </p>
    </section>
  )
}

const ORDERS: Readonly<Record<ConsoleView, string>> = {
  mine: copy.list.urgentFirst,
  waiting: copy.list.longestFirst,
  email: copy.list.urgentFirst,
  closed: copy.list.newestFirst,
  all: copy.list.urgentFirst,
  overdue: copy.list.urgentFirst,
}

function countOf(view: ConsoleView): keyof ViewCounts {
  return view === 'waiting' || view === 'email' ? view : 'mine'
}

/** How many, where the server counts them, and in which order they stand. */
function orderWords(view: ConsoleView, counted: number | undefined): string {
  const order = ORDERS[view]
  const counts = view === 'waiting' || view === 'mine' || view === 'email'
  return counts && counted !== undefined && counted > 0 ? copy.list.counted(counted, order) : order
}

/** The end of the list: older ones come by themselves when it is scrolled into sight, or by the button. */
function Further(): JSX.Element | null {
  const { inbox } = useSeat().desk
  const end = useRef<HTMLButtonElement>(null)
  const more = inbox.hasMore.value
  useEffect(() => {
    const button = end.current
    if (!more || button === null || typeof IntersectionObserver === 'undefined') return
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) void inbox.loadMore()
    })
    watcher.observe(button)
    return () => watcher.disconnect()
  }, [more, inbox])
  if (!more) return null
  return (
    <button type="button" class="which-more" ref={end} onClick={() => inbox.loadMore()}>
      {copy.list.older}
    </button>
  )
}

function StillRows(): JSX.Element {
  return (
    <div class="still" role="status">
      <span class="spoken-only">{copy.list.loading}</span>
      {[0, 1, 2, 3].map((place) => (
        <span key={place} class="still-row" />
      ))}
    </div>
  )
}

function Empty({ store, view }: { store: StoreId; view: ConsoleView }): JSX.Element | null {
  const { me, desk } = useSeat()
  const membership = me.memberships.find((one) => one.store.id === store)
  if (membership === undefined) return null
  const waiting = desk.snapshot.value.counts?.waiting ?? 0
  return (
    <div class="empty">
      <Bell />
      {view === 'email' && <p>{copy.list.emptyEmail}</p>}
      {view === 'closed' && <p>{copy.list.emptyClosed}</p>}
      {view === 'overdue' && <p>{copy.list.emptyOverdue}</p>}
      {view === 'all' && (
        <>
          <p>{copy.list.emptyAll}</p>
          {mayManage(membership.role) && (
            <a class="button" href={pagePath(store, 'install')}>
              {copy.list.putOnShop}
            </a>
          )}
        </>
      )}
      {view === 'mine' && waiting > 0 && (
        <>
          <p>{copy.list.emptyMine}</p>
          <a class="button" href={inboxPath(store, 'waiting')}>
            {copy.list.showWaiting}
          </a>
        </>
      )}
      {(view === 'waiting' || (view === 'mine' && waiting === 0)) && <NobodyWaits membership={membership} />}
    </div>
  )
}

function NobodyWaits({ membership }: { membership: Parameters<typeof useSwitch>[0] }): JSX.Element {
  const { place, wish } = useSwitch(membership)
  const { soundOn, device } = useSeat().desk.bell
  const isHeard = place === 'available' && soundOn.value && device.canSound.value
  return (
    <>
      <p>{isHeard ? copy.list.emptyWithSound : copy.list.empty[place]}</p>
      {place !== 'available' && (
        <button class="button" type="button" onClick={() => wish('available')}>
          {copy.availability.become}
        </button>
      )}
    </>
  )
}
