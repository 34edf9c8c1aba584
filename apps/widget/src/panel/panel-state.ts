import type { Device, VisitorKept, VisitorSession } from '@shopbell/chat-client'
import { panelWords as words } from '../copy'
import type { Shell } from '../shell'
import { signalsFor } from '../signal'
import { overLimit } from './composer'
import type { ConversationPart, Opening } from './conversation-part'

/** Writing to the device waits this long for more to write. */
const KEEP_MS = 300

export interface PanelParts {
  readonly shell: Shell
  readonly session: VisitorSession
  readonly device: Device<VisitorKept>
  readonly now: () => number
}

export type PanelState = ReturnType<typeof panelState>

/** Everything about the panel that outlives a drawing, and what a shopper can do with it. `changed` asks for one. */
export function panelState({ shell, session, device, now }: PanelParts, changed: () => void) {
  const signal = signalsFor(changed)
  const { launcher } = shell
  const snapshot = signal(session.snapshot())
  /** Null until its chunk is here. */
  const part = signal<ConversationPart | null>(null)
  const opening = signal<Opening | null>(null)
  const draft = signal(device.read().draft)

  let toKeep: Partial<VisitorKept> = {}
  let timer = 0

  function keep(change: Partial<VisitorKept>) {
    toKeep = { ...toKeep, ...change }
    clearTimeout(timer)
    timer = window.setTimeout(keepNow, KEEP_MS)
  }

  function keepNow() {
    const change = toKeep
    toKeep = {}
    if (Object.keys(change).length > 0) device.update((before) => ({ ...before, ...change }))
  }

  function write(text: string) {
    draft.value = text
    keep({ draft: text })
  }

  session.subscribe(() => {
    const before = snapshot.value
    const after = session.snapshot()
    snapshot.value = after
    part.value?.heard(before, after)
    if (!opening.value) shell.showUnread(after.unread)
  })
  shell.showUnread(snapshot.value.unread)
  // A page that is left, or put aside on a phone, may never come back.
  document.addEventListener('visibilitychange', keepNow)
  addEventListener('pagehide', keepNow)

  return {
    shell,
    session,
    now,
    snapshot,
    part,
    opening,
    draft,
    device,
    signal,
    keep,
    write,
    open(how: Opening) {
      opening.value = how
      part.value?.opened()
      if (how === 'opened') device.update((before) => ({ ...before, open: true }))
      session.connect()
      shell.matchPage()
      shell.showUnread(0)
      launcher.ariaExpanded = 'true'
      launcher.ariaLabel = words.closeChat
    },
    close() {
      opening.value = null
      keep({ open: false, ...part.value?.closed() })
      keepNow()
      session.disconnect()
      launcher.ariaExpanded = 'false'
      shell.showUnread(snapshot.value.unread)
    },
    type(text: string) {
      write(text)
      session.typing(text.trim() !== '')
    },
    send() {
      const text = draft.value.trim()
      if (!text || overLimit(text) > 0) return
      // The session empties the kept draft in the same write as it keeps the message.
      toKeep = { ...toKeep, draft: '', scroll: null }
      draft.value = ''
      session.send(text, part.value?.page() ?? null)
      part.value?.sent()
    },
  }
}
