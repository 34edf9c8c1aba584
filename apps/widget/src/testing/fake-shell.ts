import type { WidgetSettings } from '@shopbell/protocol'
import { openChat } from '../copy'
import type { Shell } from '../shell'
import styles from '../styles/launcher.css?inline'

/** The demo store's settings, as its server sends them. */
export const DEMO_SETTINGS: WidgetSettings = {
  store: 'sto_demo',
  name: 'Mackerel Sky',
  accent: {
    accent: '#F2B705',
    onAccent: '#16201C',
    textLight: '#96710D',
    textDark: '#F2B705',
    accentDark: '#F2B705',
    onAccentDark: '#16201C',
  },
  greeting: null,
  side: 'right',
  panel: 'assets/panel.js',
}

/** A launcher in a shadow root, as the loader draws it, on the page that is open. */
export function fakeShell(settings: WidgetSettings = DEMO_SETTINGS, isDark = false): Shell {
  const host = document.createElement('shopbell-chat')
  const root = host.attachShadow({ mode: 'open' })
  const launcher = document.createElement('button')
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles.replaceAll('right', settings.side))
  root.adoptedStyleSheets = [sheet]
  launcher.className = 'launcher'
  root.append(launcher)
  for (const [token, colour] of Object.entries(settings.accent)) host.style.setProperty(`--${token}`, colour)
  document.documentElement.append(host)
  return {
    settings,
    source: 'https://chat.example.com/w/sto_demo.js',
    root,
    launcher,
    said: [],
    showUnread(count) {
      launcher.dataset.unread = count > 9 ? '9+' : `${count}`
      launcher.ariaLabel = openChat(settings.name, count)
    },
    matchPage() {
      host.dir = document.documentElement.dir
      host.toggleAttribute('dark', isDark)
    },
  }
}
