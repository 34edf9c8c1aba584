import { type Browser, chromium } from 'playwright-core'
import { BROWSER_OPTIONS } from './browser'

/** A computer with a browser of its own, that can stand still. */
export interface Laptop extends AsyncDisposable {
  readonly browser: Browser
  /** Nothing on it runs any more, and nothing is closed: its connections stay open and silent. */
  freezes(): void
  thaws(): void
}

/** Opens a browser in a group of processes of its own. */
export async function openLaptop(): Promise<Laptop> {
  const served = await chromium.launchServer(BROWSER_OPTIONS)
  const { pid } = served.process()
  if (pid === undefined) throw new Error('The browser has no process')
  const browser = await chromium.connect(served.wsEndpoint())
  return {
    browser,
    freezes: () => {
      process.kill(-pid, 'SIGSTOP')
    },
    thaws: () => {
      process.kill(-pid, 'SIGCONT')
    },
    async [Symbol.asyncDispose]() {
      // It goes however it stands.
      await served.kill()
    },
  }
}
