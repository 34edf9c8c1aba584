import { LIMITS } from '@shopbell/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  buildTestApp,
  SHOP,
  type TestAgent,
  type TestHouse,
  type TestVisitor,
} from '../testing/build-test-app'

const LONG = 'x'.repeat(LIMITS.textLength)

/** A shopper and an agent who has their conversation open. */
async function talk(house: TestHouse) {
  const [visitor, agent] = [await house.visitor(), await house.agent()]
  await agent.connects()
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  const conversation = visitor.inConversation
  agent.socket.says({ type: 'conversation.open', conversation })
  await agent.socket.hears('opened')
  return { visitor, agent, conversation }
}

/** One more window of the same shopper. */
async function anotherWindow(house: TestHouse, { token }: TestVisitor) {
  const socket = await house.connect(`/v1/stores/${house.storeId}/socket`, { origin: SHOP })
  socket.says({ type: 'hello', versions: [1], token, resume: [] })
  await socket.hears('welcome')
  return socket
}

test('what happened is made into text once for each audience, however many hear it', async () => {
  await using house = await buildTestApp()
  const { visitor, agent, conversation } = await talk(house)
  const windows = [visitor.socket, await anotherWindow(house, visitor), await anotherWindow(house, visitor)]
  const colleagues = [agent, await house.agent({ name: 'Noor' }), await house.agent({ name: 'Tomas' })]
  const consoles = await Promise.all(
    colleagues.map(async (colleague) => {
      const socket = await colleague.connects()
      socket.says(
        { type: 'conversation.open', conversation },
        { type: 'view.watch', store: house.storeId, view: 'all' },
      )
      await socket.hears('counts')
      return socket
    }),
  )
  // Two more screens of one agent's, where only their own mark shows.
  consoles.push(await agent.connects(), await agent.connects())

  const made: unknown[] = []
  const stringify = JSON.stringify
  const spy = vi.spyOn(JSON, 'stringify').mockImplementation((value: unknown) => {
    made.push(Object(value).type)
    return stringify(value)
  })
  onTestFinished(() => spy.mockRestore())
  await visitor.says('And to Iceland?')
  agent.socket.says({ type: 'read', conversation, seq: 2 })
  await Promise.all(
    windows.map((socket) => socket.hears('entries', (frame) => stringify(frame).includes('Iceland'))),
  )
  await Promise.all(
    consoles.slice(0, 3).map(async (socket) => {
      await socket.hears('entries')
      await socket.hears('row')
    }),
  )
  await house.passes(1_000)
  for (const socket of consoles.slice(3)) await socket.hears('own_mark')
  const times = (type: string) => made.filter((one) => one === type).length
  expect({ entries: times('entries'), row: times('row'), own_mark: times('own_mark') }).toEqual({
    entries: 2,
    // Of the view that is watched, and of what waits for anybody.
    row: 2,
    own_mark: 1,
  })
})

test('whichever list an agent looks at, what waits and what is theirs is told, and that it is over', async () => {
  await using house = await buildTestApp()
  const [agent, colleague] = [await house.agent(), await house.agent({ name: 'Noor' })]
  for (const one of [agent, colleague]) {
    const socket = await one.connects()
    socket.says({ type: 'view.watch', store: house.storeId, view: 'closed' })
    await socket.hears('counts')
  }
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  const hears = (one: TestAgent, view: string, isIn: boolean) =>
    one.socket.hears('row', (frame) => frame.view === view && frame.in === isIn)
  await hears(agent, 'waiting', true)
  await hears(colleague, 'waiting', true)
  await agent.says(visitor.inConversation, 'We do.')
  await hears(agent, 'mine', true)
  await hears(agent, 'waiting', false)
  await hears(colleague, 'waiting', false)
  const heard = colleague.socket.count('row')
  await visitor.says('In three days?')
  await hears(agent, 'mine', true)
  expect(colleague.socket.count('row')).toBe(heard)
})

test('a reader who is behind is spared typing, and hears who is there once it has caught up', async () => {
  await using house = await buildTestApp({ environment: { BUFFERED_BYTES: '65536' } })
  const { visitor, agent, conversation } = await talk(house)
  visitor.socket.stopsReading()
  for (let at = 0; at < 14; at += 1) await agent.says(conversation, LONG)
  agent.socket.says({ type: 'typing', conversation, on: true })
  await agent.switches('available')
  await agent.switches('away')
  await agent.switches('available')
  visitor.socket.readsOn()
  await visitor.socket.hears('entries', (frame) => JSON.stringify(frame).includes('"seq":16'))
  expect(
    visitor.socket.count('bye') + visitor.socket.count('typing') + visitor.socket.count('availability'),
  ).toBe(0)
  await house.passes(1_000)
  expect(await visitor.socket.hears('availability')).toMatchObject({ availability: { kind: 'live' } })
  expect(visitor.socket.count('availability')).toBe(1)
  agent.socket.says({ type: 'typing', conversation, on: true })
  await visitor.socket.hears('typing')
})

test('a reader who is too far behind is cut, disturbs nobody, and catches up from the log', async () => {
  await using house = await buildTestApp({
    environment: { BUFFERED_BYTES: '65536', SENDS_PER_TEN_SECONDS: '1000' },
  })
  const { visitor, agent, conversation } = await talk(house)
  const window = await anotherWindow(house, visitor)
  visitor.socket.stopsReading()
  const texts = Array.from({ length: 60 }, (_, at) => `${at} ${LONG}`.slice(0, LIMITS.textLength))
  for (const text of texts) await agent.says(conversation, text)
  await window.hears('entries', (frame) => JSON.stringify(frame).includes('"59 x'))
  visitor.socket.readsOn()
  await visitor.socket.closed
  const heard = visitor.socket.count('entries')
  expect(heard).toBeLessThan(60)

  await visitor.returns()
  const { heads } = await visitor.greets()
  visitor.socket.says({ type: 'fetch', conversation, after: 0, limit: 200 })
  const page = await visitor.socket.hears('page')
  expect(heads).toMatchObject([{ conversation, seq: page.head }])
  expect(JSON.stringify(page.entries).match(/"text":"\d+ x/g)).toHaveLength(60)
  expect(house.troubles()).toEqual([])
})
