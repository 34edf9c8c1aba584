import { openClient } from '@shopbell/database'
import { expect, test } from 'vitest'
import { buildTestApp } from '../testing/build-test-app'

test('a shopper who says hello while the sockets are being judged keeps their session', async () => {
  await using house = await buildTestApp()
  const shopper = await house.visitor()
  await shopper.greets()
  await shopper.says('Hello?')
  shopper.socket.drops()
  await shopper.returns()
  await (await house.agent()).connects()

  const client = openClient(house.databaseUrl, { max: 1, name: 'test' })
  await client`begin`
  await client`lock table sessions in access exclusive mode`
  const judging = house.passes(0)
  // It has looked at who is there, and waits for an answer about the agents' sessions.
  await expect
    .poll(() => client`select 1 from pg_locks where relation = 'sessions'::regclass and not granted`)
    .toHaveLength(1)
  const welcome = await shopper.greets()
  await client`rollback`
  await client.end()
  await judging

  expect(welcome.visitor).toMatch(/^vis_/)
  await shopper.says('Are you there?')
  expect(shopper.socket.count('bye')).toBe(0)
})

test('a token that has ended takes its socket with it', async () => {
  await using house = await buildTestApp()
  const shopper = await house.visitor()
  await shopper.greets()
  await shopper.says('Hello?')
  const client = openClient(house.databaseUrl, { max: 1, name: 'test' })
  await client`update visitors set token_hash = null`
  await client.end()
  await house.passes(3_000)
  expect(await shopper.socket.hears('bye')).toEqual({ type: 'bye', code: 'signed_out' })
})
