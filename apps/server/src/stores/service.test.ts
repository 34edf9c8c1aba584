import { audit, stores } from '@shopbell/database'
import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestApp, type TestAgent, type TestHouse } from '../testing/build-test-app'

let house: TestHouse
let owner: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
  owner = await house.agent()
})
afterAll(() => house[Symbol.asyncDispose]())

const USUAL = { promisedWaitMinutes: 5, emailAnswerHours: 24, liveChat: 'automatic' } as const
const kept = async () => (await owner.asksStore('GET', 'service')).body
const save = (body: unknown) => owner.asksStore('PUT', 'service', body)

test('a store begins with five minutes, a day for email, and live chat as the waits are', async () => {
  expect(await kept()).toEqual(USUAL)
})

test('what an owner saves counts from then on, and it is known who saved it', async () => {
  const wished = { promisedWaitMinutes: 3, emailAnswerHours: 4, liveChat: 'on' }
  expect((await save(wished)).status).toBe(204)
  expect(await kept()).toEqual(wished)
  const [store] = await house.app.db.select().from(stores).where(eq(stores.id, house.storeId))
  expect(store).toMatchObject({ promisedWait: 180_000, emailAnswer: 14_400_000, liveChat: 'on' })
  const [line] = await house.app.db.select().from(audit).orderBy(desc(audit.id)).limit(1)
  expect(line).toMatchObject({ who: owner.id, what: 'store.service_saved', details: wished })
})

test('live chat switched off is told to a panel that is open', async () => {
  await save(USUAL)
  await owner.connects()
  await owner.switches('available')
  const shopper = await house.visitor()
  expect(await shopper.greets()).toMatchObject({ availability: { kind: 'live' } })
  await save({ ...USUAL, liveChat: 'off' })
  await house.app.settled()
  await shopper.socket.hears('availability', ({ availability }) => Object(availability).kind === 'nobody')
  await save(USUAL)
})

test('a hand on the switch ends a restraint, and no old one comes back with it', async () => {
  const restrain = { restrainedSince: 1, relievedSince: 1 }
  await house.app.db.update(stores).set(restrain).where(eq(stores.id, house.storeId))
  await save({ ...USUAL, liveChat: 'on' })
  await save(USUAL)
  const [store] = await house.app.db.select().from(stores).where(eq(stores.id, house.storeId))
  expect(store).toMatchObject({ restrainedSince: null, relievedSince: null })
})

const MINUTES = 'A whole number from 1 to 60.'
const HOURS = 'A whole number from 1 to 336.'
test.each([
  ['no minutes', { ...USUAL, promisedWaitMinutes: 0 }, { promisedWaitMinutes: MINUTES }],
  ['less than none', { ...USUAL, promisedWaitMinutes: -5 }, { promisedWaitMinutes: MINUTES }],
  ['half a minute', { ...USUAL, promisedWaitMinutes: 0.5 }, { promisedWaitMinutes: MINUTES }],
  ['more than an hour', { ...USUAL, promisedWaitMinutes: 61 }, { promisedWaitMinutes: MINUTES }],
  ['minutes beyond counting', { ...USUAL, promisedWaitMinutes: 1e308 }, { promisedWaitMinutes: MINUTES }],
  ['minutes in words', { ...USUAL, promisedWaitMinutes: '5' }, { promisedWaitMinutes: MINUTES }],
  ['no hours', { ...USUAL, emailAnswerHours: 0 }, { emailAnswerHours: HOURS }],
  ['hours beyond two weeks', { ...USUAL, emailAnswerHours: 337 }, { emailAnswerHours: HOURS }],
  ['hours left out', { promisedWaitMinutes: 5, liveChat: 'on' }, { emailAnswerHours: HOURS }],
])('%s are refused beside their field, and nothing changes', async (_what, body, fields) => {
  const before = await kept()
  expect(await save(body)).toMatchObject({ status: 400, body: { code: 'invalid', fields } })
  expect(await kept()).toEqual(before)
})

test('a switch that does not exist, or a field that nobody knows, is refused', async () => {
  for (const body of [{ ...USUAL, liveChat: 'maybe' }, { ...USUAL, promisedWait: 1 }, [], '5', 'null']) {
    expect(await save(body)).toMatchObject({ status: 400, body: { code: 'invalid' } })
  }
})

test('only owners and admins of this store see it or save it', async () => {
  const agent = await house.agent({ role: 'agent', name: 'Ole' })
  const stranger = await house.agent({ storeId: await house.addStore(), name: 'Noor' })
  for (const method of ['GET', 'PUT'] as const) {
    const body = method === 'PUT' ? USUAL : undefined
    expect(await agent.asksStore(method, 'service', body)).toMatchObject({ status: 403 })
    expect(await stranger.asks(method, `stores/${house.storeId}/service`, body)).toMatchObject({
      status: 404,
    })
  }
})
