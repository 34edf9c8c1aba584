import { browserAgentDevice, browserEnvironment, openAgentSession } from '@shopbell/chat-client'
import { render } from 'preact'
import { createAccount } from './account/account-state'
import { openDesk } from './account/desk'
import { App } from './app'
import { browserBell } from './bell/bell-device'
import { consoleApi } from './foundation/api'
import { startClock } from './foundation/clock'
import { browserShelf } from './foundation/shelf'
import { createTheme } from './foundation/theme-state'
import './styles/tokens.css'
import './styles/base.css'
import './styles/frame.css'
import './styles/inbox.css'
import './styles/conversation.css'
import './styles/pages.css'

const shelf = browserShelf(() => localStorage)
const bell = browserBell()
const api = consoleApi(fetch.bind(globalThis), () => account.expire())
const account = createAccount(api, (me, onSignedOut) => {
  const device = browserAgentDevice(me.agent.id)
  const session = openAgentSession({ socketUrl: socketUrl(), device, environment: browserEnvironment() })
  return openDesk(api, me, { session, device, bell, shelf }, onSignedOut)
})

const root = document.getElementById('console')
if (root !== null) {
  startClock()
  const theme = createTheme(shelf, document.documentElement)
  render(<App world={{ api, account, theme, shelf }} />, root)
}

function socketUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/console/socket`
}
