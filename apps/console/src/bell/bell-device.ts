import { type ReadonlySignal, signal } from '@preact/signals'
import type { AgentId } from '@shopbell/protocol'
import { browserChime, type Chime } from './chime'

/** Whether the browser shows notices: not asked yet, allowed, refused, or it has none. */
export type Permission = 'unasked' | 'granted' | 'denied' | 'missing'

export interface Notice {
  readonly title: string
  readonly body: string
  /** One notice at a time for each. */
  readonly tag: string
  /** The place in the console that it leads to. */
  readonly path: string
}

/** What the bell takes from the browser. */
export interface BellDevice extends Chime {
  readonly permission: ReadonlySignal<Permission>
  /** Asks for it; only ever after a press. */
  askPermission(): Promise<void>
  notify(notice: Notice): void
  /** Whether this tab is in front of somebody. */
  readonly isHere: ReadonlySignal<boolean>
  /** Tells whether this tab is to ring: of an agent's several the one that was last in front. Returns how to leave. */
  lead(agent: AgentId, onLead: (leads: boolean) => void): () => void
}

/** The bell of a browser's tab. */
export function browserBell(): BellDevice {
  const chime = browserChime()
  const permission = signal(permissionNow())
  const isHere = signal(isInFront())
  const look = () => {
    isHere.value = isInFront()
    permission.value = permissionNow()
  }
  for (const event of ['focus', 'blur'] as const) addEventListener(event, look)
  document.addEventListener('visibilitychange', look)
  return {
    ...chime,
    permission,
    isHere,
    async askPermission() {
      if (permission.peek() === 'missing') return
      await Notification.requestPermission()
      look()
    },
    notify({ title, body, tag, path }) {
      if (permission.peek() !== 'granted') return
      const notice = new Notification(title, { body, tag })
      notice.onclick = () => {
        notice.close()
        focus()
        history.pushState(null, '', path)
        // The console's own way of going somewhere hears of it by this.
        dispatchEvent(new PopStateEvent('popstate'))
      }
    },
    lead(agent, onLead) {
      // Without locks every tab rings: rather twice than not at all.
      if (!('locks' in navigator)) {
        onLead(true)
        return () => undefined
      }
      return leadByLock(`shopbell.console.bell.${agent}`, isHere, onLead)
    },
  }
}

/** Whoever comes to the front takes the lock away; when its tab is closed, another one gets it. */
function leadByLock(
  name: string,
  isHere: ReadonlySignal<boolean>,
  onLead: (leads: boolean) => void,
): () => void {
  const over = new AbortController()
  let release: (() => void) | null = null
  let isQueued = false
  const hold = () => {
    onLead(true)
    return new Promise<void>((resolve) => {
      release = resolve
    })
  }
  const lost = () => {
    release = null
    onLead(false)
    queue()
  }
  const queue = () => {
    if (isQueued || over.signal.aborted) return
    isQueued = true
    const granted = () => {
      isQueued = false
      return hold()
    }
    navigator.locks.request(name, { signal: over.signal }, granted).catch(lost)
  }
  queue()
  const stop = isHere.subscribe((here) => {
    if (here && release === null) navigator.locks.request(name, { steal: true }, hold).catch(lost)
  })
  return () => {
    stop()
    over.abort()
    release?.()
  }
}

function isInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

function permissionNow(): Permission {
  if (!('Notification' in globalThis)) return 'missing'
  return Notification.permission === 'default' ? 'unasked' : Notification.permission
}
