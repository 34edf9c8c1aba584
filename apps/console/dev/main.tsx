import { render } from 'preact'
import { createAccount } from '../src/account/account-state'
import { openDesk } from '../src/account/desk'
import { App } from '../src/app'
import { browserBell } from '../src/bell/bell-device'
import { consoleApi } from '../src/foundation/api'
import { nowMs, startClock } from '../src/foundation/clock'
import { browserShelf } from '../src/foundation/shelf'
import { createTheme } from '../src/foundation/theme-state'
import { fakeServer } from './fake-server'
import { fakeSession, memoryDevice } from './fake-session'
import { afternoon } from './people'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import '../src/styles/frame.css'
import '../src/styles/inbox.css'
import '../src/styles/conversation.css'
import '../src/styles/pages.css'

// The console without a server, for looking at it: `?scene=` names what is different from a usual afternoon.
const scene = new URLSearchParams(location.search).get('scene') ?? ''
const house = afternoon(nowMs())
const session = fakeSession({ conversations: house.conversations })

if (scene.includes('signed-out')) house.me = null
if (scene.includes('wrong')) house.refuse['POST sign-in'] = { code: 'wrong_credentials' }
if (scene.includes('used')) house.firstRunValid = false
if (scene.includes('empty')) {
  house.rows = []
  house.counts = { mine: 0, waiting: 0, email: 0 }
}
if (scene.includes('install-waiting')) house.install = { ...house.install, sites: [] }
if (scene.includes('install-refused')) {
  const refused = {
    origin: 'https://shop.mackerelsky.example',
    allowed: false,
    lastSeenAt: nowMs(),
    refused: 3,
  }
  house.install = { ...house.install, sites: [...house.install.sites, refused] }
}
if (scene.includes('two-stores') && house.me !== null) {
  const other = {
    store: { id: 'sto_other', name: 'Second Wind', demo: false },
    role: 'agent',
    capacity: 3,
    switch: 'away',
  } as const
  house.me = { ...house.me, memberships: [...house.me.memberships, other] }
}
if (scene.includes('offered')) {
  const silent = { status: 'with_agent', agentId: 'agt_noor', agentName: 'Noor', awaiting: 'agent' } as const
  house.rows = house.rows.map((row) =>
    row.id === 'conv_liat'
      ? {
          ...row,
          standing: silent,
          waitingSince: nowMs() - 130_000,
          lateAt: nowMs() - 70_000,
          isAlarmed: true,
          offered: { id: 'agt_ines', name: 'Ines Duarte' },
        }
      : row,
  )
  const liat = house.conversations.get('conv_liat')
  if (liat !== undefined) house.conversations.set('conv_liat', { ...liat, standing: silent })
}
if (scene.includes('lost')) session.set({ connection: { kind: 'reconnecting', attempt: 2 } })
if (scene.includes('expired'))
  setTimeout(() => session.set({ connection: { kind: 'ended', code: 'signed_out' } }), 400)
if (scene.includes('typing')) {
  const tom = house.conversations.get('conv_tom')
  if (tom !== undefined) house.conversations.set('conv_tom', { ...tom, typing: { name: 'Tom' } })
}
if (scene.includes('pending')) {
  session.send('conv_tom', 'This one is on its way.')
  session.send('conv_tom', 'This one was kept while the connection was gone.')
  session.send('conv_tom', 'And this one was refused.')
  session.set({
    pending: session.snapshot().pending.map((one, at) => ({
      ...one,
      state:
        at === 0
          ? one.state
          : at === 1
            ? { kind: 'kept' }
            : { kind: 'refused', code: 'moved_on', message: '' },
    })),
  })
}

const shelf = browserShelf(() => localStorage)
const api = consoleApi(fakeServer(house).ask, () => account.expire())
const account = createAccount(api, (me, onSignedOut) =>
  openDesk(api, me, { session, device: memoryDevice(), bell: browserBell(), shelf }, onSignedOut),
)
const root = document.getElementById('console')
if (root !== null) {
  startClock()
  render(<App world={{ api, account, theme: createTheme(shelf, document.documentElement), shelf }} />, root)
}
