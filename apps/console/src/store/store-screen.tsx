import { useSignal } from '@preact/signals'
import type { StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { inboxPath, pagePath } from '../foundation/routes'
import { useStoreName } from '../foundation/world'
import { KeysList } from '../frame/keys'
import { useShortcuts } from '../frame/shortcuts'
import { type Place, Where } from '../frame/where'
import { Install } from './install'
import { Look } from './look'
import { Replies } from './replies'

export type StorePage = 'install' | 'look' | 'replies'

const ICONS = { install: 'pin', look: 'sliders', replies: 'reply' } as const

/** The owner's room: where the chat stands, how it looks, what the team says often. */
export function StoreScreen({ store, page }: { store: StoreId; page: StorePage }): JSX.Element {
  const keys = useSignal(false)
  const name = useStoreName(store) || copy.product
  useEffect(() => {
    document.title = `${copy.where[page]} · ${name}`
  }, [page, name])
  useShortcuts({
    '?': () => {
      keys.value = true
    },
  })
  const place = (one: StorePage): Place => ({
    href: pagePath(store, one),
    label: copy.where[one],
    icon: ICONS[one],
    current: one === page,
  })
  return (
    <div class="desk" data-page>
      <Where
        store={store}
        label={copy.where.settingsLabel}
        places={[place('install'), place('look'), place('replies')]}
        foot={[{ href: inboxPath(store, 'mine'), label: copy.where.toInbox, icon: 'inbox', current: false }]}
        onKeys={() => {
          keys.value = true
        }}
      />
      <main class="page" id="what">
        {page === 'install' && <Install store={store} />}
        {page === 'look' && <Look store={store} />}
        {page === 'replies' && <Replies store={store} />}
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
