import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { Shopper } from '../support/people'

/** What a panel that is open may still say after a change. */
const CORRECTED_WITHIN = { timeout: 5_000 }

const ALWAYS_OPEN = ['Always open.', 'By email we aim to answer within 24 hours.']

let server: BuiltServer
let browser: Browser
beforeAll(async () => {
  server = await startBuiltServer()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

test('on a Sunday an open panel and the contact page say closed, and both are open again after it', async () => {
  const owner = await (await openProfile(browser)).newPage()
  await owner.goto(server.link('/enter/'))
  await owner.getByRole('radio', { name: /^Available/, checked: true }).waitFor()
  const shopper = new Shopper(await (await openProfile(browser)).newPage())
  await shopper.page.goto(`${server.shopOrigin}/harbour-coat`)
  await shopper.opensChat()
  await shopper.sees('We are here')
  expect(await hoursOnTheContactPage()).toEqual(ALWAYS_OPEN)

  await owner.getByRole('link', { name: 'Settings' }).click()
  await owner.getByRole('link', { name: 'Opening hours' }).click()
  await owner.getByRole('button', { name: 'Pretend it is Sunday' }).click()
  await owner.getByText('Saved.').waitFor()
  await shopper.panel.getByText(/^Closed\. Back tomorrow at /).waitFor(CORRECTED_WITHIN)
  const [today, tomorrow] = await hoursOnTheContactPage()
  expect(today).toMatch(/, today\s+Closed \(Sunday\)$/)
  expect(tomorrow).toMatch(/day\s+All day$/)

  await owner.getByRole('button', { name: 'Back to today' }).click()
  await shopper.panel.getByText('We are here').waitFor(CORRECTED_WITHIN)
  expect(await hoursOnTheContactPage()).toEqual(ALWAYS_OPEN)
})

/** The lines as somebody reads them who has not been there before. */
async function hoursOnTheContactPage(): Promise<readonly string[]> {
  const profile = await openProfile(browser)
  const page = await profile.newPage()
  await page.goto(`${server.shopOrigin}/contact`)
  const hours = page.locator('[data-shopbell-hours]')
  await hours.getByText('By email').waitFor()
  const lines = await hours.locator('p, tr').allInnerTexts()
  await profile.close()
  return lines
}
