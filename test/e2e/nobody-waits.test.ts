import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { openBrowser, openProfile } from '../support/browser'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { openLaptop } from '../support/laptop'
import { type OwnShop, openOwnShop } from '../support/own-shop'
import { openOwnStore } from '../support/own-store'
import { Agent, Shopper } from '../support/people'

const MO = { address: 'mo@example.com', password: 'iron in the rain' }
const BO = { address: 'bo@example.com', password: MO.password }

/** What a panel that is open may still say after a change. */
const CORRECTED_WITHIN = { timeout: 5_000 }

let server: BuiltServer
let browser: Browser
let shop: OwnShop
let mo: Agent
beforeAll(async () => {
  server = await startBuiltServer({
    flags: ['--no-demo'],
    environment: {
      AGENT_GRACE_MS: '2000',
      PING_MIN_MS: '1000',
      PING_MAX_MS: '1500',
      LOST_MS: '5000',
      LEASE_MS: '6000',
      LEASE_RENEW_MS: '2000',
      JUDGE_MS: '500',
      LETTER_ONCE_GONE_MS: '1000',
    },
  })
  shop = await openOwnShop()
  const { store } = await openOwnStore(server, { storeName: 'Oat & Anvil', ...MO, sites: [shop.origin] })
  shop.carries(`<script async src="${server.origin}/w/${store}.js"></script>`)
  browser = await openBrowser()
  mo = await comesToWork(MO)
  await hires()
})
afterAll(async () => {
  await browser?.close()
  await shop?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

test('an agent’s browser that freezes or closes leaves nobody behind: the shopper is told, and a colleague has the chat', async () => {
  await using laptop = await openLaptop()
  const bo = await comesToWork(BO, laptop.browser)
  await bo.becomes('Available')
  const ada = await comesToShop()
  await ada.says('Does the big pan fit an induction hob?')
  await ada.sees('Bo is with you')
  await bo.opens('Does the big pan fit an induction hob?')
  await bo.says('It does.')
  await ada.sees('It does.')
  await mo.becomes('Available')

  // Nothing is closed: only the silence tells.
  laptop.freezes()
  await ada.sees('Bo lost the connection. You keep your place at the front.')
  await ada.sees('Mo has joined and can see everything above.')
  await ada.sees('Mo is with you')
  await mo.opens('It does.')
  await mo.comesToRead(['Does the big pan fit an induction hob?', 'It does.'])

  // Awake again, Bo reads who has it now, and is there for the next.
  laptop.thaws()
  await bo.sees('With Mo')
  await mo.page.close()
  await ada.sees('Mo lost the connection. You keep your place at the front.')
  await ada.sees('Bo is with you')
  await bo.says('So, the big one it is?')
  await ada.comesToRead(['Does the big pan fit an induction hob?', 'It does.', 'So, the big one it is?'])
  await bo.closes()
  await ada.sees('This chat is closed. Write within 7 days to open it again.')
  mo = await comesToWork(MO)
  await Promise.all([mo.becomes('Away'), bo.becomes('Away')])
})

test('with everybody busy a shopper reads a true place, moves up, and gets whoever is free first', async () => {
  const bo = await comesToWork(BO)
  await allows(1)
  await bo.becomes('Available')
  const [ada, ben, cleo, dan] = await Promise.all([
    comesToShop(),
    comesToShop(),
    comesToShop(),
    comesToShop(),
  ])
  await ada.says('Is the lid included?')
  await ada.sees('Bo is with you')
  await mo.becomes('Available')
  await ben.says('How heavy is the small one?')
  await ben.sees('Mo is with you')

  // Whoever only looks reads what would be true for them.
  await cleo.sees('All busy. You are number 1')
  await cleo.says('Do you sharpen knives?')
  await cleo.sees('You may leave this page, your place is kept for 10 minutes.')
  await dan.sees('All busy. You are number 2')
  await dan.says('Are you open on Saturday?')
  await dan.log.getByText('You are number 2', { exact: true }).waitFor()

  await mo.opens('How heavy is the small one?')
  await mo.closes()
  await cleo.sees('Mo is with you')
  await dan.sees('You are number 1 now')
  await bo.opens('Is the lid included?')
  await bo.closes()
  await dan.sees('Bo is with you')
  await mo.opens('Do you sharpen knives?')
  await mo.closes()
  await bo.opens('Are you open on Saturday?')
  await bo.closes()
  await dan.sees('This chat is closed. Write within 7 days to open it again.')
  await Promise.all([mo.becomes('Away'), bo.becomes('Away')])
})

test('when the last one leaves, open panels say so before anything is written, and whoever waits is asked for an address', async () => {
  const waits = await comesToShop()
  await waits.sees('Nobody is at the desk right now')
  await mo.becomes('Available')
  await waits.panel.getByText('We are here').waitFor(CORRECTED_WITHIN)
  const served = await comesToShop()
  await served.says('Can it go on an open fire?')
  await served.sees('Mo is with you')
  await waits.says('And in the oven?')
  await waits.sees('You are number 1')
  const looks = await comesToShop()
  await looks.sees('All busy. You are number 2')

  await mo.becomes('Away')
  await looks.panel.getByText('Nobody is at the desk right now').waitFor(CORRECTED_WITHIN)
  await looks.sees('Everyone has left for now. Write all the same, and leave your email.')
  await waits.sees('Everyone has left for now. Leave your email')
  await served.sees('Mo is with you')

  // Without a mail server that has proven itself nothing is promised.
  await looks.says('Does it come with a handle?')
  for (const shopper of [waits, looks]) {
    await shopper.leaves('cleo@example.com')
    await shopper.sees('Saved for the team. They will write to you.')
  }
})

/** Mo invites Bo, who follows the link and gives a name and a password. */
async function hires(): Promise<void> {
  const { page } = mo
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('button', { name: 'Invite a colleague' }).click()
  await page.getByLabel('Their email').fill(BO.address)
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = await page.getByRole('textbox', { name: 'Copy the link' }).inputValue()
  await page.getByRole('link', { name: 'To the inbox' }).click()
  await page.getByRole('link', { name: /^Mine/ }).click()
  const bo = await (await openProfile(browser)).newPage()
  await bo.goto(link)
  await bo.getByLabel('Your name').fill('Bo')
  await bo.getByLabel('Password').fill(BO.password)
  await bo.getByRole('button', { name: 'Join' }).click()
  await bo.getByRole('radio', { name: /^Available/ }).waitFor()
  await bo.close()
}

/** Somebody sits down at the console, away at first. */
async function comesToWork(who: typeof MO, at = browser): Promise<Agent> {
  const agent = new Agent(await (await openProfile(at)).newPage())
  await agent.signsIn(`${server.origin}/console`, who)
  await agent.page.getByRole('link', { name: /^Mine/ }).click()
  return agent
}

/** A shopper who has not been here before opens the chat. */
async function comesToShop(): Promise<Shopper> {
  const shopper = new Shopper(await (await openProfile(browser)).newPage())
  await shopper.page.goto(shop.origin)
  await shopper.opensChat()
  return shopper
}

/** Mo lets everybody have this many conversations at once. */
async function allows(conversations: number): Promise<void> {
  const { page } = mo
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Look and words' }).click()
  await page.getByLabel('Conversations one person has at once').fill(String(conversations))
  await page.getByRole('button', { name: 'Save' }).click()
  await mo.sees('Saved.')
  await page.getByRole('link', { name: 'To the inbox' }).click()
}
