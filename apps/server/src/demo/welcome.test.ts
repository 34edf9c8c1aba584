import { expect, test } from 'vitest'
import { buildTestApp, CONSOLE } from '../testing/build-test-app'
import { DEMO_CONVERSATIONS } from './conversations'
import { DEMO_STORE } from './people'
import { seedDemo } from './seed'

const SHOP_ORIGINS = ['http://localhost:4101']

test('the printed link signs in once, makes Ines available and lays the conversations out', async () => {
  await using house = await buildTestApp()
  await house.app.transact((work) => seedDemo(work, SHOP_ORIGINS))
  const { entryCode } = await house.app.transact((work) => seedDemo(work, SHOP_ORIGINS))
  house.clock.advance(3_600_000)
  const entered = await house.ask('GET', `/enter/${entryCode}`)
  expect(entered).toMatchObject({ status: 303, headers: { location: '/console/' } })
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? ''
  const me = await house.ask('GET', '/v1/console/me', { headers: { cookie } })
  expect(me.body).toMatchObject({
    agent: { name: 'Ines Duarte' },
    memberships: [
      { store: { id: DEMO_STORE, name: 'Mackerel Sky', demo: true }, role: 'owner', switch: 'available' },
    ],
  })
  const list = await house.ask('GET', `/v1/console/stores/${DEMO_STORE}/conversations?view=all`, {
    headers: { cookie },
  })
  const { rows } = Object(list.body)
  expect(rows).toHaveLength(DEMO_CONVERSATIONS.length)
  const states = rows.map((row: { standing: { status: string; awaiting?: string } }) =>
    [row.standing.status, row.standing.awaiting].filter(Boolean).join(' '),
  )
  expect(states.sort()).toEqual([
    'by_email store',
    'closed',
    'closed',
    'closed',
    'waiting',
    'waiting',
    'with_agent agent',
    'with_agent visitor',
  ])
  // Its clock runs from now on: an answer is due in a moment.
  const due = rows.find((row: { standing: { awaiting?: string } }) => row.standing.awaiting === 'agent')
  expect(due.dueAt - house.clock.now()).toBe(52_000)
  const later = rows.find((row: { page: { type: string } }) => row.page.type === 'order')
  const one = await house.ask('GET', `/v1/console/stores/${DEMO_STORE}/conversations/${later.id}`, {
    headers: { cookie },
  })
  expect(Object(one.body).earlier).toHaveLength(1)

  expect(await house.ask('GET', `/enter/${entryCode}`)).toMatchObject({ status: 410 })
  expect(await house.ask('GET', `/enter/${entryCode}`, { headers: { cookie } })).toMatchObject({
    status: 303,
  })
  const again = await house.app.transact((work) => seedDemo(work, SHOP_ORIGINS))
  expect(await house.ask('GET', `/enter/${again.entryCode}`)).toMatchObject({ status: 303 })
  const after = await house.ask('GET', `/v1/console/stores/${DEMO_STORE}/conversations?view=all`, {
    headers: { cookie },
  })
  expect(Object(after.body).rows).toHaveLength(DEMO_CONVERSATIONS.length)
  expect(house.troubles()).toEqual([])
})

test('the link is for this computer only, and a look ahead does not use it up', async () => {
  await using house = await buildTestApp()
  const { entryCode } = await house.app.transact((work) => seedDemo(work, SHOP_ORIGINS))
  const path = `/enter/${entryCode}`
  expect((await house.ask('GET', path, { address: '192.168.1.7' })).status).toBe(403)
  expect((await house.ask('GET', path, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(403)
  expect((await house.ask('GET', path, { headers: { host: 'evil.example' } })).status).toBe(403)
  expect((await house.ask('GET', path, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(
    503,
  )
  expect((await house.ask('HEAD', path)).status).toBeGreaterThanOrEqual(400)
  expect((await house.ask('GET', '/enter/nothing')).status).toBe(410)
  expect((await house.ask('GET', path)).status).toBe(303)
})

test("the demo's people cannot sign in, whatever the password", async () => {
  await using house = await buildTestApp()
  await house.app.transact((work) => seedDemo(work, SHOP_ORIGINS))
  const body = { address: 'ines@mackerelsky.example', password: '' }
  const answer = await house.ask('POST', '/v1/console/sign-in', { headers: { origin: CONSOLE }, body })
  expect(answer).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
})

test('without the demo there is no way in by a link', async () => {
  await using house = await buildTestApp({ flags: ['--no-demo'] })
  const { entryCode } = await house.app.transact((work) => seedDemo(work, SHOP_ORIGINS))
  expect((await house.ask('GET', `/enter/${entryCode}`)).status).toBe(404)
})
