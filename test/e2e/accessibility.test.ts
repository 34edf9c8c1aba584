import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { troublesOn } from '../support/axe'
import { openBrowser, openProfile } from '../support/browser'
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

test('a keyboard alone carries a chat from both sides, and axe finds nothing on any screen on the way', async () => {
  const shopper = new Shopper(await (await openProfile(browser)).newPage())
  const agent = new Agent(await (await openProfile(browser)).newPage())
  const { page } = shopper
  await agent.page.goto(server.link('/enter/'))
  await agent.page.getByRole('radio', { name: /^Available/, checked: true }).waitFor()
  expect(await troublesOn(agent.page)).toEqual([])

  // The shopper: tab to the launcher, open, write, leave, come back.
  await page.goto(`${server.shopOrigin}/harbour-coat`)
  expect(await troublesOn(page)).toEqual([])
  await tabTo(page, /^Open chat with/)
  await page.keyboard.press('Enter')
  await shopper.sees('We are here')
  expect(await focused(page)).toBe('Write a message')
  await page.keyboard.type('Do the sleeves roll up?')
  await page.keyboard.press('Enter')
  await shopper.sees('Sent')
  expect(await troublesOn(page)).toEqual([])
  await page.keyboard.press('Escape')
  await shopper.panel.waitFor({ state: 'hidden' })
  expect(await focused(page)).toMatch(/^Open chat with/)
  await page.keyboard.press('Enter')
  await shopper.panel.waitFor()

  // The agent: down the list, reply, a note, and close.
  await agent.sees('Do the sleeves roll up?')
  // Two that are late sooner stand above it.
  for (let presses = 0; presses < 3; presses += 1) await agent.page.keyboard.press('j')
  await agent.comesToRead(['Do the sleeves roll up?'])
  await agent.page.keyboard.press('r')
  await expect.poll(() => focused(agent.page)).toMatch(/^Reply to/)
  await agent.page.keyboard.type('Twice, and they stay.')
  await agent.page.keyboard.press('Enter')
  await shopper.comesToRead(['Do the sleeves roll up?', 'Twice, and they stay.'])
  await agent.page.keyboard.press('Escape')
  await agent.page.keyboard.press('n')
  await expect.poll(() => focused(agent.page)).toMatch(/^Note/)
  await agent.page.keyboard.type('Asks about sleeves, buys coats.')
  expect(await troublesOn(agent.page)).toEqual([])
  await agent.page.keyboard.press('Enter')
  await agent.sees('Only your team sees this')
  await agent.page.keyboard.press('Escape')
  await agent.page.keyboard.press('e')
  await shopper.sees('This chat is closed. Write within 7 days to open it again.')
  expect(await shopper.reads()).toEqual(['Do the sleeves roll up?', 'Twice, and they stay.'])
  await agent.page.keyboard.press('?')
  await agent.page.getByRole('dialog').waitFor()
  expect(await troublesOn(agent.page)).toEqual([])
})

test.each([
  { width: 1440, dark: true },
  { width: 360, dark: false },
])('axe finds nothing at $width px, dark: $dark', async ({ width, dark }) => {
  const profile = await openProfile(browser, { width, height: 800, dark })
  const page = await profile.newPage()
  const shopper = new Shopper(page)
  await page.goto(`${server.shopOrigin}/fell-boots`)
  await shopper.opensChat()
  await shopper.says('Are they wide?')
  await shopper.sees('Sent')
  expect(await troublesOn(page)).toEqual([])

  await page.goto(server.link('/start/'))
  await page.getByRole('button', { name: 'Create the store' }).click()
  await page.getByText('Give your store a name.').waitFor()
  expect(await troublesOn(page)).toEqual([])
  await page.goto(`${server.origin}/console`)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await troublesOn(page)).toEqual([])
})

/** Presses Tab until the focus is on what has this name, as somebody without a mouse does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    if (name.test(await focused(page))) return
  }
  throw new Error(`80 presses of Tab did not reach ${name}`)
}

/** The name of what has the focus, through shadow roots. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
    const field = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement ? active : null
    return active?.getAttribute('aria-label') ?? field?.labels?.[0]?.textContent ?? active?.textContent ?? ''
  })
}
