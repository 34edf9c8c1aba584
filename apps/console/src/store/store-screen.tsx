import { useSignal } from '@preact/signals'
import type { StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { inboxPath, pagePath, STORE_PAGES, type StorePage } from '../foundation/routes'
import { useStoreName } from '../foundation/world'
import { KeysList } from '../frame/keys'
import { useShortcuts } from '../frame/shortcuts'
import { type Place, Where } from '../frame/where'
import { storePages } from './store-pages'

/** The owner's room: one page for each thing that can be set. */
export function StoreScreen({ store, page }: { store: StoreId; page: StorePage }): JSX.Element {
  const keys = useSignal(false)
  const name = useStoreName(store) || copy.product
  const { label, Page } = storePages[page]
  useEffect(() => {
    document.title = `${label} · ${name}`
  }, [label, name])
  useShortcuts({
    '?': () => {
      keys.value = true
    },
  })
  const place = (one: StorePage): Place => ({
    href: pagePath(store, one),
    label: storePages[one].label,
    icon: storePages[one].icon,
    current: one === page,
  })
  return (
    <div class="desk" data-page>
      <Where
        store={store}
        label={copy.where.settingsLabel}
        places={STORE_PAGES.map(place)}
        foot={[{ href: inboxPath(store, 'mine'), label: copy.where.toInbox, icon: 'inbox', current: false }]}
        onKeys={() => {
          keys.value = true
        }}
      />
      <main class="page" id="what">
        <Page key={page} store={store} />
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
