import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The Chromium that `npm test` found or installed. Flags keep it from calling home and let it run as root. */
export const BROWSER_OPTIONS = {
  executablePath: process.env.SHOPBELL_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch(BROWSER_OPTIONS)
}

/** A person's own browser profile, in English and light unless said otherwise. */
export function openProfile(
  browser: Browser,
  options: { width?: number; height?: number; dark?: boolean } = {},
): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
}

/** What a page complained about: errors that nobody caught and lines on the console's error channel. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}
