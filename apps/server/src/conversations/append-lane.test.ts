import { agents, conversations, openClient, visitors } from '@shopbell/database'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { Appended, VisitorMessage } from './new-entry'
import { CuttingProxy } from './testing/cutting-proxy'
import { House, until } from './testing/house'

let house: House
beforeAll(async () => {
  house = await House.open()
})
afterAll(() => house[Symbol.asyncDispose]())

function storedIn(appended: Appended): NonNullable<Extract<Appended, { kind: 'stored' }>['entry']> {
  if (appended.kind !== 'stored' && appended.kind !== 'known') {
    throw new Error(`not stored: ${JSON.stringify(appended)}`)
  }
  return appended.entry
}

test('a first message begins a conversation that waits', async () => {
  const visitorId = await house.addVisitor()
  const appended = await house.lane.append(house.message(visitorId))
  const entry = storedIn(appended)
  expect(entry).toMatchObject({
    seq: 1,
    visible: 1,
    kind: 'message',
    body: { text: 'Do you ship to Norway?' },
  })
  expect(await house.head(entry.conversation)).toMatchObject({
    status: 'waiting',
    version: 1,
    nextSeq: 2,
    nextVisible: 2,
    dueFor: 'waiting_alarm',
  })
  expect(house.troubles).toEqual([])
})

test('the same message again gets the first answer and stores nothing', async () => {
  const visitorId = await house.addVisitor()
  const message = house.message(visitorId)
  const first = await house.lane.append(message)
  const again = await house.lane.append({ ...message, text: 'another text' })
  expect(again).toEqual({ kind: 'known', entry: storedIn(first) })
  const together = await Promise.all([house.lane.append(message), house.lane.append(message)])
  expect(together.map(({ kind }) => kind)).toEqual(['known', 'known'])
  expect(await house.log(storedIn(first).conversation)).toHaveLength(1)
})

test('two tabs that write a first message at once share one conversation', async () => {
  const other = house.openLane()
  for (let round = 0; round < 20; round += 1) {
    const visitorId = await house.addVisitor()
    const lanes = [house.lane, other]
    const outcomes = await Promise.all(lanes.map((lane) => lane.append(house.message(visitorId))))
    const [one, two] = outcomes.map((appended) => storedIn(appended))
    expect(one?.conversation).toBe(two?.conversation)
    expect([one?.seq, two?.seq].sort()).toEqual([1, 2])
  }
  expect(house.troubles).toEqual([])
})

test('two servers write into the same conversations, densely and without a loss', async () => {
  const lanes = [house.lane, house.openLane()]
  const conversations = await Promise.all(Array.from({ length: 10 }, () => house.conversation()))
  const agentId = await house.addAgent()
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, (_, at) => {
      const conversation = conversations[at % conversations.length]
      const lane = lanes[at % 2]
      if (conversation === undefined || lane === undefined) throw new Error('out of range')
      return lane.append(
        at % 7 === 0
          ? house.note(agentId, conversation.id)
          : house.message(conversation.visitorId, `line ${at}`),
      )
    }),
  )
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['stored']))
  for (const { id } of conversations) {
    const log = await house.log(id)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
    const visible = log.flatMap((entry) => entry.visible ?? [])
    expect(visible).toEqual(visible.map((_, at) => at + 1))
    expect(await house.head(id)).toMatchObject({ nextSeq: log.length + 1, nextVisible: visible.length + 1 })
  }
  const total = await Promise.all(conversations.map(({ id }) => house.log(id)))
  expect(total.flat()).toHaveLength(610)
  expect(house.troubles).toEqual([])
})

test('while one batch is committed the next one gathers, at most 500 of them, and no timer is waited for', async () => {
  const proxy = await CuttingProxy.open(house.url)
  const published: number[] = []
  const lane = house.openLane({ url: proxy.url, publish: (events) => published.push(events.length) })
  const { visitorId } = await house.conversation()
  const others = await Promise.all(Array.from({ length: 20 }, () => house.conversation()))
  await lane.append(house.message(visitorId, 'opens the connection'))
  // Until nothing runs any more: what comes now is alone.
  await new Promise((resolve) => setImmediate(resolve))
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  proxy.arm(null)
  const outcomes = [lane.append(house.message(visitorId, 'alone'))]
  for (let at = 0; at < 1_000; at += 1) {
    outcomes.push(lane.append(house.message(others[at % 20]?.visitorId ?? visitorId, `line ${at}`)))
  }
  expect((await Promise.all(outcomes)).filter(({ kind }) => kind !== 'stored')).toEqual([])
  vi.useRealTimers()
  // One who goes on and is alone: the write. A batch of people whom this lane does not know yet: begin, heads, keys,
  // visitors, write, commit. Then they go on as well: the write.
  expect(proxy.statements).toBe(1 + 6 + 1)
  // Each batch is told of once, with one event for each conversation.
  expect(published).toEqual([1, 1, 20, 20])
  await lane.drain()
  proxy.close()
})

test('a thousand people who go on talking take less than 0.02 statements a message', async () => {
  const proxy = await CuttingProxy.open(house.url)
  const lane = house.openLane({ url: proxy.url })
  const people = await Promise.all(Array.from({ length: 1_000 }, () => house.addVisitor()))
  const all = (text: string) => Promise.all(people.map((id) => lane.append(house.message(id, text))))
  await all('Do you ship to Norway?')
  proxy.arm(null)
  const outcomes = await all('And to Sweden?')
  expect(outcomes.filter(({ kind }) => kind !== 'stored')).toEqual([])
  expect(proxy.statements / outcomes.length).toBeLessThanOrEqual(0.02)
  await lane.drain()
  proxy.close()
})

test('what moved since the lane wrote there is read again, and nobody else in the batch waits for that', async () => {
  const lane = house.openLane()
  const other = house.openLane()
  const people = await Promise.all(Array.from({ length: 6 }, () => house.conversation()))
  const [moved] = people
  if (moved === undefined) throw new Error('nobody is there')
  const all = (text: string) =>
    Promise.all(people.map(({ visitorId }) => lane.append(house.message(visitorId, text))))
  await all('one')
  storedIn(await other.append(house.message(moved.visitorId, 'from elsewhere')))
  expect((await all('two')).map(({ kind }) => kind)).toEqual(Array(6).fill('stored'))
  storedIn(await other.append(house.message(moved.visitorId, 'from elsewhere again')))
  storedIn(await lane.append(house.message(moved.visitorId, 'three')))
  for (const { id } of people) {
    const log = await house.log(id)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
    expect(await house.head(id)).toMatchObject({ nextSeq: log.length + 1, version: log.length })
  }
  expect((await house.log(moved.id)).slice(1).map(({ body }) => body)).toEqual(
    ['one', 'from elsewhere', 'two', 'from elsewhere again', 'three'].map((text) => ({
      text,
      format: 'plain',
    })),
  )
  expect(house.troubles).toEqual([])
})

test('who goes on writing is called what they are called now, and not at all once they are gone', async () => {
  const { id, visitorId } = await house.conversation()
  const agentId = await house.addAgent('Ines')
  const nameOf = async (appended: Promise<Appended>) => storedIn(await appended).sender.name
  expect(await nameOf(house.lane.append(house.note(agentId, id)))).toBe('Ines')
  await house.db.update(agents).set({ name: 'Ines Okafor' }).where(eq(agents.id, agentId))
  await house.db.update(visitors).set({ name: 'Ada' }).where(eq(visitors.id, visitorId))
  expect(await nameOf(house.lane.append(house.note(agentId, id)))).toBe('Ines Okafor')
  expect(await nameOf(house.lane.append(house.message(visitorId)))).toBe('Ada')
  expect(await nameOf(house.lane.append(house.note(agentId, id)))).toBe('Ines Okafor')
  await house.leave(agentId)
  const gone = { kind: 'refused', code: 'conversation_not_found' }
  expect(await house.lane.append(house.note(agentId, id))).toEqual(gone)
  expect(await house.lane.append(house.note(agentId, id))).toEqual(gone)
  expect(await house.log(id)).toHaveLength(5)
  expect(house.troubles).toEqual([])
})

test('what is refused by memory is looked at once more', async () => {
  const { id } = await house.conversation()
  const [mine, theirs] = [house.openLane(), house.openLane()]
  const [one, two] = await Promise.all([house.addAgent('Ines'), house.addAgent('Tom')])
  storedIn(await mine.append(house.note(two, id)))
  storedIn(await mine.append(house.reply(one, id)))
  expect(await mine.append(house.reply(two, id))).toMatchObject({ kind: 'refused' })
  const change = { storeId: house.storeId, conversationId: id, from: 'server' } as const
  const to = { kind: 'agent', agent: two } as const
  storedIn(await theirs.append({ ...change, happening: { kind: 'transferred', agentId: one, to } }))
  expect(storedIn(await mine.append(house.reply(two, id)))).toMatchObject({ sender: { name: 'Tom' } })
  expect(house.troubles).toEqual([])
})

test('few and many begin and go on in the same way', async () => {
  for (const count of [1, 2, 3, 4, 5, 9]) {
    const lane = house.openLane()
    const opener = await house.conversation()
    const people = await Promise.all(Array.from({ length: count }, () => house.addVisitor()))
    for (const text of ['one', 'two', 'three']) {
      // The first is in flight while the others gather.
      const outcomes = [opener.visitorId, ...people].map((id) => lane.append(house.message(id, text)))
      expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(Array(count + 1).fill('stored'))
    }
    const heads = await Promise.all(
      people.map((id) => house.db.select().from(conversations).where(eq(conversations.visitorId, id))),
    )
    expect(
      heads
        .flat()
        .map(({ version, nextSeq, lastText, placeGivenUp, tags }) => [
          version,
          nextSeq,
          lastText,
          placeGivenUp,
          tags,
        ]),
    ).toEqual(Array(count).fill([3, 4, 'three', false, []]))
  }
  expect(house.troubles).toEqual([])
})

test('messages of one visitor keep their order', async () => {
  const { visitorId, id } = await house.conversation()
  const texts = Array.from({ length: 50 }, (_, at) => `line ${at}`)
  await Promise.all(texts.map((text) => house.lane.append(house.message(visitorId, text))))
  const log = await house.log(id)
  expect(log.slice(1).map(({ body }) => body)).toEqual(texts.map((text) => ({ text, format: 'plain' })))
})

test('a connection that is cut loses nothing and doubles nothing', async () => {
  const conversations = await Promise.all(Array.from({ length: 5 }, () => house.conversation()))
  const sent = Array.from({ length: 400 }, (_, at) => {
    const { visitorId } = conversations[at % conversations.length] ?? { visitorId: 'vis_none' as const }
    return house.message(visitorId, `line ${at}`)
  })
  const outcomes: Promise<Appended>[] = []
  for (const [at, message] of sent.entries()) {
    outcomes.push(house.lane.append(message))
    if (at % 80 === 40) await house.cut('shopbell append lane')
    if (at % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const kinds = (await Promise.all(outcomes)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind !== 'stored' && kind !== 'known')).toEqual([])
  const logs = await Promise.all(conversations.map(({ id }) => house.log(id)))
  const stored = logs.flat().map(({ clientId }) => clientId)
  expect(new Set(stored).size).toBe(stored.length)
  for (const { clientId } of sent) expect(stored).toContain(clientId)
  for (const log of logs) expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
  house.troubles.length = 0
})

test('one conversation that somebody holds stalls nobody else, and goes on in its order', async () => {
  const [held, free] = await Promise.all([house.conversation(), house.conversation()])
  const holder = openClient(house.url, { max: 1, name: 'test', idleInTransactionTimeoutMs: 20_000 })
  await holder.unsafe('begin')
  await holder`select from conversations where id = ${held.id} for update`
  const waiting = ['one', 'two', 'three'].map((text) =>
    house.lane.append(house.message(held.visitorId, text)),
  )
  const neighbours = await Promise.all(
    ['a', 'b', 'c'].map((text) => house.lane.append(house.message(free.visitorId, text))),
  )
  expect(neighbours.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'stored'])
  const later = house.lane.append(house.message(held.visitorId, 'four'))
  const { kind } = await house.lane.append(house.message(free.visitorId, 'd'))
  expect(kind).toBe('stored')
  expect(await house.log(held.id)).toHaveLength(1)
  await holder.unsafe('rollback')
  await holder.end()
  await Promise.all([...waiting, later])
  const texts = (await house.log(held.id)).slice(1).map(({ body }) => body)
  expect(texts).toEqual(['one', 'two', 'three', 'four'].map((text) => ({ text, format: 'plain' })))
  expect(house.troubles).toEqual([])
})

test('hundreds for a conversation that somebody holds leave room for the others, and keep their order', async () => {
  const [held, free] = await Promise.all([house.conversation(), house.conversation()])
  const lane = house.openLane({ bound: 702 })
  const holder = openClient(house.url, { max: 1, name: 'test', idleInTransactionTimeoutMs: 20_000 })
  await holder.unsafe('begin')
  await holder`select from conversations where id = ${held.id} for update`
  const texts = Array.from({ length: 700 }, (_, at) => `line ${at}`)
  const waiting = texts.map((text) => lane.append(house.message(held.visitorId, text)))
  for (const text of ['a', 'b', 'c']) {
    expect((await lane.append(house.message(free.visitorId, text))).kind).toBe('stored')
  }
  waiting.push(lane.append(house.message(held.visitorId, 'the last')))
  const neighbour = lane.append(house.message(free.visitorId, 'd'))
  // Those who wait for the holder count as well.
  expect(await lane.append(house.message(free.visitorId, 'e'))).toEqual({ kind: 'refused', code: 'busy' })
  expect((await neighbour).kind).toBe('stored')
  await holder.unsafe('rollback')
  await holder.end()
  expect((await Promise.all(waiting)).filter(({ kind }) => kind !== 'stored')).toEqual([])
  const stored = (await house.log(held.id)).slice(1).map(({ body }) => body)
  expect(stored).toEqual([...texts, 'the last'].map((text) => ({ text, format: 'plain' })))
  expect(house.troubles).toEqual([])
})

test('whoever waits in vain for the database is told busy, and so is what they sent since', async () => {
  const proxy = await CuttingProxy.open(house.url)
  const lane = house.openLane({ url: proxy.url })
  const { visitorId, id } = await house.conversation()
  const other = await house.conversation()
  await lane.append(house.message(visitorId, 'opens the connection'))
  proxy.arm({ statement: 1, when: 'before' })
  proxy.close()
  const first = lane.append(house.message(visitorId, 'one'))
  await until(() => house.troubles.length > 1)
  house.clock.advance(9_000)
  const [second, others] = [visitorId, other.visitorId].map((sender) => lane.append(house.message(sender)))
  let isOthersSettled = false
  others?.then(() => {
    isOthersSettled = true
  })
  house.clock.advance(1_000)
  const busy = { kind: 'refused', code: 'busy' }
  expect(await Promise.all([first, second])).toEqual([busy, busy])
  expect(isOthersSettled).toBe(false)
  house.clock.advance(9_000)
  expect(await others).toEqual(busy)
  expect(await house.log(id)).toHaveLength(2)
  house.troubles.length = 0
})

test('what nobody foresaw in one message is told busy, and stored for all the others', async () => {
  const people = await Promise.all(Array.from({ length: 9 }, () => house.conversation()))
  const page: VisitorMessage['page'] = { url: 'https://shop.example.com/', title: 'Coats', type: 'other' }
  const cursed = Object.assign({ ...page }, { toJSON: () => assertUnforeseen() })
  const outcomes = await Promise.all(
    people.map(({ visitorId }, at) =>
      house.lane.append({ ...house.message(visitorId), page: at === 4 ? cursed : page }),
    ),
  )
  expect(outcomes.map(({ kind }) => kind).filter((kind) => kind === 'stored')).toHaveLength(8)
  expect(outcomes[4]).toEqual({ kind: 'refused', code: 'busy' })
  expect(house.troubles).toEqual([new Error('nobody foresaw this')])
  house.troubles.length = 0
})

function assertUnforeseen(): never {
  throw new Error('nobody foresaw this')
}

test('bad data among good is refused alone', async () => {
  const people = await Promise.all(Array.from({ length: 9 }, () => house.conversation()))
  const outcomes = await Promise.all(
    people.map(({ visitorId }, at) =>
      house.lane.append(house.message(visitorId, at === 4 ? 'no \0 text' : 'a text')),
    ),
  )
  expect(outcomes.map(({ kind }) => kind).filter((kind) => kind === 'stored')).toHaveLength(8)
  expect(outcomes[4]).toEqual({ kind: 'refused', code: 'invalid' })
  house.troubles.length = 0
})

test('an unknown visitor, a stranger and a former member are refused', async () => {
  const { id } = await house.conversation()
  const other = await house.addStore()
  const stranger = await house.addAgent('Stranger', { storeId: other })
  const member = await house.addAgent()
  expect(await house.lane.append(house.message('vis_nobody'))).toEqual({
    kind: 'refused',
    code: 'not_identified',
  })
  expect(await house.lane.append(house.reply(stranger, id))).toEqual({
    kind: 'refused',
    code: 'conversation_not_found',
  })
  expect(await house.lane.append(house.note(stranger, 'conv_nowhere'))).toEqual({
    kind: 'refused',
    code: 'conversation_not_found',
  })
  expect((await house.lane.append(house.reply(member, id))).kind).toBe('stored')
  await house.leave(member)
  const both = await Promise.all([
    house.lane.append(house.reply(member, id)),
    house.lane.append(house.note(member, id)),
  ])
  expect(both).toEqual([
    { kind: 'refused', code: 'not_a_member' },
    { kind: 'refused', code: 'not_a_member' },
  ])
})

test('more than the lane can hold is told to come again', async () => {
  const { visitorId } = await house.conversation()
  const small = house.openLane({ bound: 3 })
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => small.append(house.message(visitorId))))
  expect(outcomes.filter((appended) => appended.kind === 'refused' && appended.code === 'busy')).not.toEqual(
    [],
  )
  expect(outcomes.filter(({ kind }) => kind === 'stored').length).toBeGreaterThanOrEqual(3)
})

test('a lane that is drained finishes what it took and takes no more', async () => {
  const { visitorId, id } = await house.conversation()
  const lane = house.openLane()
  const taken = Array.from({ length: 5 }, () => lane.append(house.message(visitorId)))
  await lane.drain()
  expect((await Promise.all(taken)).map(({ kind }) => kind)).toEqual(Array(5).fill('stored'))
  expect(await lane.append(house.message(visitorId))).toEqual({ kind: 'refused', code: 'busy' })
  expect(await house.log(id)).toHaveLength(6)
})

test('a lane that cannot finish in time tells those who wait to come again', async () => {
  const held = await house.conversation()
  const lane = house.openLane({ drainWithinMs: 300 })
  const holder = openClient(house.url, { max: 1, name: 'test', idleInTransactionTimeoutMs: 20_000 })
  await holder.unsafe('begin')
  await holder`select from conversations where id = ${held.id} for update`
  const waiting = lane.append(house.message(held.visitorId))
  await lane.drain()
  expect(await waiting).toEqual({ kind: 'refused', code: 'busy' })
  await holder.end()
  house.troubles.length = 0
})

test('what is stored is told once, after it can be read', async () => {
  house.events.length = 0
  const { id } = await house.conversation()
  await until(() => house.events.length > 0)
  expect(house.events).toMatchObject([
    {
      kind: 'entries.appended',
      conversationId: id,
      before: null,
      visibleHead: 1,
      row: { head: 1, version: 1 },
    },
  ])
})
