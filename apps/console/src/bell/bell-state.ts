import { effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals'
import type { AgentSnapshot } from '@shopbell/chat-client'
import type { AgentId, ConversationRow, StoreId } from '@shopbell/protocol'
import { copy } from '../copy'
import { tick } from '../foundation/clock'
import { inboxPath, routeOf } from '../foundation/routes'
import type { Shelf } from '../foundation/shelf'
import type { Inbox } from '../inbox/inbox-state'
import { nameOf, pageTitle } from '../inbox/row-words'
import type { BellDevice, Notice } from './bell-device'
import { type HeardOf, type Ring, ringsFor } from './rings-for'

/** What calls an agent who looks elsewhere: a sound, and a notice once allowed. Kept on or off by the device. */
export interface Bell {
  readonly device: BellDevice
  readonly soundOn: Signal<boolean>
  readonly noticesOn: Signal<boolean>
  close(): void
}

export interface BellParts {
  readonly agent: AgentId
  readonly device: BellDevice
  readonly shelf: Shelf
  readonly inbox: Inbox
  readonly snapshot: ReadonlySignal<AgentSnapshot>
  readonly storeName: (store: StoreId) => string
}

export function createBell({ agent, device, shelf, inbox, snapshot, storeName }: BellParts): Bell {
  const soundOn = keptSwitch(shelf, 'sound')
  const noticesOn = keptSwitch(shelf, 'notices')
  const leads = signal(false)
  const leave = device.lead(agent, (now) => {
    leads.value = now
  })
  let store: StoreId | null = null
  let heard: HeardOf | null = null

  const tell = (rings: readonly Ring[]) => {
    if (rings.length === 0) return
    if (soundOn.peek()) device.sound()
    if (!noticesOn.peek() || device.isHere.peek()) return
    for (const ring of rings) device.notify(noticeOf(ring, storeName(ring.row.store)))
  }
  const stop = effect(() => {
    const { calls, view, switch: place } = snapshot.value
    // The rows may still be those of the store shown before.
    const here = inbox.shown.value?.store ?? null
    if (calls.stale || here === null || view?.store !== here) return
    // Another store's conversations are other ones: what stands there already rings for nothing.
    if (here !== store) heard = null
    store = here
    const result = ringsFor(calls.rows, heard, {
      me: agent,
      place: place ?? 'away',
      open: openNow(),
      // A tab that leaves the ringing to another has heard it all the same.
      isHere: device.isHere.value || !leads.value,
      nowMs: tick.value,
    })
    heard = result.heard
    if (leads.value) untracked(() => tell(result.rings))
  })

  return {
    device,
    soundOn,
    noticesOn,
    close() {
      stop()
      leave()
    },
  }
}

/** On until somebody switches it off on this device. */
function keptSwitch(shelf: Shelf, name: 'sound' | 'notices'): Signal<boolean> {
  const isOn = signal(shelf.read(name) !== 'off')
  isOn.subscribe((on) => shelf.write(name, on ? null : 'off'))
  return isOn
}

/** Who, and on which page: no word of what was written, since a notice is read by whoever passes the screen. */
function noticeOf({ row, because }: Ring, storeName: string): Notice {
  return {
    title: copy.bell.notices[because](nameOf(row, storeName)),
    body: row.visitor.name === null ? '' : (pageTitle(row, storeName) ?? ''),
    tag: row.id,
    path: inboxPath(row.store, because === 'mine' || because === 'answer' ? 'mine' : 'waiting', row.id),
  }
}

function openNow(): ConversationRow['id'] | null {
  const route = routeOf(location.pathname)
  return route.kind === 'inbox' ? route.conversation : null
}
