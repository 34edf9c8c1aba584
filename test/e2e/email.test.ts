import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SmtpSink } from '../../apps/server/src/mail/testing/smtp-sink'
import { troublesOn } from '../support/axe'
import { openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'

const PASSWORD = 'iron in the rain'
const ANSWER_WITHIN = { timeout: 15_000 }

let server: BuiltServer
let sink: SmtpSink
let browser: Browser
beforeAll(async () => {
  server = await startBuiltServer({ flags: ['--no-demo'] })
  sink = await SmtpSink.open({ login: { user: 'chat', password: PASSWORD } })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await sink?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

test('an owner enters a mail server, mends what is wrong, and sees a test letter arrive', async () => {
  const owner = await (await openProfile(browser)).newPage()
  await makesStore(owner)
  await owner.getByRole('link', { name: 'Email', exact: true }).click()
  await owner.getByRole('heading', { name: 'No mail server yet' }).waitFor()
  await owner.getByText('Saved for the team. They will write to you.').waitFor()

  await owner.getByLabel('Your store’s own address').fill('hello@oatandanvil.example')
  await owner.getByLabel('Mail server').fill('127.0.0.1')
  await owner.getByLabel('Port').fill(String(sink.port))
  await owner.getByLabel('User name').fill('chat')
  await owner.getByLabel('Password').fill('not this one')
  await owner.getByLabel('Letters come from').fill('chat@oatandanvil.example')
  await owner.getByRole('button', { name: 'Save' }).click()
  await owner.getByText('The server does not accept this name and password.').waitFor(ANSWER_WITHIN)
  expect(await troublesOn(owner)).toEqual([])
  await owner.getByLabel('Password').fill(PASSWORD)
  await owner.getByRole('button', { name: 'Save' }).click()
  await owner.getByText('Saved.', { exact: true }).waitFor(ANSWER_WITHIN)

  await owner.getByRole('button', { name: 'Send a test letter' }).click()
  await owner.getByRole('heading', { name: 'Not confirmed yet' }).waitFor(ANSWER_WITHIN)
  expect(sink.received).toMatchObject([{ from: 'chat@oatandanvil.example', to: ['mo@example.com'] }])
  const mailbox = await (await openProfile(browser)).newPage()
  await mailbox.goto(
    /http:\/\/localhost:\d+\/mail\/confirm\/\w+/.exec(sink.received[0]?.raw ?? '')?.[0] ?? '',
  )
  await owner.getByRole('heading', { name: 'Your test letter arrived.' }).waitFor(ANSWER_WITHIN)
  await owner.getByText('Saved. We aim to answer within 24 hours. You can close this page.').waitFor()
  expect(await troublesOn(owner)).toEqual([])

  // The same letter as its reader sees it, in the list of all of them.
  await owner.getByRole('link', { name: 'Letters', exact: true }).click()
  await owner.getByRole('button', { name: /Oat & Anvil: your test letter/ }).waitFor()
  expect(await troublesOn(owner)).toEqual([])
  await owner.getByRole('button', { name: /Oat & Anvil: your test letter/ }).click()
  const letter = owner.frameLocator('iframe')
  await letter.getByRole('link', { name: 'This letter arrived' }).waitFor()
  await owner.getByText('Sent', { exact: true }).waitFor()
  expect(await troublesOn(owner)).toEqual([])
})

async function makesStore(owner: Page): Promise<void> {
  await owner.goto(server.link('/start/'))
  await owner.getByLabel('Name of your store').fill('Oat & Anvil')
  await owner.getByLabel('Your email').fill('mo@example.com')
  await owner.getByLabel('Password').fill(PASSWORD)
  await owner.getByRole('button', { name: 'Create the store' }).click()
  await owner.getByText('Waiting for your store to load the script').waitFor()
}
