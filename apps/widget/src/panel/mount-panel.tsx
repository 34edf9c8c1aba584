import { render } from 'preact'
import styles from '../styles/widget.css?inline'
import type { ConversationPart } from './conversation-part'
import { Panel } from './panel'
import { type PanelParts, type PanelState, panelState } from './panel-state'

export interface PanelOptions extends PanelParts {
  /** Brings the chunk that draws what the server says. */
  readonly loadConversation: () => Promise<{ readonly startConversation: StartConversation }>
}

export type StartConversation = (state: PanelState, mount: HTMLElement) => ConversationPart

/** A panel beside its launcher, as the loader and a shop's scripts use it. */
export interface MountedPanel {
  open(): void
  close(): void
  toggle(): void
  /** Stands as it was left on the page before, and connects where that is wanted. */
  resume(): Promise<void>
}

/** Draws the panel, closed, and sees to it that it is drawn anew, once per turn, whenever something has changed. */
export function mountPanel({ loadConversation, ...parts }: PanelOptions): MountedPanel {
  const { shell, session, device } = parts
  const { launcher, root } = shell
  const mount = document.createElement('div')
  let isDue = false
  const state = panelState(parts, () => {
    if (isDue) return
    isDue = true
    queueMicrotask(draw)
  })

  function draw() {
    isDue = false
    const part = state.part.value
    part?.beforeDraw()
    render(<Panel state={state} close={close} />, mount)
    part?.afterDraw()
  }

  function open() {
    if (!state.opening.value) state.open('opened')
    draw()
    takeFocus(mount)
  }

  function close() {
    if (!state.opening.value) return
    state.close()
    draw()
    launcher.focus()
  }

  function toggle() {
    if (state.opening.value) close()
    else open()
  }

  const isWhole = loadConversation().then(({ startConversation }) => {
    state.part.value = startConversation(state, mount)
  })
  mount.className = 'shopbell'
  mount.dataset.side = shell.settings.side
  adopt(root, styles)
  root.prepend(mount)
  mount.addEventListener('keydown', (event) => {
    // The shop's own shortcuts are not meant by what is typed here.
    event.stopPropagation()
    if (event.key === 'Escape' && !event.isComposing) close()
  })
  // From now on a click is answered in its own frame.
  launcher.onclick = toggle
  if (window.Shopbell) window.Shopbell.close = close
  draw()

  return {
    open,
    close,
    toggle,
    async resume() {
      if (!device.read().open) return session.resume()
      // Both come from the browser's cache; in one piece they do not flicker.
      await isWhole
      state.open('restored')
      draw()
    },
  }
}

/** Gives the focus to where one writes; where there is only a keyboard on glass, it would cover what there is to read. */
export function takeFocus(mount: HTMLElement) {
  const hasKeys = matchMedia('(min-width: 480px) and (pointer: fine)').matches
  mount.querySelector<HTMLElement>(hasKeys ? 'textarea' : '.panel')?.focus()
}

/** Adds a sheet to those of the loader and the panel. */
export function adopt(root: ShadowRoot, css: string) {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}
