import { expect, test } from 'vitest'
import { buildTestApp, SHOP } from '../testing/build-test-app'

test('a message goes both ways, each side counting in its own numbers', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  await agent.connects()
  const visitor = await house.visitor()
  const welcome = await visitor.greets()
  expect(welcome).toMatchObject({
    visitor: null,
    heads: [],
    availability: { kind: 'nobody' },
    epoch: house.epoch,
  })
  expect(await visitor.says('Do you ship to Norway?')).toBe(1)
  const conversation = visitor.inConversation

  agent.socket.says({ type: 'conversation.open', conversation })
  expect(await agent.socket.hears('opened')).toMatchObject({
    head: { seq: 1, standing: { status: 'waiting' } },
  })
  expect((await agent.asksStore('POST', `conversations/${conversation}/claim`, {})).status).toBe(204)
  agent.socket.says({ type: 'note.add', clientId: house.clientId(), conversation, text: 'Zone 3.' })
  expect(await agent.socket.hears('ack')).toMatchObject({ seq: 3 })
  await agent.says(conversation, 'We do, in three days.')

  const heard = await visitor.socket.hears('entries', (frame) => JSON.stringify(frame).includes('three days'))
  expect(heard).toMatchObject({
    entries: [{ seq: 3, kind: 'message', sender: { kind: 'agent', name: 'Ines' } }],
  })
  expect(visitor.socket.heard.some((frame) => JSON.stringify(frame).includes('Zone 3'))).toBe(false)

  visitor.socket.says({ type: 'fetch', conversation, after: 0, limit: 50 })
  const page = await visitor.socket.hears('page')
  expect(page).toMatchObject({
    head: 3,
    more: false,
    entries: [{ seq: 1 }, { seq: 2, kind: 'standing' }, { seq: 3 }],
  })
  agent.socket.says({ type: 'fetch', conversation, before: 5, limit: 2 })
  expect(await agent.socket.hears('page')).toMatchObject({
    entries: [{ seq: 3, kind: 'note' }, { seq: 4 }],
    more: true,
  })
})

test('the same message again is stored once and answered the same', async () => {
  await using house = await buildTestApp()
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Hello')
  const frame = { type: 'message.send', clientId: house.clientId(), text: 'Once', page: null } as const
  visitor.socket.says(frame, frame)
  const [first, second] = [await visitor.socket.hears('ack'), await visitor.socket.hears('ack')]
  expect(second).toEqual(first)
  visitor.socket.says({ type: 'fetch', conversation: visitor.inConversation, after: 0, limit: 50 })
  expect(await visitor.socket.hears('page')).toMatchObject({ head: 2 })
})

test('a visitor who returns is told where the log ends, and to drop what is of another one', async () => {
  await using house = await buildTestApp()
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('One')
  await visitor.says('Two')
  visitor.socket.drops()
  const conversation = visitor.inConversation
  const at = async (resume: { epoch?: string; after?: number; lastClientId?: string }) => {
    await visitor.returns()
    const point = { conversation, epoch: house.epoch, after: 0, lastClientId: null, ...resume }
    const welcome = await visitor.greets({ resume: [point] })
    await house.app.settled()
    visitor.socket.says({ type: 'fetch', conversation, after: 0, limit: 1 })
    await visitor.socket.hears('page')
    const wasReset = visitor.socket.count('reset') > 0
    visitor.socket.leaves()
    return { welcome, wasReset }
  }
  const { welcome, wasReset } = await at({})
  expect(welcome).toMatchObject({ heads: [{ conversation, seq: 2, standing: { status: 'waiting' } }] })
  expect(wasReset).toBe(false)
  expect(
    (await at({ epoch: 'of-another-database', after: 1, lastClientId: house.clientId() })).wasReset,
  ).toBe(true)
  expect((await at({ after: 9, lastClientId: house.clientId() })).wasReset).toBe(true)
  expect((await at({ after: 2, lastClientId: house.clientId() })).wasReset).toBe(true)
})

test('the panel hears within a moment who can answer, and the console of its own switch', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  const visitor = await house.visitor()
  await visitor.greets()
  await agent.connects()
  agent.socket.says({ type: 'view.watch', store: house.storeId, view: 'waiting' })
  expect(await agent.socket.hears('switch')).toMatchObject({ place: 'away' })
  await agent.switches('available')
  expect(await visitor.socket.hears('availability')).toMatchObject({ availability: { kind: 'live' } })
  expect(await agent.socket.hears('switch')).toMatchObject({ store: house.storeId, place: 'available' })
  agent.socket.drops()
  await house.passes(1_000)
  expect(await visitor.socket.hears('availability')).toMatchObject({ availability: { kind: 'nobody' } })
})

test('a list hears of rows that come, change and go, and of the figures beside it', async () => {
  await using house = await buildTestApp()
  const [agent, colleague] = [await house.agent(), await house.agent({ name: 'Noor' })]
  await agent.connects()
  await colleague.connects()
  agent.socket.says({ type: 'view.watch', store: house.storeId, view: 'waiting' })
  await agent.socket.hears('counts')
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Anybody?')
  const id = visitor.inConversation
  expect(await agent.socket.hears('row')).toMatchObject({
    in: true,
    view: 'waiting',
    row: { id, last: { text: 'Anybody?' } },
  })
  expect(await agent.socket.hears('counts')).toMatchObject({ counts: { mine: 0, waiting: 1 } })
  await colleague.asksStore('POST', `conversations/${id}/claim`, {})
  expect(await agent.socket.hears('row', (frame) => frame.in === false)).toMatchObject({ row: { id } })
  expect(await agent.socket.hears('counts')).toMatchObject({ counts: { mine: 0, waiting: 0 } })
  const lost = await agent.asksStore('POST', `conversations/${id}/claim`, {})
  expect(lost).toMatchObject({ status: 409, body: { code: 'taken', message: 'Noor has this conversation.' } })
})

test('reading and typing reach the other side, and nobody hears themselves type', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  await agent.connects()
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Hello?')
  const conversation = visitor.inConversation
  agent.socket.says({ type: 'conversation.open', conversation })
  await agent.socket.hears('opened')
  visitor.socket.says({ type: 'typing', conversation, on: true })
  expect(await agent.socket.hears('typing')).toMatchObject({ who: 'visitor', on: true })
  agent.socket.says({ type: 'typing', conversation, on: true }, { type: 'read', conversation, seq: 1 })
  expect(await visitor.socket.hears('typing')).toMatchObject({ who: 'agent', name: 'Ines' })
  expect(await visitor.socket.hears('marks')).toMatchObject({ team: 1, visitor: 0 })
  expect(await agent.socket.hears('own_mark')).toMatchObject({ conversation, seq: 1 })
  expect(visitor.socket.heard.filter(({ who }) => who === 'visitor')).toEqual([])
  expect(agent.socket.heard.filter(({ who }) => who === 'agent')).toEqual([])
})

test('a reply that a colleague was quicker than is held back', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  await agent.connects()
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('One')
  await visitor.says('Two')
  const frame = {
    type: 'message.send',
    clientId: house.clientId(),
    conversation: visitor.inConversation,
    text: 'Late',
  } as const
  agent.socket.says({ ...frame, unlessAfter: 1 })
  expect(await agent.socket.hears('refused')).toMatchObject({
    code: 'moved_on',
    clientId: frame.clientId,
    frame: 'message.send',
  })
})

test('what the server itself says meanwhile holds no reply back', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  await agent.connects()
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('One')
  const conversation = visitor.inConversation
  await agent.asksStore('POST', `conversations/${conversation}/claim`, {})
  const clientId = house.clientId()
  agent.socket.says({ type: 'message.send', clientId, conversation, text: 'Hello', unlessAfter: 1 })
  await agent.socket.hears('ack', (frame) => frame.clientId === clientId)
})

test('a later page asks once whether something is unread', async () => {
  await using house = await buildTestApp()
  const agent = await house.agent()
  await agent.connects()
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Hello?')
  await agent.says(visitor.inConversation, 'Hello.')
  const headers = { origin: SHOP, authorization: `Bearer ${visitor.token}` }
  const answer = await house.ask('GET', `/v1/stores/${house.storeId}/unread`, { headers })
  expect(answer).toMatchObject({
    status: 200,
    body: { conversation: visitor.conversation, unread: 1, live: true },
  })
  expect(answer.headers).toMatchObject({ 'access-control-allow-origin': SHOP, vary: 'Origin' })
})
