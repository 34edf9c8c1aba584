import type { MembershipBody, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import { copy } from '../copy'
import { Bell, Icon, type IconName } from '../foundation/icons'
import { inboxPath } from '../foundation/routes'
import { useSeat } from '../foundation/world'
import { AccountMenu } from './account-menu'
import { Availability } from './availability'

/** One way to go. Only a place where somebody waits turns brass or red. */
export interface Place {
  readonly href: string
  readonly label: string
  readonly icon: IconName
  readonly current: boolean
  /** The view it leads to, for the sheets: on a phone there is no room for all of them. */
  readonly view?: string
  readonly count?: number
  readonly heat?: 'calm' | 'soon' | 'late'
}

/** The first column: which store, whether one is there, and where to go. A rail when narrow, a bar on a phone. */
export function Where(props: {
  store: StoreId
  label: string
  places: readonly Place[]
  foot: readonly Place[]
  onKeys: () => void
}): JSX.Element {
  const { me } = useSeat()
  const membership = me.memberships.find((one) => one.store.id === props.store)
  return (
    <header class="where">
      <div class="brand">
        <Bell />
        <StoreName store={props.store} memberships={me.memberships} />
      </div>
      {membership !== undefined && <Availability membership={membership} />}
      <nav class="places" aria-label={props.label}>
        <Places places={props.places} />
        <Places places={props.foot} foot />
      </nav>
      <AccountMenu name={me.agent.name} address={me.agent.address} onKeys={props.onKeys} />
    </header>
  )
}

function StoreName(props: { store: StoreId; memberships: readonly MembershipBody[] }): JSX.Element {
  const { route } = useLocation()
  const name = props.memberships.find((one) => one.store.id === props.store)?.store.name ?? ''
  if (props.memberships.length < 2) {
    return (
      <span class="brand-name" title={name}>
        <bdi>{name}</bdi>
      </span>
    )
  }
  return (
    <select
      class="brand-name"
      aria-label={copy.where.store}
      value={props.store}
      onChange={(event) => {
        const chosen = props.memberships.find((one) => one.store.id === event.currentTarget.value)
        if (chosen !== undefined) route(inboxPath(chosen.store.id, 'mine'))
      }}
    >
      {props.memberships.map(({ store }) => (
        <option key={store.id} value={store.id}>
          {store.name}
        </option>
      ))}
    </select>
  )
}

function Places({ places, foot = false }: { places: readonly Place[]; foot?: boolean }): JSX.Element | null {
  const chosen = useRef<HTMLAnchorElement>(null)
  const here = places.find((place) => place.current)?.href
  // On a phone the bar may be longer than the screen.
  useEffect(() => chosen.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' }), [here])
  if (places.length === 0) return null
  return (
    <ul data-foot={foot ? '' : undefined}>
      {places.map(({ href, label, icon, current, view, count, heat }) => (
        <li key={href}>
          <a
            class="place"
            ref={current ? chosen : null}
            href={href}
            title={label}
            data-heat={heat}
            data-view={view}
            aria-current={current ? 'page' : undefined}
          >
            <Icon name={icon} />
            <span class="place-label">{label}</span>
            {count !== undefined && count > 0 && <span class="place-count">{copy.count(count)}</span>}
          </a>
        </li>
      ))}
    </ul>
  )
}
