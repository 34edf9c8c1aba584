import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { openOwnStore } from '../support/own-store'
import { digestOf, openAgent, signIn } from './agent'
import { type Client, type Entry, type Heard, type Memory, openClient } from './client'

// The clients of this folder use nothing but what docs/protocol.md says. What they can do, any stranger's can.

const PATIENCE_MS = 30_000
const SITE = 'https://shop.example.com'
const INES = { address: 'ines@example.com', password: 'dry at last 2026' }

let server: BuiltServer
let store: string
let cookie: string
beforeAll(async () => {
  const environment = { PING_MIN_MS: '300', PING_MAX_MS: '400' }
  server = await startBuiltServer({ flags: ['--no-demo'], environment })
  const owner = await openOwnStore(server, { storeName: 'Mackerel Sky', ...INES, sites: [SITE] })
  store = owner.store
  cookie = await signIn(server.origin, INES)
})
afterAll(() => server[Symbol.asyncDispose]())

test('both keep the whole conversation through a cut of each, a crash and a restart', async () => {
  await using talk = await beginTalk('Do you ship to Norway?')
  const { visitor, agent, conversation } = talk
  await talk.notes('Norway is zone 3.')
  await talk.replies('We do, in three days.')
  await talk.bothHoldTheSame()

  visitor.cut()
  await talk.replies('Shall I put one aside?')
  await talk.notes('The last one in M.')
  await agent.asks('POST', `/${conversation}/claim`)
  const said = talk.says('Yes, please.')
  visitor.connect()
  await said
  await talk.bothHoldTheSame()

  agent.client.cut()
  await talk.says('In blue.')
  await talk.says('Size M.')
  const replied = talk.replies('Blue, M: it is yours.')
  agent.client.connect()
  await replied
  await talk.bothHoldTheSame()

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await server.end(signal)
    const waiting = talk.says(`Are you there? (${signal})`)
    await server.start()
    await waiting
    await talk.replies(`Here again. (${signal})`)
    await talk.bothHoldTheSame()
  }

  await agent.asks('POST', `/${conversation}/close`)
  await until(visitor, () => visitor.entries(conversation).at(-1)?.body.to === 'closed')
  await talk.says('One more thing.')
  await talk.bothHoldTheSame()

  const secondTab = opensVisitor({ token: visitor.memory.token, logs: new Map() })
  const length = visitor.entries(conversation).length
  await until(secondTab, () => secondTab.entries(conversation).length === length)
  expect(secondTab.memory).toEqual(visitor.memory)
  secondTab.cut()
})

test('a message whose acknowledgement was lost, and one sent twice, are stored once', async () => {
  await using talk = await beginTalk('Is it waterproof?')
  const { visitor, agent, conversation } = talk

  visitor.stopsReading()
  const acknowledged = talk.says('And the seams?')
  await until(agent.client, () => agent.client.entries(conversation).at(-1)?.body.text === 'And the seams?')
  visitor.cut()
  visitor.connect()
  const { clientId } = await acknowledged
  visitor.says(shoppers('And the seams?'), clientId)
  const acks = () => visitor.heard.filter((frame) => frame.type === 'ack' && frame.clientId === clientId)
  await until(visitor, () => acks().length === 2)
  expect(acks()[1]).toEqual(acks()[0])

  await talk.replies('Taped.')
  await talk.bothHoldTheSame()
})

test('each sees how far the other has read, and that they write', async () => {
  await using talk = await beginTalk('Anybody there?')
  const { visitor, agent, conversation } = talk
  await talk.notes('A regular.')
  await talk.replies('Yes.')
  await talk.bothHoldTheSame()

  visitor.send({ type: 'read', conversation, seq: visitor.entries(conversation).length })
  await hears(agent.client, { type: 'marks', conversation, visitor: 4 })
  agent.client.send({ type: 'read', conversation, seq: agent.client.entries(conversation).length })
  await hears(visitor, { type: 'marks', conversation, team: 3 })
  visitor.send({ type: 'typing', conversation, on: true })
  await hears(agent.client, { type: 'typing', conversation, who: 'visitor', on: true })
  agent.client.send({ type: 'typing', conversation, on: true })
  await hears(visitor, { type: 'typing', conversation, who: 'agent', on: true })
})

test("the list's digest is the ping's, and shows an agent what was missed", async () => {
  await using talk = await beginTalk('Number one.')
  await using other = await beginTalk('Number two.')
  for (const view of ['waiting', 'email', 'all', 'mine', 'closed']) {
    const { client, lists } = opensAgent(view)
    const pinged = () => client.heard.findLast((frame) => frame.type === 'ping')?.view?.digest
    // Rows may move by themselves in between: a shopper who has left is noticed a moment later.
    await expect
      .poll(async () => pinged() === digestOf(await lists(), view), { timeout: PATIENCE_MS })
      .toBe(true)
    client.cut()
  }

  const { agent } = talk
  agent.client.cut()
  const missed = 'Moved while nobody looked.'
  await other.says(missed)
  agent.client.connect()
  await until(agent.client, () => agent.rows.get(other.conversation)?.last?.text === missed)
  const pinged = () => agent.client.heard.findLast((frame) => frame.type === 'ping')?.view?.digest
  await until(agent.client, () => pinged() === digestOf([...agent.rows.values()], 'all'))
})

test('a site that is not on the list is told so and stays away', async () => {
  const stranger = opensVisitor(undefined, 'https://elsewhere.example')
  await hears(stranger, { type: 'closed', code: 4403 })
  // Long enough for one that would come back.
  const witness = opensVisitor()
  await until(witness, () => witness.heard.filter(({ type }) => type === 'ping').length === 3)
  witness.cut()
  expect(stranger.heard).toEqual([
    { type: 'bye', code: 'origin_not_allowed' },
    { type: 'closed', code: 4403 },
  ])
})

test('what is known from another epoch is dropped and fetched anew', async () => {
  await using talk = await beginTalk('Who are you?')
  await talk.bothHoldTheSame()
  const { conversation, visitor } = talk
  const lost = { epoch: 'of-another-database', entries: [entry(1), entry(2), entry(3)] }
  const restored = opensVisitor({ token: visitor.memory.token, logs: new Map([[conversation, lost]]) })
  await hears(restored, { type: 'reset', conversation })
  await until(restored, () => restored.entries(conversation).length === 2)
  expect(restored.memory).toEqual(visitor.memory)
  restored.cut()
})

test('a conversation that is not there any more is forgotten', async () => {
  await using talk = await beginTalk('Only this one.')
  await talk.bothHoldTheSame()
  const { token, logs } = talk.visitor.memory
  const gone = { epoch: 'of-another-database', entries: [entry(1)] }
  const visitor = opensVisitor({ token, logs: new Map([['conv_0000000000000000', gone], ...logs]) })
  await until(visitor, () => !visitor.memory.logs.has('conv_0000000000000000'))
  expect(visitor.memory).toEqual(talk.visitor.memory)
  visitor.cut()
})

test('a shopper whose token is not known begins anew and still says it', async () => {
  const visitor = opensVisitor({ token: 'token_of_a_store_that_was_deleted', logs: new Map() })
  expect((await stored(visitor, visitor.says(shoppers('Hello?')))).seq).toBe(1)
  visitor.cut()
})

/** A shopper who said this and an agent who took the conversation, with what either said since. */
async function beginTalk(first: string) {
  const visitor = opensVisitor()
  const agent = opensAgent()
  const { conversation } = await stored(visitor, visitor.says(shoppers(first)))
  await until(agent.client, () => agent.rows.has(conversation))
  agent.client.send({ type: 'conversation.open', conversation })
  await agent.asks('POST', `/${conversation}/claim`)
  await until(visitor, () => visitor.entries(conversation).at(-1)?.body.to === 'with_agent')
  const said = [first]
  return {
    visitor,
    agent,
    conversation,
    says(text: string) {
      said.push(text)
      return stored(visitor, visitor.says(shoppers(text)))
    },
    replies(text: string) {
      said.push(text)
      return stored(agent.client, agent.client.says({ type: 'message.send', conversation, text }))
    },
    notes: (text: string) =>
      stored(agent.client, agent.client.says({ type: 'note.add', conversation, text })),
    /** The shopper's log is the agent's without the notes; both have every number once and every word. */
    async bothHoldTheSame() {
      for (const client of [visitor, agent.client])
        await until(client, () => spoken(client.entries(conversation)).length === said.length)
      const withoutNotes = () => agent.client.entries(conversation).filter(({ kind }) => kind !== 'note')
      await until(visitor, () => visitor.entries(conversation).length === withoutNotes().length)
      const seenByVisitor = visitor.entries(conversation)
      const seenByAgent = agent.client.entries(conversation)
      expect(spoken(seenByVisitor)).toEqual(said)
      for (const log of [seenByVisitor, seenByAgent])
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
      expect(seenByVisitor).toEqual(withoutNotes().map((seen, at) => ({ ...seen, seq: at + 1 })))
    },
    async [Symbol.asyncDispose]() {
      visitor.cut()
      agent.client.cut()
    },
  }
}

function opensVisitor(memory?: Memory, site = SITE): Client {
  return openClient(`${server.origin}/v1/stores/${store}/socket`, { origin: site }, memory)
}

function opensAgent(view?: string) {
  return openAgent({ server: server.origin, store, cookie }, view)
}

function shoppers(text: string) {
  return { type: 'message.send', text, page: null } as const
}

function spoken(entries: readonly Entry[]): readonly (string | undefined)[] {
  return entries.filter(({ kind }) => kind === 'message').map(({ body }) => body.text)
}

/** Waits until the message with this key is acknowledged, and gives its place. */
async function stored(client: Client, clientId: string) {
  const isIt = (frame: Heard) => frame.type === 'ack' && frame.clientId === clientId
  await until(client, () => client.heard.some(isIt))
  const ack = client.heard.find(isIt)
  if (ack?.type !== 'ack') throw new Error('This cannot be.')
  return ack
}

/** Waits for a frame with these fields, or finds it among those that came already. */
async function hears(client: Client, fields: object): Promise<void> {
  const wanted = expect.objectContaining(fields)
  await until(client, () => client.heard.some((frame) => wanted.asymmetricMatch(frame)))
}

/** Waits until this is true; looks again whenever the client hears something or its socket closes. */
async function until(client: Client, isTrue: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  while (!isTrue()) await once(client.changes, 'heard', { signal }).catch(() => despair(client))
}

function despair({ heard }: Client): never {
  const last = heard.slice(-8).map((frame) => JSON.stringify(frame))
  throw new Error(`Waited in vain. Heard last:\n${last.join('\n')}`)
}

function entry(seq: number): Entry {
  return { seq, kind: 'message', clientId: `00mxs2k9aexample00000${seq}`, body: { text: 'Gone.' } }
}
