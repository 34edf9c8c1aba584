import { cleanup, configure, render, screen } from '@testing-library/preact'
import userEvent from '@testing-library/user-event'
import { onTestFinished } from 'vitest'
import { fakeBell } from '../dev/fake-bell'
import { fakeServer, type Holding } from '../dev/fake-server'
import { fakeSession, memoryDevice } from '../dev/fake-session'
import { afternoon } from '../dev/people'
import { createAccount } from '../src/account/account-state'
import { openDesk } from '../src/account/desk'
import { App } from '../src/app'
import { consoleApi } from '../src/foundation/api'
import { tick } from '../src/foundation/clock'
import { browserShelf } from '../src/foundation/shelf'
import { createTheme } from '../src/foundation/theme-state'

/** The time at which every test sits down. */
export const NOW = Date.parse('2026-01-05T14:03:00Z')

/** The whole console in front of a fake server and session, at an address, as Ines. */
export function showConsole(
  path: string,
  change: (house: ReturnType<typeof afternoon>) => void = () => undefined,
) {
  // On a machine that has other things to do a screen takes its time.
  configure({ asyncUtilTimeout: 10_000 })
  cleanup()
  // What still answers when the test is over must find no screen to draw on.
  onTestFinished(cleanup)
  localStorage.clear()
  document.documentElement.removeAttribute('data-theme')
  history.replaceState(null, '', path)
  tick.value = NOW
  const house = afternoon(NOW)
  change(house)
  const session = fakeSession({ conversations: house.conversations })
  const device = memoryDevice()
  const server = fakeServer(house)
  const api = consoleApi(server.ask, () => account.expire())
  const shelf = browserShelf(() => localStorage)
  const bell = fakeBell()
  const account = createAccount(api, (me, onSignedOut) =>
    openDesk(api, me, { session, device, bell, shelf }, onSignedOut),
  )
  const world = { api, account, shelf, theme: createTheme(shelf, document.documentElement) }
  render(<App world={world} />)
  return {
    session,
    device,
    bell,
    account,
    house: house satisfies Holding,
    heard: server.heard,
    user: userEvent.setup(),
  }
}

/** The conversation's own field, once it is there. */
export function replyField(): Promise<HTMLElement> {
  return screen.findByRole('textbox', { name: /^Reply to/ })
}
