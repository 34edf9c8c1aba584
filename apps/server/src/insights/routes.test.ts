import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestApp, type TestAgent, type TestHouse } from '../testing/build-test-app'

let house: TestHouse
let agent: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
  agent = await house.agent({ role: 'agent' })
})
afterAll(() => house[Symbol.asyncDispose]())

test('every member reads the numbers, and what shoppers are told right now', async () => {
  expect(await agent.asksStore('GET', 'numbers')).toMatchObject({
    status: 200,
    body: { chatsToday: 0, firstResponseMs: null, overdue: 0, promises: { kept: 0, scored: 0 } },
  })
  expect(await agent.asksStore('GET', 'availability')).toMatchObject({
    status: 200,
    body: { availability: { kind: 'nobody' } },
  })
  await agent.connects()
  await agent.switches('available')
  expect((await agent.asksStore('GET', 'availability')).body).toEqual({
    availability: { kind: 'live', replyMs: null },
  })
})

test('whoever does not belong to the store learns nothing, not even that it exists', async () => {
  const stranger = await house.agent({ storeId: await house.addStore(), name: 'Noor' })
  for (const what of ['numbers', 'availability']) {
    expect(await stranger.asks('GET', `stores/${house.storeId}/${what}`)).toMatchObject({
      status: 404,
      body: { code: 'store_not_found' },
    })
    expect(await house.ask('GET', `/v1/console/stores/${house.storeId}/${what}`)).toMatchObject({
      status: 401,
    })
  }
})
