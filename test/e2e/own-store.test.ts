import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { type OwnShop, openOwnShop } from '../support/own-shop'
import { Agent, Shopper } from '../support/people'

let server: BuiltServer
let browser: Browser
let shop: OwnShop
beforeAll(async () => {
  server = await startBuiltServer({ flags: ['--no-demo'] })
  browser = await openBrowser()
  shop = await openOwnShop()
})
afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

test('from an empty database an owner opens a store, allows the shop, sees the light turn green, and answers', async () => {
  const owner = await (await openProfile(browser)).newPage()
  await owner.goto(server.link('/start/'))

  // The form answers beside its fields and keeps what was typed.
  await owner.getByLabel('Name of your store').fill('Oat & Anvil')
  await owner.getByLabel('Your email').fill('mo@oat')
  await owner.getByLabel('Password').fill('short')
  await owner.getByRole('button', { name: 'Create the store' }).click()
  await owner.getByText('That is not complete yet. It looks like name@example.com.').waitFor()
  expect(await owner.getByLabel('Name of your store').inputValue()).toBe('Oat & Anvil')
  await owner.getByLabel('Your email').fill('mo@example.com')
  await owner.getByLabel('Password').fill('iron in the rain')
  await owner.getByRole('button', { name: 'Create the store' }).click()

  // The tag, as the owner would copy it into the shop.
  await owner.getByText('Waiting for your store to load the script').waitFor()
  const snippet = (await owner.locator('code').first().innerText()).trim()
  expect(snippet).toMatch(/^<script async src="http:\/\/localhost:\d+\/w\/sto_[0-9a-z]+\.js"><\/script>$/)
  shop.carries(snippet)

  // Somebody looks at the shop: it is not on the list yet, and the light says which one and what to do.
  const visit = await openProfile(browser)
  const first = await visit.newPage()
  await first.goto(shop.origin)
  await owner.getByText(`${shop.origin} loaded the script at`).waitFor()
  await owner.getByRole('button', { name: 'Allow it' }).click()
  await first.reload()
  await owner.getByText(`Seen on ${shop.origin} at`).waitFor()

  // The link was good once.
  const late = await (await openProfile(browser)).newPage()
  await late.goto(server.link('/start/'))
  await late.getByText('This link has been used. It works once.').waitFor()

  // And the store is open: the owner becomes available and answers.
  const agent = new Agent(owner)
  await owner.getByRole('link', { name: /inbox/i }).first().click()
  await owner.getByRole('radio', { name: /^Available/ }).click()
  const shopper = new Shopper(first)
  await shopper.opensChat()
  await shopper.sees('We are here')
  await shopper.says('Can the iron pan go in the dishwasher?')
  await agent.opens('Can the iron pan go in the dishwasher?')
  await agent.says('No. Wipe it while warm.')
  await shopper.comesToRead(['Can the iron pan go in the dishwasher?', 'No. Wipe it while warm.'])

  // Signed out, the inbox is gone; the right password brings it back.
  await owner.context().clearCookies()
  await owner.goto(`${server.origin}/console`)
  await owner.getByLabel('Email').fill('mo@example.com')
  await owner.getByLabel('Password').fill('a wrong password')
  await owner.getByRole('button', { name: 'Sign in' }).click()
  await owner.getByText('Email or password is wrong.').waitFor()
  expect(await owner.getByLabel('Email').inputValue()).toBe('mo@example.com')
  await owner.getByLabel('Password').fill('iron in the rain')
  await owner.getByRole('button', { name: 'Sign in' }).click()
  await agent.opens('No. Wipe it while warm.')
})
