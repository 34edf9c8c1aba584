import { conversations, entries, visitors } from '@shopbell/database'
import { BYES, REFUSALS } from '@shopbell/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  buildTestApp,
  CONSOLE,
  SHOP,
  type TestAgent,
  type TestHouse,
  type TestVisitor,
} from '../testing/build-test-app'
import type { TestSocket } from '../testing/test-socket'

let house: TestHouse
let visitor: TestVisitor
let agent: TestAgent
/** Somebody who must not notice anything. */
let bystander: TestVisitor

beforeAll(async () => {
  // Every frame here is a bad one, and none of them too many.
  house = await buildTestApp({ environment: { FRAMES_PER_TEN_SECONDS: '1000' } })
  agent = await house.agent()
  await agent.connects()
  bystander = await house.visitor()
  await bystander.greets()
  await bystander.says('I am only standing here.')
  visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Hello')
})
afterAll(() => house[Symbol.asyncDispose]())

const codes = Object.keys(REFUSALS)
const clientId = '0123456789abcdefgh'
const someConversation = 'conv_0000000000000000'
const send = (fields: object) =>
  JSON.stringify({ type: 'message.send', clientId, text: 'Hi', page: null, ...fields })
const asAgent = (fields: object) =>
  JSON.stringify({ type: 'message.send', clientId, conversation: someConversation, text: 'Hi', ...fields })

async function stored() {
  const [messages, heads, people] = await Promise.all([
    house.app.db.select().from(entries),
    house.app.db.select({ id: conversations.id, version: conversations.version }).from(conversations),
    house.app.db.select({ id: visitors.id }).from(visitors),
  ])
  return { messages: messages.length, heads, people: people.length }
}

/** Says something bad and gives the refusal. Nothing is stored, nobody else hears anything, the socket goes on. */
async function refusalOf(socket: TestSocket, raw: string) {
  const before = await stored()
  const heardBefore = bystander.socket.heard.length
  socket.saysRaw(raw)
  const refused = await socket.hears('refused')
  expect(codes).toContain(refused.code)
  expect(String(refused.message)).toMatch(/^[A-Z/].{5,}\.$/)
  await house.app.settled()
  expect(await stored()).toEqual(before)
  expect(bystander.socket.heard.length).toBe(heardBefore)
  expect(house.troubles()).toEqual([])
  return refused
}

const visitorFrames: readonly (readonly [name: string, raw: string, expected: object])[] = [
  ['no JSON', 'hello there', { code: 'not_json' }],
  ['an empty frame', '', { code: 'not_json' }],
  ['half a frame', '{"type":"pong"', { code: 'not_json' }],
  ['a list', '[]', { code: 'invalid' }],
  ['null', 'null', { code: 'invalid' }],
  ['a number', '7', { code: 'invalid' }],
  ['a text', '"pong"', { code: 'invalid' }],
  ['an object without a type', '{}', { code: 'invalid' }],
  ['a type that is none', '{"type":"message.steal"}', { code: 'invalid', frame: 'message.steal' }],
  ['a type that is a number', '{"type":7}', { code: 'invalid' }],
  ['a prototype for a type', '{"type":"__proto__"}', { code: 'invalid' }],
  ['an unknown field', send({ urgent: true }), { code: 'invalid', frame: 'message.send', clientId }],
  [
    'a field called __proto__',
    '{"type":"pong","__proto__":{"x":1},"x":1}',
    { code: 'invalid', frame: 'pong' },
  ],
  ['a missing field', '{"type":"message.send"}', { code: 'invalid', frame: 'message.send' }],
  ['a text that is a number', send({ text: 7 }), { code: 'invalid', clientId }],
  ['a text that is a list', send({ text: ['Hi'] }), { code: 'invalid', clientId }],
  ['a text that is null', send({ text: null }), { code: 'invalid', clientId }],
  ['an empty text', send({ text: '' }), { code: 'invalid', clientId }],
  ['a text of spaces', send({ text: ' \n\t ' }), { code: 'invalid', clientId }],
  ['a text with NUL', send({ text: 'a\u0000b' }), { code: 'invalid', clientId }],
  [
    'half a surrogate pair',
    '{"type":"message.send","clientId":"0123456789abcdefgh","text":"\\ud800","page":null}',
    { code: 'invalid', clientId },
  ],
  [
    'a text that is too long',
    send({ text: 'x'.repeat(4_001) }),
    { code: 'too_long', clientId, frame: 'message.send' },
  ],
  ['a client id that is too short', send({ clientId: 'short' }), { code: 'invalid', frame: 'message.send' }],
  ['a client id with a quote', send({ clientId: "0123456789abcdef'; drop" }), { code: 'invalid' }],
  ['a page that is no page', send({ page: { url: 1 } }), { code: 'invalid', clientId }],
  [
    'a page with NUL in its title',
    send({ page: { url: SHOP, title: '\u0000', type: 'other' } }),
    { code: 'invalid' },
  ],
  ...[
    '{"total":1.5,"currency":"EUR"}',
    '{"total":-1,"currency":"EUR"}',
    '{"total":1e13,"currency":"EUR"}',
    '{"total":"100","currency":"EUR"}',
    '{"total":100,"currency":"eur"}',
    '{"total":100,"currency":"EUR\\n"}',
    '{"total":100,"currency":"EUR","items":[]}',
    '{"currency":"EUR"}',
    'null',
  ].map(
    (cart) =>
      [
        `a cart such as ${cart}`,
        send({ page: { url: SHOP, title: '', type: 'cart', cart: JSON.parse(cart) } }),
        { code: 'invalid', clientId },
      ] as const,
  ),
  [
    'a page of a type that is none',
    send({ page: { url: SHOP, title: '', type: 'attic' } }),
    { code: 'invalid' },
  ],
  [
    'a conversation named by a visitor',
    send({ conversation: someConversation }),
    { code: 'invalid', conversation: someConversation },
  ],
  [
    'a second hello',
    '{"type":"hello","versions":[1],"token":null,"resume":[]}',
    { code: 'invalid', frame: 'hello' },
  ],
  ['a second beginning', '{"type":"visitor.begin"}', { code: 'already_exists' }],
  [
    'a fetch of nothing',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":0,"limit":0}',
    { code: 'invalid' },
  ],
  [
    'a fetch of too much',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":0,"limit":201}',
    { code: 'invalid' },
  ],
  [
    'a fetch of both sides',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":0,"before":9,"limit":1}',
    { code: 'invalid' },
  ],
  [
    'a fetch after less than nothing',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":-1,"limit":1}',
    { code: 'invalid' },
  ],
  [
    'a fetch after a fraction',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":0.5,"limit":1}',
    { code: 'invalid' },
  ],
  [
    'a fetch after a huge number',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":1e300,"limit":1}',
    { code: 'invalid' },
  ],
  [
    'a fetch of what does not exist',
    '{"type":"fetch","conversation":"conv_0000000000000000","after":0,"limit":1}',
    { code: 'conversation_not_found', conversation: someConversation },
  ],
  [
    'a fetch of what is no id',
    '{"type":"fetch","conversation":"conv_\' or 1=1","after":0,"limit":1}',
    { code: 'invalid' },
  ],
  [
    'a mark in what does not exist',
    '{"type":"read","conversation":"conv_0000000000000000","seq":1}',
    { code: 'conversation_not_found' },
  ],
  [
    'typing in what does not exist',
    '{"type":"typing","conversation":"conv_0000000000000000","on":true}',
    { code: 'conversation_not_found' },
  ],
  [
    'typing that is neither on nor off',
    '{"type":"typing","conversation":"conv_0000000000000000","on":"yes"}',
    { code: 'invalid' },
  ],
  [
    "an agent's frame",
    '{"type":"view.watch","store":"sto_demo","view":"all"}',
    { code: 'invalid', frame: 'view.watch' },
  ],
  [
    "an agent's note",
    `{"type":"note.add","clientId":"${clientId}","conversation":"${someConversation}","text":"psst"}`,
    { code: 'invalid' },
  ],
  [
    'a deep nest',
    `{"type":"message.send","text":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    { code: 'invalid', frame: 'message.send' },
  ],
]

test.each(visitorFrames)('a visitor who sends %s is refused', async (_name, raw, expected) => {
  expect(await refusalOf(visitor.socket, raw)).toMatchObject(expected)
})

test("another visitor's conversation is answered as one that does not exist", async () => {
  const conversation = bystander.inConversation
  for (const frame of [
    { type: 'fetch', conversation, after: 0, limit: 10 },
    { type: 'read', conversation, seq: 1 },
    { type: 'typing', conversation, on: true },
  ]) {
    const theirs = await refusalOf(visitor.socket, JSON.stringify(frame))
    const nobodys = await refusalOf(
      visitor.socket,
      JSON.stringify({ ...frame, conversation: someConversation }),
    )
    expect({ ...theirs, conversation: '' }).toEqual({ ...nobodys, conversation: '' })
    expect(theirs.code).toBe('conversation_not_found')
  }
})

test('a message without a session is refused, and may be sent again with one', async () => {
  const stranger = await house.visitor()
  await stranger.greets()
  expect(await refusalOf(stranger.socket, send({}))).toMatchObject({ code: 'not_identified', clientId })
  stranger.socket.leaves()
})

test('an unknown token, or one of another store, is not identified', async () => {
  const elsewhere = await house.addStore()
  for (const [storeId, token] of [
    [house.storeId, 'token_of_nobody_token_of_nobody'],
    [elsewhere, visitor.token],
    [house.storeId, ''],
  ] as const) {
    const stranger = await house.visitor({ storeId })
    stranger.socket.saysRaw(JSON.stringify({ type: 'hello', versions: [1], token, resume: [] }))
    expect(await stranger.socket.hears('refused')).toMatchObject({ code: 'not_identified', frame: 'hello' })
    stranger.socket.leaves()
  }
})

const agentFrames: readonly (readonly [name: string, raw: string, expected: object])[] = [
  ['no JSON', '<xml/>', { code: 'not_json' }],
  ["a visitor's frame", '{"type":"visitor.begin"}', { code: 'invalid', frame: 'visitor.begin' }],
  [
    'an unknown field',
    asAgent({ from: 'the owner' }),
    { code: 'invalid', clientId, conversation: someConversation },
  ],
  [
    'a message into nothing',
    asAgent({}),
    { code: 'conversation_not_found', clientId, conversation: someConversation },
  ],
  [
    'a note with NUL',
    `{"type":"note.add","clientId":"${clientId}","conversation":"${someConversation}","text":"\\u0000"}`,
    { code: 'invalid' },
  ],
  [
    'a note that is too long',
    `{"type":"note.add","clientId":"${clientId}","conversation":"${someConversation}","text":"${'x'.repeat(4_001)}"}`,
    { code: 'too_long' },
  ],
  [
    'an opening of nothing',
    `{"type":"conversation.open","conversation":"${someConversation}"}`,
    { code: 'conversation_not_found' },
  ],
  ['an opening of no id', '{"type":"conversation.open","conversation":"7"}', { code: 'invalid' }],
  [
    'a view of no store',
    '{"type":"view.watch","store":"sto_0000000000","view":"all"}',
    { code: 'store_not_found' },
  ],
  [
    'a view that is none',
    '{"type":"view.watch","store":"sto_0000000000","view":"attic"}',
    { code: 'invalid' },
  ],
  ['unlessAfter as a text', asAgent({ unlessAfter: '1' }), { code: 'invalid', clientId }],
]

test.each(agentFrames)('an agent who sends %s is refused', async (_name, raw, expected) => {
  expect(await refusalOf(agent.socket, raw)).toMatchObject(expected)
})

test("another store's conversation is answered to an agent as one that does not exist", async () => {
  const stranger = await house.agent({ storeId: await house.addStore(), name: 'Stranger' })
  await stranger.connects()
  const conversation = bystander.inConversation
  for (const frame of [
    { type: 'conversation.open', conversation },
    { type: 'fetch', conversation, after: 0, limit: 10 },
    { type: 'read', conversation, seq: 1 },
    { type: 'typing', conversation, on: true },
    { type: 'message.send', clientId, conversation, text: 'Hi' },
    { type: 'note.add', clientId, conversation, text: 'Hi' },
  ]) {
    const theirs = await refusalOf(stranger.socket, JSON.stringify(frame))
    const nobodys = await refusalOf(
      stranger.socket,
      JSON.stringify({ ...frame, conversation: someConversation }),
    )
    expect({ ...theirs, conversation: '' }).toEqual({ ...nobodys, conversation: '' })
    expect(theirs.code).toBe('conversation_not_found')
  }
  const theirs = await refusalOf(
    stranger.socket,
    JSON.stringify({ type: 'view.watch', store: house.storeId, view: 'all' }),
  )
  expect(theirs.code).toBe('store_not_found')
})

test('a console opens at most twenty conversations', async () => {
  const busy = await house.agent({ name: 'Busy' })
  await busy.connects()
  const opened: string[] = []
  for (let at = 0; at < 21; at += 1) {
    const shopper = await house.visitor()
    await shopper.greets()
    await shopper.says('Hello')
    shopper.socket.leaves()
    opened.push(shopper.inConversation)
  }
  for (const conversation of opened.slice(0, 20)) {
    busy.socket.saysRaw(JSON.stringify({ type: 'conversation.open', conversation }))
    await busy.socket.hears('opened')
  }
  const frame = JSON.stringify({ type: 'conversation.open', conversation: opened[20] })
  expect(await refusalOf(busy.socket, frame)).toMatchObject({
    code: 'too_many_open',
    conversation: opened[20],
  })
})

test.each([
  ['anything before hello', '{"type":"pong"}'],
  ['a message before hello', send({})],
  ['no JSON before hello', 'hello'],
  ['a hello with a wrong field', '{"type":"hello","versions":[1],"token":null,"resume":[],"admin":true}'],
])('a socket whose first frame is %s is closed', async (_name, raw) => {
  const { socket } = await house.visitor()
  socket.saysRaw(raw)
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'protocol_error' })
  expect(await socket.closed).toBe(BYES.protocol_error.closeCode)
})

test('a binary frame closes the socket', async () => {
  const shopper = await house.visitor()
  await shopper.greets()
  shopper.socket.saysRaw(Buffer.from('{"type":"pong"}'))
  expect(await shopper.socket.hears('bye')).toEqual({ type: 'bye', code: 'protocol_error' })
  expect(await shopper.socket.closed).toBe(4400)
})

test('a frame of 65 KiB closes the socket with 1009, and no other', async () => {
  const shopper = await house.visitor()
  await shopper.greets()
  shopper.socket.saysRaw(send({ text: 'x'.repeat(65 * 1_024) }))
  expect(await shopper.socket.closed).toBe(1009)
  bystander.socket.says({ type: 'fetch', conversation: bystander.inConversation, after: 0, limit: 1 })
  expect(await bystander.socket.hears('page')).toMatchObject({ head: 1 })
})

test('a version that is not spoken here is told so', async () => {
  const { socket } = await house.visitor()
  socket.saysRaw('{"type":"hello","versions":[99],"token":null,"resume":[]}')
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'unknown_version' })
  expect(await socket.closed).toBe(4406)
})

test('a foreign site is let in to be told why not, and counted', async () => {
  const socket = await house.connect(`/v1/stores/${house.storeId}/socket`, {
    origin: 'https://elsewhere.example',
  })
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'origin_not_allowed' })
  expect(await socket.closed).toBe(4403)
  await house.app.tick()
  const { body } = await agent.asksStore('GET', 'install')
  expect(body).toMatchObject({
    sites: [{ origin: SHOP }, { origin: 'https://elsewhere.example', allowed: false, refused: 1 }],
  })
})

test.each([
  'null',
  'file://',
  'https://shop.example.com:8443',
  'http://shop.example.com',
  'javascript:alert(1)',
  'x'.repeat(5_000),
])('an origin of %s is no site of the store', async (origin) => {
  const socket = await house.connect(`/v1/stores/${house.storeId}/socket`, { origin })
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'origin_not_allowed' })
})

test('a store that does not exist is told so', async () => {
  const socket = await house.connect('/v1/stores/sto_0000000000/socket', { origin: SHOP })
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'store_not_found' })
  expect(await socket.closed).toBe(4404)
})

test.each([
  ["a visitor's socket without an Origin", () => `/v1/stores/${house.storeId}/socket`, {}, 403],
  ["an agent's socket without a cookie", () => '/v1/console/socket', { origin: CONSOLE }, 403],
  ["an agent's socket from another site", () => '/v1/console/socket', { origin: SHOP, cookie: 'own' }, 403],
  [
    "an agent's socket from another port",
    () => '/v1/console/socket',
    { origin: 'http://localhost:4101', cookie: 'own' },
    403,
  ],
  ["an agent's socket without an Origin", () => '/v1/console/socket', { cookie: 'own' }, 403],
  [
    "an agent's socket under a name of the network",
    () => '/v1/console/socket',
    { origin: 'http://evil.example', host: 'evil.example', cookie: 'own' },
    403,
  ],
  [
    'an unknown session',
    () => '/v1/console/socket',
    { origin: CONSOLE, cookie: 'shopbell_session=nonsense' },
    403,
  ],
  ['a socket of what is no store', () => '/v1/stores/nothing/socket', { origin: SHOP }, 404],
  ['a socket somewhere else', () => '/v1/elsewhere', { origin: SHOP }, 404],
])('%s is refused before the upgrade', async (_name, path, headers: Record<string, string>, status) => {
  const own = headers.cookie === 'own' ? { ...headers, cookie: agent.cookie } : headers
  await expect(house.connect(path(), own)).rejects.toThrow(`${status}`)
})

test('too many messages are held back with a time to come again, too many frames end the socket', async () => {
  const hasty = await house.visitor()
  await hasty.greets()
  await hasty.says('One')
  for (let at = 0; at < 20; at += 1) {
    hasty.socket.says({ type: 'message.send', clientId: house.clientId(), text: 'More', page: null })
  }
  expect(await hasty.socket.hears('refused')).toMatchObject({ code: 'too_fast', retryAfterMs: 10_000 })
  for (let at = 0; at < 1_000; at += 1) hasty.socket.says({ type: 'pong' })
  expect(await hasty.socket.hears('bye')).toMatchObject({ code: 'flooding' })
  expect(await hasty.socket.closed).toBe(4430)
})

test('in the end nobody was disturbed, and nothing went wrong', async () => {
  bystander.socket.says({ type: 'fetch', conversation: bystander.inConversation, after: 0, limit: 50 })
  expect(await bystander.socket.hears('page')).toMatchObject({ head: 1 })
  expect(house.troubles()).toEqual([])
})
