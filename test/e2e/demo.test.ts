import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { Agent, Shopper } from '../support/people'
import { sideBySide } from '../support/side-by-side'

// The README's picture: copied to docs/picture.png when a screen has changed.
const PICTURE = fileURLToPath(new URL('../../test-results/picture.png', import.meta.url))

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

test('a shopper and an agent talk through pages, reloads, a closed tab and a killed server, and lose nothing', async () => {
  const shopperProfile = await openProfile(browser)
  const shopper = new Shopper(await shopperProfile.newPage())
  const agent = new Agent(await (await openProfile(browser)).newPage())
  const complaints = complaintsOf(shopper.page)

  // Nobody is there, and the panel says so; then somebody is, and it says that by itself.
  await shopper.page.goto(`${server.shopOrigin}/harbour-coat`)
  await shopper.opensChat()
  await shopper.sees('Nobody is at the desk right now')
  await agent.page.goto(server.link('/enter/'))
  await shopper.sees('We are here')

  await shopper.says('Is there room for a jumper under it?')
  await shopper.sees('Sent')
  await agent.opens('Is there room for a jumper under it?')
  await shopper.sees('Ines is with you')
  const question = 'Is there room for a jumper under it?'
  await agent.comesToRead([question])
  await shopper.sees('Seen')

  // A canned reply, its variables filled in before it is sent.
  await agent.composer.pressSequentially('/size')
  await agent.page.getByRole('option').first().waitFor()
  await agent.page.keyboard.press('Enter')
  const canned = await agent.composer.inputValue()
  expect(canned.length).toBeGreaterThan(20)
  expect(canned).not.toContain('{{')
  await agent.page.keyboard.press('Enter')
  await shopper.comesToRead([question, canned])
  await agent.sees('Seen')
  await shopper.page.getByRole('button', { name: 'Fine' }).click()
  await mkdir(dirname(PICTURE), { recursive: true })
  await shopper.page.evaluate(() => scrollTo(0, 0))
  await sideBySide(browser, [shopper.page, agent.page], PICTURE)

  // To the cart, with half a sentence written; a reload; a closed tab.
  await shopper.composer.fill('And in L, would')
  await shopper.page.goto(`${server.shopOrigin}/cart`)
  await shopper.comesToRead([question, canned])
  expect(await shopper.composer.inputValue()).toBe('And in L, would')
  await shopper.page.reload()
  await shopper.comesToRead([question, canned])
  expect(await shopper.composer.inputValue()).toBe('And in L, would')
  await shopper.page.close()
  const back = new Shopper(await shopperProfile.newPage())
  await back.page.goto(`${server.shopOrigin}/fell-boots`)
  await back.comesToRead([question, canned])
  expect(await back.composer.inputValue()).toBe('And in L, would')

  // The server is killed between two messages. Both sides go on writing.
  await back.says('And in L, would that still fit?')
  await back.sees('Sent')
  await server.end('SIGKILL')
  await back.says('I am 1.86, if that helps.')
  await back.sees('Reconnecting. Your words are kept')
  await back.composer.fill('Half a sent')
  await agent.says('L fits up to 1.90.')
  await agent.sees('No connection. Keep typing, nothing is lost.')
  await agent.composer.fill('Shall I put')
  await server.start()

  const all = [question, canned, 'And in L, would that still fit?']
  const written = ['I am 1.86, if that helps.', 'L fits up to 1.90.']
  // Whichever comes first: a reply that the shopper's words have overtaken waits for the agent to send it all the same.
  const again = agent.page.getByRole('button', { name: /^(Try|Send) again/ }).first()
  await expect
    .poll(
      async () => {
        if (await again.isVisible()) await again.click()
        return [...(await back.reads())].sort()
      },
      { timeout: 60_000 },
    )
    .toEqual([...all, ...written].sort())
  const order = await back.reads()
  expect(order.slice(0, 3)).toEqual(all)
  await agent.comesToRead(order)
  expect(await back.composer.inputValue()).toBe('Half a sent')
  expect(await agent.composer.inputValue()).toBe('Shall I put')

  // And after one more reload of both, the log says the same.
  await back.page.reload()
  await back.comesToRead(order)
  await agent.page.reload()
  await agent.comesToRead(order)
  expect(complaints).toEqual([])
})

test('two tabs of one shopper that write first at the same moment begin one conversation, and no screen flickers', async () => {
  const profile = await openProfile(browser)
  const [one, two] = [new Shopper(await profile.newPage()), new Shopper(await profile.newPage())]
  for (const tab of [one, two]) {
    await tab.page.goto(`${server.shopOrigin}/noon-flask`)
    await tab.opensChat()
    await tab.composer.fill(tab === one ? 'Is the blue one back?' : 'Or the green one?')
  }
  const left = await Promise.all([one.keepsAnEyeOnTheLog(), two.keepsAnEyeOnTheLog()])
  await Promise.all([one.composer.press('Enter'), two.composer.press('Enter')])

  const both = ['Is the blue one back?', 'Or the green one?']
  await expect.poll(async () => [...(await one.reads())].sort(), { timeout: 30_000 }).toEqual(both)
  const order = await one.reads()
  await two.comesToRead(order)
  await one.comesToRead(order)
  expect(await Promise.all(left.map((ask) => ask()))).toEqual([[], []])
})
