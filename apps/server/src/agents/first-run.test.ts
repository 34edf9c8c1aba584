import { expect, test } from 'vitest'
import { buildTestApp, CONSOLE, type TestHouse } from '../testing/build-test-app'
import { firstRunCode } from './first-run'

const answers = {
  storeName: ' Mackerel & Sky ',
  address: 'Ines.Duarte@example.com',
  password: 'dry at last 2026',
}

function firstRun(house: TestHouse, body: unknown, cookie = '') {
  return house.ask('POST', '/v1/console/first-run', { headers: { origin: CONSOLE, cookie }, body })
}

test('the printed link makes the first store and its owner, once', async () => {
  await using house = await buildTestApp()
  const code = await house.app.transact((work) => firstRunCode(work))
  expect(code).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}$/)
  expect(await house.app.transact((work) => firstRunCode(work))).toBe(code)
  expect((await house.ask('GET', `/v1/console/first-run/${code}`)).body).toEqual({ valid: true })
  expect((await house.ask('GET', '/v1/console/first-run/aaaa-bbbb')).body).toEqual({ valid: false })

  const done = await firstRun(house, { ...answers, code })
  expect(done.status).toBe(204)
  const cookie = String([done.headers['set-cookie'] ?? []].flat()[0]).split(';')[0] ?? ''
  const me = await house.ask('GET', '/v1/console/me', { headers: { cookie } })
  expect(me.body).toMatchObject({
    agent: { name: 'Ines Duarte', address: 'ines.duarte@example.com' },
    memberships: [
      { store: { name: 'Mackerel & Sky', demo: false }, role: 'owner', capacity: 4, switch: 'away' },
    ],
  })
  const storeId = String(Object(me.body).memberships[0].store.id)
  const install = await house.ask('GET', `/v1/console/stores/${storeId}/install`, { headers: { cookie } })
  expect(install.body).toMatchObject({
    snippet: `<script async src="http://localhost:4100/w/${storeId}.js"></script>`,
    sites: [],
  })

  expect((await house.ask('GET', `/v1/console/first-run/${code}`)).body).toEqual({ valid: false })
  expect(await firstRun(house, { ...answers, code })).toMatchObject({
    status: 410,
    body: { code: 'link_used' },
  })
  expect(await house.app.transact((work) => firstRunCode(work))).toBeNull()
})

test('of two who use the link at once one wins', async () => {
  await using house = await buildTestApp()
  const code = await house.app.transact((work) => firstRunCode(work))
  const both = await Promise.all([
    firstRun(house, { ...answers, code }),
    firstRun(house, { ...answers, code, address: 'other@example.com' }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual([204, 410])
})

test('an address that is in use leaves the link as it was', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent({ role: 'agent' })
  const code = await house.app.transact((work) => firstRunCode(work))
  const refused = await firstRun(house, { ...answers, code, address: agent.address })
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'already_exists', fields: { address: expect.any(String) } },
  })
  expect((await firstRun(house, { ...answers, code })).status).toBe(204)
})

test('what is wrong is named field by field, and guessing codes is slow work', async () => {
  await using house = await buildTestApp()
  const refused = await firstRun(house, {
    code: 'aaaa-bbbb',
    storeName: ' ',
    address: 'ines@',
    password: 'short',
  })
  expect(refused).toMatchObject({
    status: 400,
    body: {
      code: 'invalid',
      fields: {
        storeName: 'Give your store a name.',
        address: 'That is not complete yet. It looks like name@example.com.',
        password: 'At least 10 characters.',
      },
    },
  })
  expect(await firstRun(house, { ...answers, code: 'aaaa-bbbb' })).toMatchObject({ status: 404 })
  const statuses: number[] = []
  for (let tries = 0; tries < 20; tries += 1)
    statuses.push((await house.ask('GET', '/v1/console/first-run/aaaa-bbbb')).status)
  expect(statuses.at(-1)).toBe(429)
})
