import { rowsDigest } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import { buildTestApp } from '../testing/build-test-app'

const SECOND = 1_000

test('a socket that does not say hello within five seconds is closed', async () => {
  await using house = await buildTestApp()
  const visitor = await house.visitor()
  await house.passes(4_900)
  await house.passes(200)
  expect(await visitor.socket.hears('bye')).toEqual({ type: 'bye', code: 'timed_out' })
  expect(await visitor.socket.closed).toBe(4408)
})

test('every socket is pinged with the heads of what it hears, and lost after 35 seconds of silence', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  const visitor = await house.visitor()
  await agent.connects()
  await visitor.greets()
  await visitor.says('Hello?')
  const conversation = visitor.inConversation
  agent.socket.says(
    { type: 'conversation.open', conversation },
    { type: 'note.add', clientId: house.clientId(), conversation, text: 'A regular.' },
    { type: 'view.watch', store: house.storeId, view: 'waiting' },
  )
  await agent.socket.hears('counts')
  await house.passes(20 * SECOND)
  expect(visitor.socket.count('ping')).toBe(0)
  await house.passes(5 * SECOND)
  expect(await visitor.socket.hears('ping')).toMatchObject({
    now: house.clock.now(),
    heads: [{ conversation, seq: 1 }],
  })
  const ping = await agent.socket.hears('ping')
  expect(ping).toMatchObject({
    heads: [{ conversation, seq: 2 }],
    view: { store: house.storeId, view: 'waiting' },
  })
  const { body } = await agent.asksStore('GET', 'conversations?view=waiting&limit=50')
  expect(ping).toMatchObject({ view: { digest: rowsDigest(Object(body).rows) } })

  agent.socket.says({ type: 'pong' }, { type: 'fetch', conversation, after: 0, limit: 1 })
  await agent.socket.hears('page')
  await house.passes(11 * SECOND)
  expect(await visitor.socket.hears('bye')).toEqual({ type: 'bye', code: 'timed_out' })
  expect(agent.socket.count('bye')).toBe(0)
})

test('a shopper whose person goes is moved to the front within 35 seconds, and told', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  const visitor = await house.visitor()
  await agent.connects()
  await agent.switches('available')
  await visitor.greets()
  await visitor.says('Hello?')
  const conversation = visitor.inConversation
  expect(
    await visitor.socket.hears('standing', (frame) => JSON.stringify(frame).includes('with_agent')),
  ).toMatchObject({
    conversation,
    standing: { status: 'with_agent', agentName: 'Ines', awaiting: 'agent' },
  })
  agent.socket.drops()
  await house.passes(SECOND)
  visitor.socket.says({ type: 'pong' }, { type: 'fetch', conversation, after: 0, limit: 1 })
  await visitor.socket.hears('page')
  await house.passes(31 * SECOND)
  expect(
    await visitor.socket.hears('entries', (frame) => JSON.stringify(frame).includes('agent_lost')),
  ).toMatchObject({
    entries: [{ kind: 'standing', body: { to: 'waiting', because: 'agent_lost', agent: { name: 'Ines' } } }],
  })
  await agent.connects()
  const isBack = (frame: object) => JSON.stringify(frame).includes('with_agent')
  expect(await visitor.socket.hears('standing', isBack)).toMatchObject({ standing: { agentName: 'Ines' } })
})

test('on stopping everybody is told when to come back, and what was sent is acknowledged first', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  const visitor = await house.visitor()
  await agent.connects()
  await visitor.greets()
  await visitor.says('Hello?')
  const clientIds = Array.from({ length: 10 }, () => house.clientId())
  for (const clientId of clientIds)
    visitor.socket.says({ type: 'message.send', clientId, text: 'And', page: null })
  await visitor.socket.hears('ack')
  await house.close()
  const heard = visitor.socket.heard.map(({ type }) => type)
  expect(heard.at(-1)).toBe('bye')
  expect(await visitor.socket.hears('bye')).toEqual({ type: 'bye', code: 'going_away', retryAfterMs: 2_500 })
  expect(await agent.socket.hears('bye')).toMatchObject({ code: 'going_away' })
  expect(house.troubles()).toEqual([])
})
