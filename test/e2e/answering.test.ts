import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { Agent, Shopper } from '../support/people'

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

/** From now on counts the notes that the page plays. Returns how to ask. */
async function listensTo(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function (...at) {
      document.documentElement.dataset.notes = String(Number(document.documentElement.dataset.notes ?? 0) + 1)
      return start.apply(this, at)
    }
  })
  return () => page.evaluate(() => Number(document.documentElement.dataset.notes ?? 0))
}

test('an agent who looks elsewhere hears of a shopper, answers what was asked last, and the owner ends live chat', async () => {
  const agent = new Agent(await (await openProfile(browser)).newPage())
  const shopper = new Shopper(await (await openProfile(browser)).newPage())
  const { page } = agent
  const complaints = complaintsOf(page)
  const notes = await listensTo(page)

  // Closed ones on the screen; the first press has unlocked the sound.
  await page.goto(server.link('/enter/'))
  await page.getByRole('button', { name: 'Turn on the sound' }).click()
  await page.getByRole('link', { name: /^Closed/ }).click()
  await agent.sees('newest first')
  // A second tab of the same agent comes to the front, and one sound is enough.
  const tab = await page.context().newPage()
  const notesOfTab = await listensTo(tab)
  await tab.goto(`${server.origin}/console/`)
  await tab.getByRole('button', { name: 'Turn on the sound' }).click()
  await tab.getByText('Turn on the sound').waitFor({ state: 'detached' })
  const heard = async () => (await notes()) + (await notesOfTab())
  const before = await heard()
  await shopper.page.goto(`${server.shopOrigin}/harbour-coat`)
  await shopper.opensChat()
  await shopper.says('Is the Harbour coat lined?')
  await shopper.sees('Ines is with you')
  await expect.poll(heard, { timeout: 20_000 }).toBe(before + 2)

  // Why it came here, and a reply that stops because the shopper wrote on.
  await page.getByRole('link', { name: /^Mine/ }).click()
  await page.getByRole('link', { name: /Is the Harbour coat lined/ }).click()
  await agent.log.getByText(/^Went to you: \d of \d open/).waitFor()
  await agent.composer.fill('It is not.')
  await shopper.says('And is it warm?')
  await agent.log.getByText('And is it warm?').waitFor()
  await agent.composer.press('Enter')
  await page
    .getByRole('alert')
    .getByText(/wrote while you were typing/)
    .waitFor()
  await agent.composer.press('Enter')
  await shopper.sees('It is not.')

  // Live chat is over for new shoppers, and an open panel says so by itself.
  const other = new Shopper(await (await openProfile(browser)).newPage())
  await other.page.goto(`${server.shopOrigin}/contact`)
  await other.opensChat()
  await other.sees(/^We are here|^All busy/)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Answer times' }).click()
  await page.getByText('Never', { exact: true }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await agent.sees('Saved.')
  await other.sees('Nobody is at the desk right now')
  expect(await heard()).toBe(before + 2)
  expect(complaints).toEqual([])
})
