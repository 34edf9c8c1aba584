import type { VisitorKept } from '@shopbell/chat-client'
import type { UnreadBody, WidgetSettings } from '@shopbell/protocol'
import { openChat } from '../copy'
import type { PanelModule, Shell } from '../shell'
import styles from '../styles/launcher.css?inline'
import { isDark } from './page-ground'

/** The server puts the store's settings here when it answers the snippet. */
declare const __SHOPBELL_SETTINGS__: WidgetSettings

const settings = __SHOPBELL_SETTINGS__
const script = document.currentScript

// Included twice, by a theme and by a tag manager say, the first one stays.
if (!window.Shopbell && script && 'src' in script) start(script.src)

/** Draws the launcher and answers for `window.Shopbell`. On most pages that is all: nothing written, no socket. */
function start(source: string) {
  const host = document.createElement('shopbell-chat')
  const launcher = document.createElement('button')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  let again = ''

  const shell: Shell = {
    settings,
    source,
    root,
    launcher,
    said: [],
    showUnread(count) {
      launcher.dataset.unread = count > 9 ? '9+' : `${count}`
      launcher.ariaLabel = openChat(settings.name, count)
    },
    matchPage() {
      const page = getComputedStyle(host)
      const body = getComputedStyle(document.body ?? host)
      // Written only where it says something, for to write it is to compute the launcher's style once more.
      if (page.direction + body.direction !== 'ltrltr') host.dir = body.direction
      host.toggleAttribute('dark', isDark(body.backgroundColor + page.backgroundColor + page.columnRuleColor))
    },
  }

  // A failed import is remembered under its address; another fragment makes it a new one for the same file.
  const load = (act: keyof PanelModule) =>
    import(/* @vite-ignore */ new URL(settings.panel, source) + again).then(
      (module: PanelModule) => module[act](shell),
      () => (again += '#'),
    )

  sheet.replaceSync(styles.replaceAll('right', settings.side))
  root.adoptedStyleSheets = [sheet]
  root.append(launcher)
  launcher.className = 'launcher'
  launcher.onpointerenter = launcher.onfocus = () => load('draw')
  launcher.onclick = () => load('toggle')
  for (const [token, colour] of Object.entries(settings.accent)) host.style.setProperty(`--${token}`, colour)
  shell.showUnread(0)
  // Beside the body, not in it: no `body > *`, no gap of a grid, and no swap of the body reaches it there.
  document.documentElement.append(host)

  const stepAside = () => {
    launcher.hidden = !!document.activeElement?.matches('[autocomplete*=cc-]')
  }
  addEventListener('focusin', stepAside)
  addEventListener('focusout', stepAside)

  window.Shopbell = {
    setContext: (context) => shell.said.push(context),
    open: () => load('open'),
    // The panel, once it is here, answers this itself.
    close() {},
  }
  dispatchEvent(new Event('shopbell:ready'))

  // In the first frame that shows a body, whose ground the launcher goes with.
  requestAnimationFrame(() => {
    shell.matchPage()
    // After that frame: the first look at storage has to wait for the browser's own process.
    setTimeout(async () => {
      try {
        const key = `shopbell:${settings.store}`
        // Of a nought nothing is kept, and nothing has to be thrown.
        const { conversation, open, outbox, token }: Partial<VisitorKept> = JSON.parse(
          localStorage[key] ?? sessionStorage[key] ?? 0,
        )
        // As `wantsSocket` of chat-client, in fewer bytes.
        if (open || outbox?.[0] || (conversation?.open && Date.now() - conversation.lastAtMs < 864e5))
          load('resume')
        else if (token) {
          const asked = await fetch(new URL(`/v1/stores/${settings.store}/unread`, source), {
            headers: { authorization: `Bearer ${token}` },
            credentials: 'omit',
          })
          const answer: UnreadBody = await asked.json()
          if (answer.live) load('resume')
          else shell.showUnread(answer.unread)
        }
      } catch {
        // It is not ours, storage is forbidden, or the badge did not come, which is a courtesy: a page view without memory.
      }
    })
  })
}
