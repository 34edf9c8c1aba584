import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { Agent, Shopper } from '../support/people'

const QUESTION = 'Does the Harbour coat come in petrol blue?'
const REPLY = 'From March on. Shall I put one aside?'
const ANSWER = 'Please do, in M.'
/** A letter leaves a second after the answer, by a job. */
const LETTER_WITHIN = { timeout: 30_000 }

let server: BuiltServer
let browser: Browser
beforeAll(async () => {
  server = await startBuiltServer({ environment: { LETTER_ONCE_GONE_MS: '1000' } })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

test('at night a shopper leaves an address and the page; what is written by letter and in the chat is one conversation', async () => {
  const profile = await openProfile(browser)
  const shopper = new Shopper(await profile.newPage())
  const complaints = complaintsOf(shopper.page)
  await shopper.page.goto(`${server.shopOrigin}/harbour-coat`)
  await shopper.opensChat()
  await shopper.sees('Nobody is at the desk right now')
  await shopper.says(QUESTION)
  await shopper.sees('Nobody is here right now. Where can we email you?')
  await shopper.leaves('lena@gmial.com')
  await shopper.panel.getByRole('button', { name: 'Did you mean lena@gmail.com?' }).click()
  await shopper.sees('Saved. We aim to answer within 24 hours. You can close this page.')
  await shopper.page.close()

  // In the morning it stands among those that are answered by email.
  const owner = new Agent(await (await openProfile(browser)).newPage())
  const { page } = owner
  await page.goto(server.link('/enter/'))
  await page
    .getByRole('link', { name: /^Email/ })
    .first()
    .click()
  await owner.opens(QUESTION)
  await owner.says(REPLY)
  await owner.comesToRead([QUESTION, REPLY])

  // The letter, and the shopper's answer to it.
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Letters', exact: true }).click()
  const letter = page.getByRole('button', { name: /lena@gmail\.com/ }).filter({ hasText: 'Ines' })
  await letter.waitFor(LETTER_WITHIN)
  await letter.click()
  await page.frameLocator('iframe').getByText(REPLY).waitFor()
  await page.getByLabel('Answer as the shopper').fill(ANSWER)
  await page.getByRole('button', { name: 'Send as the shopper' }).click()
  await owner.sees('It is in the conversation.')
  await page.getByRole('link', { name: 'Open the conversation' }).click()
  await owner.comesToRead([QUESTION, REPLY, ANSWER])

  // Back in the shop the widget has the whole of it.
  const back = new Shopper(await profile.newPage())
  await back.page.goto(`${server.shopOrigin}/fell-boots`)
  await back.comesToRead([QUESTION, REPLY, ANSWER])
  expect(complaints).toEqual([])
})
