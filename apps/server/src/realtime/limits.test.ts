import { once } from 'node:events'
import { openClient } from '@shopbell/database'
import { LIMITS } from '@shopbell/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestApp, CONSOLE, PASSWORD, SHOP, type TestHouse } from '../testing/build-test-app'
import { figuresOf, METRICS_TOKEN, movedBetween } from '../testing/figures'
import { TestSocket } from '../testing/test-socket'

// Every limit of the wire ends in a code, and the code in a figure: a limit that is reached shows.

let house: TestHouse
beforeAll(async () => {
  house = await buildTestApp({
    environment: { METRICS_TOKEN, SOCKETS_PER_ADDRESS: '400', BUFFERED_BYTES: '65536' },
  })
})
afterAll(() => house[Symbol.asyncDispose]())

const bye = (code: string) => `shopbell_good_byes_total{code="${code}"}`
const broken = (code: number) => `shopbell_broken_sockets_total{code="${code}"}`
const refused = (code: string, via: 'socket' | 'http' = 'socket') =>
  `shopbell_refusals_total{via="${via}",code="${code}"}`

/** What an act moves among the refusals and the ends of sockets. */
async function shows(act: () => Promise<unknown>) {
  const before = await figuresOf(house)
  await act()
  await house.app.settled()
  const moved = Object.entries(movedBetween(before, await figuresOf(house)))
  return Object.fromEntries(moved.filter(([name]) => /refusals|good_byes|broken/.test(name)))
}

async function welcomed() {
  const visitor = await house.visitor()
  await visitor.greets()
  return visitor
}

/** A socket with the line below it, on which pings and pongs can be sent. */
async function knocksOnTheWire() {
  let socket: TestSocket | undefined
  const headers = { host: 'localhost:4100', origin: SHOP }
  const line = await house.app.fastify.injectWS(
    `/v1/stores/${house.storeId}/socket`,
    { headers },
    {
      onInit: (client) => {
        socket = new TestSocket(client)
      },
    },
  )
  if (socket === undefined) throw new Error('The socket was not opened.')
  return { socket, line }
}

/** Messages of all senders that may wait at once. */
const MAY_WAIT = 10_000
const PATIENCE = { timeout: 60_000 }

const message = (text: string) => {
  return { type: 'message.send', clientId: house.clientId(), text, page: null } as const
}

test('a frame that is too large, or binary', async () => {
  const [large, binary] = [await welcomed(), await welcomed()]
  const moved = await shows(async () => {
    large.socket.saysRaw('x'.repeat(LIMITS.frameBytes + 1))
    expect(await large.socket.closed).toBe(1009)
    binary.socket.saysRaw(Buffer.from('{"type":"pong"}'))
    expect(await binary.socket.closed).toBe(4400)
  })
  expect(moved).toEqual({ [broken(1009)]: 1, [bye('protocol_error')]: 1 })
})

test('a frame of exactly 64 KiB is heard', async () => {
  const visitor = await welcomed()
  const moved = await shows(async () => {
    visitor.socket.saysRaw('x'.repeat(LIMITS.frameBytes))
    expect(await visitor.socket.hears('refused')).toMatchObject({ code: 'not_json' })
  })
  expect(moved).toEqual({ [refused('not_json')]: 1 })
})

test('a socket without hello, and one that went silent', async () => {
  const [mute, silent] = [await house.visitor(), await welcomed()]
  const moved = await shows(async () => {
    await house.passes(5_001)
    expect(await mute.socket.closed).toBe(4408)
    await house.passes(30_000)
    expect(await silent.socket.hears('bye')).toMatchObject({ code: 'timed_out' })
  })
  expect(moved[bye('timed_out')]).toBeGreaterThanOrEqual(2)
})

test('frames and messages in ten seconds', async () => {
  const visitor = await welcomed()
  await visitor.says('One')
  const moved = await shows(async () => {
    for (let at = 0; at < LIMITS.sendsPerTenSeconds; at += 1) visitor.socket.says(message('More'))
    await visitor.socket.hears('refused')
    for (let at = 0; at < LIMITS.framesPerTenSeconds; at += 1) visitor.socket.says({ type: 'pong' })
    expect(await visitor.socket.closed).toBe(4430)
  })
  expect(moved).toEqual({ [refused('too_fast')]: 1, [bye('flooding')]: 1 })
})

test.each(['ping', 'pong'] as const)("the wire's own %ss are frames among the others", async (control) => {
  const { socket, line } = await knocksOnTheWire()
  // A ping waits for its answer: of many at once the line in memory, which is no real one, breaks.
  const sends = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      line[control]()
      if (control === 'ping') await once(line, 'pong')
    }
  }
  socket.says({ type: 'hello', versions: [1], token: null, resume: [] })
  await socket.hears('welcome')
  const allowed = await shows(async () => {
    await sends(LIMITS.framesPerTenSeconds - 2)
    socket.saysRaw('the last')
    await socket.hears('refused')
    // Ten seconds later it may say as much again.
    await house.passes(10_000)
    await sends(LIMITS.framesPerTenSeconds - 1)
    socket.saysRaw('the last')
    await socket.hears('refused')
  })
  expect(allowed).toEqual({ [refused('not_json')]: 2 })
  const moved = await shows(async () => {
    await sends(1)
    expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'flooding' })
    expect(await socket.closed).toBe(4430)
  })
  expect(moved).toEqual({ [bye('flooding')]: 1 })
})

test('messages that wait to be stored', { timeout: 90_000 }, async () => {
  const roomy = { SENDS_PER_TEN_SECONDS: '1000000', FRAMES_PER_TEN_SECONDS: '10000000' }
  await using small = await buildTestApp({ environment: { METRICS_TOKEN, ...roomy } })
  const [many, one] = [await small.visitor(), await small.visitor()]
  for (const visitor of [many, one]) {
    await visitor.greets()
    await visitor.says('Hello')
  }
  const holder = openClient(small.databaseUrl, { max: 1, name: 'test', idleInTransactionTimeoutMs: 60_000 })
  await holder.unsafe('begin')
  await holder`select from conversations where id = ${many.inConversation} for update`
  const writes = (text: string) => {
    return { type: 'message.send', clientId: small.clientId(), text, page: null } as const
  }
  for (let at = 0; at < MAY_WAIT; at += 1) many.socket.says(writes(`line ${at}`))
  // Answered after all of them were read: none of them was refused.
  many.socket.says({ type: 'fetch', conversation: many.inConversation, after: 0, limit: 1 })
  await expect.poll(() => many.socket.count('page'), PATIENCE).toBe(1)
  expect(many.socket.count('refused')).toBe(0)

  const message = writes('Is anybody there?')
  one.socket.says(message)
  const { clientId } = message
  const busy = { type: 'refused', code: 'busy', frame: 'message.send', clientId, retryAfterMs: 1_000 }
  expect(await one.socket.hears('refused')).toMatchObject(busy)
  expect((await figuresOf(small)).get(refused('busy'))).toBe(1)

  await holder.unsafe('rollback')
  await holder.end()
  await expect.poll(() => many.socket.count('ack'), PATIENCE).toBe(1 + MAY_WAIT)
  one.socket.says(message)
  expect(await one.socket.hears('ack')).toMatchObject({ clientId, seq: 2 })
})

test('whatever the database cannot answer for the moment', async () => {
  await using small = await buildTestApp({ environment: { METRICS_TOKEN } })
  const [known, fresh] = [await small.visitor(), await small.visitor()]
  await known.greets()
  await known.says('Hello')
  await fresh.greets()
  const { token, inConversation: conversation } = known
  const back = await small.visitor()
  const begin = { type: 'visitor.begin' } as const
  const hello = { type: 'hello', versions: [1], token, resume: [] } as const
  const fetch = { type: 'fetch', conversation, after: 0, limit: 1 } as const
  const asked = [
    [fresh, begin, 'begun'],
    [back, hello, 'welcome'],
    [known, fetch, 'page'],
  ] as const
  const owner = openClient(small.databaseUrl, { max: 1, name: 'test' })
  await owner`alter table visitors rename to away`
  await owner`alter table conversations rename to away_too`
  for (const [{ socket }, frame] of asked) {
    socket.says(frame)
    const busy = { code: 'busy', frame: frame.type, retryAfterMs: 1_000 }
    expect(await socket.hears('refused')).toMatchObject(busy)
  }
  await owner`alter table away rename to visitors`
  await owner`alter table away_too rename to conversations`
  await owner.end()
  for (const [{ socket }, frame, answer] of asked) {
    socket.says(frame)
    await socket.hears(answer)
  }
  expect((await figuresOf(small)).get(refused('busy'))).toBe(asked.length)
})

test('a text that is too long, a page that is too large, and too many points to resume from', async () => {
  const [visitor, other] = [await welcomed(), await house.visitor()]
  const point = { conversation: 'conv_0000000000000000', epoch: 'e', after: 0, lastClientId: null } as const
  const resume = Array.from({ length: LIMITS.openConversations + 1 }, () => point)
  const moved = await shows(async () => {
    visitor.socket.says(message('x'.repeat(LIMITS.textLength + 1)))
    await visitor.socket.hears('refused')
    const limit = LIMITS.pageEntries + 1
    visitor.socket.says({ type: 'fetch', conversation: point.conversation, after: 0, limit })
    await visitor.socket.hears('refused')
    other.socket.says({ type: 'hello', versions: [1], token: null, resume })
    expect(await other.socket.closed).toBe(4400)
  })
  expect(moved).toEqual({ [refused('too_long')]: 1, [refused('invalid')]: 1, [bye('protocol_error')]: 1 })
})

test('conversations that a console has opened', async () => {
  const agent = await house.agent()
  await agent.connects()
  const opens = async () => {
    const visitor = await welcomed()
    await visitor.says('Hello')
    visitor.socket.leaves()
    agent.socket.says({ type: 'conversation.open', conversation: visitor.inConversation })
  }
  for (let at = 0; at < LIMITS.openConversations; at += 1) {
    await opens()
    await agent.socket.hears('opened')
  }
  const moved = await shows(async () => {
    await opens()
    await agent.socket.hears('refused')
  })
  expect(moved).toEqual({ [refused('too_many_open')]: 1 })
})

test('sockets of one visitor', async () => {
  const visitor = await welcomed()
  await visitor.says('Hello')
  const { token } = visitor
  const windows = await Promise.all(Array.from({ length: 29 }, () => house.visitor()))
  for (const { socket } of windows) socket.says({ type: 'hello', versions: [1], token, resume: [] })
  for (const { socket } of windows) await socket.hears('welcome')
  const last = await house.visitor()
  const moved = await shows(async () => {
    last.socket.says({ type: 'hello', versions: [1], token, resume: [] })
    expect(await last.socket.closed).toBe(4430)
  })
  expect(moved).toEqual({ [bye('flooding')]: 1 })
})

test('sockets of one address, a whole /64 being one', async () => {
  await using small = await buildTestApp({ environment: { METRICS_TOKEN, SOCKETS_PER_ADDRESS: '2' } })
  const path = `/v1/stores/${small.storeId}/socket`
  const comes = (address: string) => small.connect(path, { origin: SHOP }, address)
  await comes('2001:db8:0:7::1')
  const left = await comes('2001:db8:0:7::2')
  await expect(comes('2001:db8:0:7:ffff::3')).rejects.toThrow('429')
  await comes('2001:db8:0:8::1')
  left.drops()
  await expect.poll(async () => (await figuresOf(small)).get('shopbell_sockets{kind="visitor"}')).toBe(2)
  await comes('2001:db8:0:7::4')
  expect((await figuresOf(small)).get(refused('too_fast', 'http'))).toBe(1)
})

test('sessions begun from one address', async () => {
  const address = '203.0.113.7'
  const path = `/v1/stores/${house.storeId}/socket`
  const begins = async () => {
    const socket = await house.connect(path, { origin: SHOP }, address)
    socket.says({ type: 'hello', versions: [1], token: null, resume: [] }, { type: 'visitor.begin' })
    return socket
  }
  const sockets = []
  for (let at = 0; at < 200; at += 1) sockets.push(await begins())
  for (const socket of sockets) await socket.hears('begun')
  const moved = await shows(async () => {
    const last = await begins()
    const tooFast = { code: 'too_fast', frame: 'visitor.begin', retryAfterMs: 10_000 }
    expect(await last.hears('refused')).toMatchObject(tooFast)
  })
  expect(moved).toEqual({ [refused('too_fast')]: 1 })
  for (const socket of sockets) socket.drops()
})

test('a reader that is too far behind', async () => {
  const visitor = await welcomed()
  for (let at = 0; at < 10; at += 1) await visitor.says('x'.repeat(LIMITS.textLength))
  const moved = await shows(async () => {
    visitor.socket.stopsReading()
    const fetch = { type: 'fetch', conversation: visitor.inConversation, after: 0, limit: 200 } as const
    visitor.socket.says(...Array.from({ length: 10 }, () => fetch))
    await expect.poll(async () => (await figuresOf(house)).get(bye('too_slow'))).toBe(1)
  })
  expect(moved).toEqual({ [bye('too_slow')]: 1 })
})

test('a body that is too large, and tries to sign in', async () => {
  const { address } = await house.agent()
  const signIn = (password: string) =>
    house.ask('POST', '/v1/console/sign-in', { headers: { origin: CONSOLE }, body: { address, password } })
  const moved = await shows(async () => {
    expect((await signIn('x'.repeat(LIMITS.frameBytes))).status).toBe(413)
    for (let at = 0; at < 10; at += 1) await signIn('not the one')
    expect(await signIn(PASSWORD)).toMatchObject({ status: 429 })
  })
  expect(moved).toEqual({
    [refused('too_large', 'http')]: 1,
    [refused('wrong_credentials', 'http')]: 10,
    [refused('too_many_tries', 'http')]: 1,
  })
})
