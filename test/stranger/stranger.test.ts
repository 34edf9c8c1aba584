import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { openOwnStore } from '../support/own-store'
import { AgentClient, digestOf, signIn } from './agent-client'
import type { Connection } from './connection'
import type { Entry, Frame } from './frames'
import { VisitorClient } from './visitor-client'

// The clients of this folder use nothing but what docs/protocol.md says. What they can do, any stranger's can.

const SITE = 'https://shop.example.com'
const INES = { address: 'ines@example.com', password: 'dry at last 2026' }

let server: BuiltServer
let store: { server: string; id: string; site: string }
beforeAll(async () => {
  const environment = { PING_MIN_MS: '300', PING_MAX_MS: '400' }
  server = await startBuiltServer({ flags: ['--no-demo'], environment })
  const owner = await openOwnStore(server, { storeName: 'Mackerel Sky', ...INES, sites: [SITE] })
  store = { server: server.origin, id: owner.store, site: SITE }
})
afterAll(() => server[Symbol.asyncDispose]())

test('both keep the whole conversation through a cut of each, a crash and a restart', async () => {
  await using talk = await beginTalk('Do you ship to Norway?')
  const { visitor, agent, conversation } = talk
  await agent.notes(conversation, 'Norway is zone 3.')
  await talk.replies('We do, in three days.')
  await talk.bothHoldTheSame()

  visitor.connection.cut()
  await talk.replies('Shall I put one aside?')
  await agent.notes(conversation, 'The last one in M.')
  await agent.claims(conversation)
  const said = talk.says('Yes, please.')
  visitor.connection.returns()
  await said
  await talk.bothHoldTheSame()

  agent.connection.cut()
  await talk.says('In blue.')
  await talk.says('Size M.')
  const replied = talk.replies('Blue, M: it is yours.')
  agent.connection.returns()
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

  await agent.closes(conversation)
  await visitor.connection.until(() => visitor.log.entries.at(-1)?.body.to === 'closed')
  await talk.says('One more thing.')
  await talk.bothHoldTheSame()

  const { token } = visitor.connection.memory
  const secondTab = new VisitorClient(store, { token, logs: new Map() })
  await secondTab.connection.until(() => secondTab.log.entries.length === visitor.log.entries.length)
  expect(secondTab.log).toEqual(visitor.log)
  secondTab.connection.cut()
})

test('a message whose acknowledgement was lost, and one sent twice, are stored once', async () => {
  await using talk = await beginTalk('Is it waterproof?')
  const { visitor, agent, conversation } = talk

  visitor.connection.deafens()
  const acknowledged = talk.says('And the seams?')
  await agent.connection.until(() => agent.log(conversation).at(-1)?.body.text === 'And the seams?')
  visitor.connection.cut()
  visitor.connection.returns()
  const ack = await acknowledged
  expect(await visitor.says('And the seams?', ack.clientId)).toEqual(ack)

  await talk.replies('Taped.')
  await talk.bothHoldTheSame()
})

test('each sees how far the other has read, and that they write', async () => {
  await using talk = await beginTalk('Anybody there?')
  const { visitor, agent, conversation } = talk
  await agent.notes(conversation, 'A regular.')
  await talk.replies('Yes.')
  await talk.bothHoldTheSame()

  visitor.reads()
  await agent.connection.until(() => heard(agent.connection, 'marks')?.visitor === 4)
  agent.reads(conversation)
  await visitor.connection.until(() => heard(visitor.connection, 'marks')?.team === 3)
  visitor.types()
  await agent.connection.until(() => heard(agent.connection, 'typing')?.who === 'visitor')
  agent.types(conversation)
  await visitor.connection.until(() => heard(visitor.connection, 'typing')?.who === 'agent')
})

test("the list's digest is the ping's, and shows an agent what was missed", async () => {
  await using talk = await beginTalk('Number one.')
  await using other = await beginTalk('Number two.')
  const { agent } = talk
  for (const view of ['waiting', 'all']) {
    agent.watches(view)
    const page = await agent.lists()
    await agent.connection.until(() => agent.pinged === digestOf(page, view))
  }

  agent.connection.cut()
  await other.says('Moved while nobody looked.')
  agent.connection.returns()
  await agent.connection.until(() => agent.rows.get(other.conversation)?.head === 3)
  await agent.connection.until(() => agent.pinged === agent.digest)
})

test('a site that is not on the list is told so and stays away', async () => {
  const stranger = new VisitorClient({ ...store, site: 'https://elsewhere.example' })
  await stranger.connection.until(() => stranger.connection.closedWith !== null)
  expect(heard(stranger.connection, 'bye')?.code).toBe('origin_not_allowed')
  expect(stranger.connection.closedWith).toBe(4403)
})

test('what is known from another epoch is dropped and fetched anew', async () => {
  await using talk = await beginTalk('Who are you?')
  await talk.bothHoldTheSame()
  const { token, logs } = talk.visitor.connection.memory
  const lost = { epoch: 'of-another-database', entries: [entry(1), entry(2), entry(3)] }
  const restored = new VisitorClient(store, { token, logs: new Map([[talk.conversation, lost]]) })
  await restored.connection.until(() => heard(restored.connection, 'reset') !== undefined)
  await restored.connection.until(() => restored.log.entries.length === 2)
  expect(restored.connection.memory.logs).toEqual(logs)
  restored.connection.cut()
})

test('a shopper whose token is not known begins anew and still says it', async () => {
  const visitor = new VisitorClient(store, { token: 'token_of_a_store_that_was_deleted', logs: new Map() })
  expect((await visitor.says('Hello?')).seq).toBe(1)
  visitor.connection.cut()
})

/** A shopper who said this and an agent who took the conversation, with what either said since. */
async function beginTalk(first: string) {
  const visitor = new VisitorClient(store)
  const agent = new AgentClient(await signIn(store.server, INES.address, INES.password))
  const { conversation } = await visitor.says(first)
  await agent.connection.until(() => agent.rows.has(conversation))
  agent.opens(conversation)
  await agent.claims(conversation)
  const said = [first]
  return {
    visitor,
    agent,
    conversation,
    says(text: string) {
      said.push(text)
      return visitor.says(text)
    },
    replies(text: string) {
      said.push(text)
      return agent.replies(conversation, text)
    },
    /** The shopper's log is the agent's without the notes; both have every number once and every word. */
    async bothHoldTheSame() {
      const { connection } = agent
      await visitor.connection.until(() => spoken(visitor.log.entries).length === said.length)
      await connection.until(() => spoken(agent.log(conversation)).length === said.length)
      const seenByVisitor = visitor.log.entries
      const seenByAgent = agent.log(conversation)
      expect(spoken(seenByVisitor)).toEqual(said)
      for (const log of [seenByVisitor, seenByAgent])
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
      const withoutNotes = seenByAgent.filter(({ kind }) => kind !== 'note')
      expect(seenByVisitor).toEqual(withoutNotes.map((seen, at) => ({ ...seen, seq: at + 1 })))
    },
    async [Symbol.asyncDispose]() {
      visitor.connection.cut()
      agent.connection.cut()
    },
  }
}

function spoken(entries: readonly Entry[]): readonly (string | undefined)[] {
  return entries.filter(({ kind }) => kind === 'message').map(({ body }) => body.text)
}

/** The newest frame of this type. */
function heard<Type extends Frame['type']>(connection: Connection, type: Type) {
  return connection.heard.findLast((frame): frame is Extract<Frame, { type: Type }> => frame.type === type)
}

function entry(seq: number): Entry {
  return { seq, kind: 'message', clientId: `00mxs2k9aexample00000${seq}`, body: { text: 'Gone.' } }
}
