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
      const notice = permission.peek() === 'granted' ? noticeOf(title, { body, tag }) : null
      if (notice === null) return
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
  let held: { release(): void } | null = null
  /** Settles once the lock is lost again, or let go. */
  const hold = async (options: LockOptions) => {
    let mine: typeof held = null
    const granted = () =>
      new Promise<void>((release) => {
        mine = { release }
        held = mine
        onLead(true)
      })
    await navigator.locks.request(name, options, granted).catch((error) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
    })
    // What was taken away may be told after this tab has taken it back.
    if (held !== mine) return
    held = null
    onLead(false)
  }
  const wait = async () => {
    while (!over.signal.aborted) await hold({ signal: over.signal })
  }
  void wait()
  const stop = isHere.subscribe((here) => {
    if (here && held === null) void hold({ steal: true })
  })
  return () => {
    stop()
    over.abort()
    held?.release()
  }
}

function noticeOf(title: string, options: NotificationOptions): Notification | null {
  try {
    return new Notification(title, options)
  } catch {
    // Browsers of phones show none for a page, though they allow it. The sound was heard all the same.
    return null
  }
}

function isInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

function permissionNow(): Permission {
  if (!('Notification' in globalThis)) return 'missing'
  return Notification.permission === 'default' ? 'unasked' : Notification.permission
}
