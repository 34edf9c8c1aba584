import type { Browser } from 'playwright-core'
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

test('an owner sends big carts to a team, and what comes from one is handed over, given back, closed and opened again', async () => {
  const owner = new Agent(await (await openProfile(browser)).newPage())
  const shopper = new Shopper(await (await openProfile(browser)).newPage())
  const complaints = complaintsOf(owner.page)
  const { page } = owner
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()

  // A team whose only member has gone home, and a rule that sends big carts there.
  await page.goto(server.link('/enter/'))
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Teams', exact: true }).click()
  await press('Add a team')
  await page.getByLabel('Name').fill('Gifts')
  await page.getByRole('checkbox', { name: 'Noor Haddad' }).check()
  await press('Save')
  await owner.sees('Waits: nobody of it is available')
  await page.getByRole('link', { name: 'Rules', exact: true }).click()
  await press('Add a rule')
  await page.getByLabel('Name').fill('Big carts')
  await page.getByLabel('Cart of at least').fill('100')
  await page.getByText('High', { exact: true }).click()
  await page.getByLabel('Team').selectOption('Gifts')
  await page.getByLabel('With a cart of').fill('100')
  await page.getByLabel('A message such as').fill('Do you wrap it?')
  await page.getByLabel('Written on').selectOption('another page')
  await owner.sees('It would go before normal ones, to Gifts.')
  await press('Save')
  await page.getByRole('button', { name: 'Edit Big carts' }).waitFor()

  // A shopper with a full cart waits for that team, though somebody else is there.
  await shopper.page.goto(`${server.shopOrigin}/harbour-coat`)
  await shopper.page.getByRole('button', { name: 'Add to cart' }).first().click()
  await shopper.opensChat()
  await shopper.sees('Questions about this item? Ask us.')
  await shopper.says('Do you wrap it as a gift?')
  await shopper.sees('Sent')
  await page.getByRole('link', { name: 'To the inbox' }).click()
  await page.getByRole('link', { name: /^Waiting/ }).click()
  const row = page.getByRole('link', { name: /Do you wrap it as a gift/ })
  await row.getByText('High, Gifts').waitFor()
  await row.click()
  await owner.log.waitFor()
  await page
    .getByRole('complementary', { name: 'Who' })
    .getByText(/^€\d+\.\d\d$/)
    .waitFor()

  // Taken by hand, and handed back to the team with a note that the shopper does not see.
  await press('Take')
  await shopper.sees('Ines is with you')
  await press('Hand over')
  await page.getByRole('radio', { name: /^Noor Haddad.*Away/ }).waitFor()
  await page.getByRole('radio', { name: /^Gifts/ }).check()
  await page.getByLabel('Note (optional)').fill('She knows the paper.')
  await page.locator('form').getByRole('button', { name: 'Hand over' }).click()
  await owner.sees(/gave it to Gifts/)
  expect((await shopper.reads()).join()).not.toContain('paper')

  await press('Take')
  await press('More')
  await press('Give back to the queue')
  await owner.sees(/Back in the queue/)
  await press('Close')
  await press('Reopen')
  await shopper.sees('Ines is with you')
  expect(complaints).toEqual([])
})
