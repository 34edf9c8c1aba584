import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SmtpSink } from '../../apps/server/src/mail/testing/smtp-sink'
import { troublesOn } from '../support/axe'
import { complaintsOf, openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { type OwnShop, openOwnShop } from '../support/own-shop'

const PASSWORD = 'iron in the rain'
const ANSWER_WITHIN = { timeout: 15_000 }

let server: BuiltServer
let sink: SmtpSink
let shop: OwnShop
let browser: Browser
beforeAll(async () => {
  server = await startBuiltServer({ flags: ['--no-demo'] })
  sink = await SmtpSink.open({ login: { user: 'chat', password: PASSWORD } })
  shop = await openOwnShop()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
  await sink?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

/** One page of the settings: what the owner enters there, and what stands there after it was loaded again. */
interface Setting {
  readonly page: string
  enter(owner: Page): Promise<void>
  readonly stands: Readonly<Record<string, string>>
}

const SETTINGS: readonly Setting[] = [
  {
    page: 'Look and words',
    async enter(owner) {
      await owner.getByLabel('Accent', { exact: true }).fill('#7A2E1D')
      await owner.getByLabel('Greeting').fill('Iron, or wood? Ask us.')
      await owner.getByText('Left', { exact: true }).click()
      await owner.getByLabel('Conversations one person has at once').fill('3')
    },
    stands: {
      Accent: '#7A2E1D',
      Greeting: 'Iron, or wood? Ask us.',
      'Conversations one person has at once': '3',
      Left: 'on',
    },
  },
  {
    page: 'Opening hours',
    async enter(owner) {
      await owner.getByText('By these hours').click()
      await owner.getByLabel('Time zone').selectOption('Europe/Amsterdam')
      await owner.getByLabel('Monday, opens at').fill('08:30')
      await owner.getByRole('button', { name: 'Monday’s times for Tuesday to Friday too' }).click()
      await owner.getByRole('button', { name: 'Add a day' }).click()
      await owner.getByLabel('Date').fill('2027-04-27')
      await owner.getByLabel('Why').fill('King’s Day')
      await owner.getByRole('button', { name: 'Add a season' }).click()
      await owner.getByLabel('Name', { exact: true }).fill('December')
      await owner.getByLabel('First day').fill('2026-12-01')
      await owner.getByLabel('Last day').fill('2026-12-24')
      await owner.getByLabel('Line for shoppers (optional)').fill('Order by the 20th for Christmas.')
    },
    stands: {
      'By these hours': 'on',
      'Time zone': 'Europe/Amsterdam',
      'Friday, opens at': '08:30',
      Date: '2027-04-27',
      Why: 'King’s Day',
      Name: 'December',
      'Last day': '2026-12-24',
      'Line for shoppers (optional)': 'Order by the 20th for Christmas.',
    },
  },
  {
    page: 'Answer times',
    async enter(owner) {
      await owner.getByText('Always', { exact: true }).click()
      await owner.getByLabel('Longest wait in the chat, in minutes').fill('8')
      await owner.getByLabel('Answer by email within, in hours').fill('12')
    },
    stands: {
      Always: 'on',
      'Longest wait in the chat, in minutes': '8',
      'Answer by email within, in hours': '12',
    },
  },
  {
    page: 'Email',
    async enter(owner) {
      await owner.getByLabel('Your store’s own address').fill('hello@oatandanvil.example')
      await owner.getByLabel('Mail server').fill('127.0.0.1')
      await owner.getByLabel('Port').fill(String(sink.port))
      await owner.getByLabel('User name').fill('chat')
      await owner.getByLabel('Password').fill(PASSWORD)
      await owner.getByLabel('Letters come from').fill('chat@oatandanvil.example')
    },
    stands: {
      'Your store’s own address': 'hello@oatandanvil.example',
      'Mail server': '127.0.0.1',
      'User name': 'chat',
      // It is kept, and never shown again.
      Password: '',
      'Letters come from': 'chat@oatandanvil.example',
    },
  },
]

test('an owner sets everything in the browser from an empty database, and all of it is there after a reload', {
  timeout: 240_000,
}, async () => {
  const owner = await (await openProfile(browser)).newPage()
  const complaints = complaintsOf(owner)
  const press = (name: string) => owner.getByRole('button', { name, exact: true }).first().click()
  const turnTo = (name: string) => owner.getByRole('link', { name, exact: true }).click()

  await owner.goto(server.link('/start/'))
  await owner.getByLabel('Name of your store').fill('Oat & Anvil')
  await owner.getByLabel('Your email').fill('mo@example.com')
  await owner.getByLabel('Password').fill(PASSWORD)
  await press('Create the store')

  // The tag into the shop, and the shop onto the list.
  await owner.getByText('Waiting for your store to load the script').waitFor()
  shop.carries((await owner.locator('code').first().innerText()).trim())
  const visit = await (await openProfile(browser)).newPage()
  await visit.goto(shop.origin)
  await press('Allow it')
  await visit.reload()
  await owner.getByText(`Seen on ${shop.origin} at`).waitFor(ANSWER_WITHIN)
  expect(await troublesOn(owner)).toEqual([])

  for (const { page, enter, stands } of SETTINGS) {
    await turnTo(page)
    await enter(owner)
    await press('Save')
    await owner.getByText('Saved.', { exact: true }).waitFor(ANSWER_WITHIN)
    expect(await troublesOn(owner), page).toEqual([])
    await owner.reload()
    for (const [label, words] of Object.entries(stands))
      expect(await whatStandsAt(owner, label), `${page}, ${label}`).toBe(words)
  }

  // A letter to the owner's own mailbox, and the link in it: from now on the chat may promise answers.
  await press('Send a test letter')
  await owner.getByRole('heading', { name: 'Not confirmed yet' }).waitFor(ANSWER_WITHIN)
  const [link = ''] = /http:\/\/localhost:\d+\/mail\/confirm\/\w+/.exec(sink.received[0]?.raw ?? '') ?? []
  await (await (await openProfile(browser)).newPage()).goto(link)
  await owner
    .getByText('Saved. We aim to answer within 12 hours. You can close this page.')
    .waitFor(ANSWER_WITHIN)
  await turnTo('Letters')
  await owner.getByRole('button', { name: /Oat & Anvil: your test letter/ }).waitFor()

  // Lists: each takes one more, which a reload still shows.
  await turnTo('Teams')
  await press('Add a team')
  await owner.getByLabel('Name').fill('Wood')
  await owner.getByRole('checkbox', { name: 'Mo' }).check()
  await press('Save')
  await staysInTheList('Edit Wood')
  await turnTo('People')
  await press('Invite a colleague')
  await owner.getByLabel('Their email').fill('bo@example.com')
  await owner.getByLabel('Role').selectOption('Admin')
  await owner.getByLabel('Conversations at once').fill('5')
  await owner.getByRole('checkbox', { name: 'Wood' }).check()
  await press('Invite')
  await owner.getByRole('textbox', { name: 'Copy the link' }).waitFor(ANSWER_WITHIN)
  await staysInTheList('Take back the invitation of bo@example.com')
  await turnTo('Rules')
  await press('Add a rule')
  await owner.getByLabel('Name').fill('Boards')
  await owner.getByLabel('Words in the message').fill('cutting board')
  await owner.getByLabel('Team').selectOption('Wood')
  await press('Save')
  await staysInTheList('Edit Boards')
  await turnTo('Canned replies')
  await press('Add a canned reply')
  await owner.getByLabel('Short name').fill('rust')
  await owner.getByLabel('Words').fill('Scrub it, dry it, oil it.')
  await press('Save')
  await staysInTheList('Edit /rust')

  // What was set is what a shopper meets who comes now; whoever was here keeps the script for five minutes.
  const late = await (await openProfile(browser)).newPage()
  await late.goto(shop.origin)
  const launcher = await late.getByRole('button', { name: 'Open chat with Oat & Anvil' }).boundingBox()
  expect(launcher?.x).toBeLessThan(100)
  expect(complaints).toEqual([])

  async function staysInTheList(button: string): Promise<void> {
    await owner.getByRole('button', { name: button, exact: true }).waitFor(ANSWER_WITHIN)
    expect(await troublesOn(owner), button).toEqual([])
    await owner.reload()
    await owner.getByRole('button', { name: button, exact: true }).waitFor(ANSWER_WITHIN)
  }
})

/** The words in the field with this label; of a choice `on` or ''. */
async function whatStandsAt(owner: Page, label: string): Promise<string> {
  const field = owner.getByLabel(label, { exact: true }).first()
  await field.waitFor({ ...ANSWER_WITHIN, state: 'attached' })
  const isChoice = (await field.getAttribute('type')) === 'radio'
  if (isChoice) return (await field.isChecked()) ? 'on' : ''
  return field.inputValue()
}
