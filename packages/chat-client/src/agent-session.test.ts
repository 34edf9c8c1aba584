import { LIMITS } from '@shopbell/protocol'
import { agentUpFrameSchema } from '@shopbell/protocol/schemas'
import { describe, expect, test } from 'vitest'
import { openAgentSession } from './agent-session'
import { NOTHING_KEPT, NOTHING_KEPT_FOR_AGENT } from './kept'
import { fakeServer, STORE } from './testing/fake-server'
import { seededRandom } from './testing/random'
import { testClock, testEnvironment, testStorage } from './testing/world'
import { openVisitorSession } from './visitor-session'

async function house() {
  const clock = testClock()
  const random = seededRandom(1)
  const server = fakeServer({
    clock,
    random,
    checkUp: (who, frame) => who === 'agent' && agentUpFrameSchema.parse(frame),
  })
  const openShopper = () => {
    const environment = testEnvironment({ clock, random, connect: server.connectVisitor })
    const session = openVisitorSession({
      socketUrl: 'wss://chat',
      device: testStorage(NOTHING_KEPT).device(),
      environment,
    })
    session.connect()
    return session
  }
  const storage = testStorage(NOTHING_KEPT_FOR_AGENT)
  const openDesk = () => {
    const environment = testEnvironment({ clock, random, connect: server.connectAgent })
    const session = openAgentSession({ socketUrl: 'wss://console', device: storage.device(), environment })
    session.connect()
    session.watchView(STORE, 'all')
    return session
  }
  const shopper = openShopper()
  shopper.send('Do you ship to Norway?', null)
  await clock.pass(1_000)
  const conversation = shopper.snapshot().conversation?.conversation ?? 'conv_none'
  const agent = openDesk()
  await clock.pass(1_000)
  return { clock, server, storage, shopper, openShopper, agent, openDesk, conversation }
}

describe('an agent', () => {
  test('sees the view once its page is there, and every change after that', async () => {
    const { clock, server, shopper, openShopper, agent, conversation } = await house()
    expect(agent.snapshot().view).toMatchObject({ stale: true, rows: [] })
    agent.showView(server.viewPage('all'))
    expect(agent.snapshot()).toMatchObject({
      view: { stale: false, rows: [{ id: conversation }] },
      counts: { waiting: 1 },
    })
    shopper.send('Hello?', null)
    openShopper().send('Me too', null)
    await clock.pass(1_000)
    expect(agent.snapshot().view?.rows).toEqual(server.viewPage('all').rows)
    agent.showView({ ...server.viewPage('mine') })
    expect(agent.snapshot().view?.rows).toHaveLength(2)
  })

  test('hears what calls whichever view is watched, and asks for it again after a reconnect', async () => {
    const { clock, server, storage, shopper, openShopper, agent, conversation } = await house()
    const environment = testEnvironment({ clock, random: seededRandom(2), connect: server.connectAgent })
    const other = openAgentSession({ socketUrl: 'wss://console', device: storage.device(), environment })
    expect(other.snapshot().calls).toEqual({ rows: [], stale: true })
    agent.watchView(STORE, 'closed')
    const called = () => agent.snapshot().calls.rows.map(({ id }) => id)
    const bring = () => {
      for (const view of ['closed', 'mine', 'waiting'] as const) agent.showView(server.viewPage(view))
    }
    bring()
    expect(agent.snapshot().calls.stale).toBe(false)
    expect(called()).toEqual([conversation])
    openShopper().send('Me too', null)
    await clock.pass(1_000)
    expect(called()).toHaveLength(2)
    expect(agent.snapshot().view?.rows).toEqual([])
    server.closeConversation(conversation)
    await clock.pass(1_000)
    expect(called()).toHaveLength(1)
    shopper.disconnect()
    server.cutAll()
    await clock.pass(2_000)
    expect(agent.snapshot().calls.stale).toBe(true)
    bring()
    expect(agent.snapshot().calls.stale).toBe(false)
    expect(called()).toHaveLength(1)
  })

  test('is told to fetch the page again after a reconnect, and when a row was missed', async () => {
    const { clock, server, shopper, agent } = await house()
    agent.showView(server.viewPage('all'))
    await clock.pass(60_000)
    expect(agent.snapshot().view?.stale).toBe(false)
    server.behave({ drop: 1 })
    shopper.send('Hello?', null)
    await clock.pass(1_000)
    expect(agent.snapshot().view?.stale).toBe(false)
    await clock.pass(25_000)
    expect(agent.snapshot().view?.stale).toBe(true)
    agent.showView(server.viewPage('all'))
    server.cutAll()
    await clock.pass(2_000)
    expect(agent.snapshot().view?.stale).toBe(true)
  })

  test('hears an opened conversation, also after a reconnect, and misses nothing', async () => {
    const { clock, server, shopper, agent, conversation } = await house()
    agent.openConversation(conversation)
    await clock.pass(1_000)
    agent.send(conversation, 'We do, in three days.')
    agent.addNote(conversation, 'Asks for Norway')
    await clock.pass(1_000)
    server.cutAll()
    shopper.send('Thank you', null)
    await clock.pass(5_000)
    const texts = (session: { entries: readonly { body: object }[] } | null | undefined) =>
      session?.entries.flatMap(({ body }) => ('text' in body ? [body.text] : []))
    const all = ['Do you ship to Norway?', 'We do, in three days.', 'Asks for Norway', 'Thank you']
    expect(texts(agent.snapshot().conversations.get(conversation))).toEqual(all)
    expect(texts(shopper.snapshot().conversation)).toEqual(all.filter((text) => text !== 'Asks for Norway'))
    agent.leaveConversation(conversation)
    expect(agent.snapshot().conversations.size).toBe(0)
  })

  test('does not answer past somebody else, unless it is said again', async () => {
    const { clock, agent, conversation } = await house()
    agent.openConversation(conversation)
    await clock.pass(1_000)
    const clientId = agent.send(conversation, 'Hello', 0)
    await clock.pass(1_000)
    expect(agent.snapshot().pending).toMatchObject([
      { clientId, state: { kind: 'refused', code: 'moved_on' } },
    ])
    agent.retry(clientId)
    await clock.pass(1_000)
    expect(agent.snapshot().pending).toEqual([])
    expect(agent.snapshot().conversations.get(conversation)?.entries).toHaveLength(2)
  })

  test('who is signed out keeps the words for the next sign-in', async () => {
    const { clock, server, agent, openDesk, conversation } = await house()
    server.tellAll('agent', { type: 'bye', code: 'signed_out' })
    await clock.pass(1_000)
    expect(agent.snapshot().connection).toEqual({ kind: 'ended', code: 'signed_out' })
    agent.send(conversation, 'Hello')
    agent.close()
    const later = openDesk()
    await clock.pass(2_000)
    expect(later.snapshot().pending).toEqual([])
    expect(server.log(conversation, 'agent')).toHaveLength(2)
  })

  test('has at most as many open as the wire allows', async () => {
    const { clock, agent, conversation } = await house()
    agent.openConversation(conversation)
    for (let at = 0; at < LIMITS.openConversations; at += 1) agent.openConversation(`conv_none${at}`)
    expect(agent.snapshot().conversations.size).toBe(LIMITS.openConversations)
    await clock.pass(1_000)
    // The others do not exist.
    expect(agent.snapshot().conversations.size).toBe(0)
  })

  test('knows what it has read, on every screen', async () => {
    const { clock, agent, openDesk, conversation } = await house()
    const other = openDesk()
    agent.openConversation(conversation)
    await clock.pass(1_000)
    agent.read(conversation, 1)
    expect(agent.snapshot().ownMarks.get(conversation)).toBe(1)
    await clock.pass(1_000)
    expect(other.snapshot().ownMarks.get(conversation)).toBe(1)
    expect(agent.snapshot().conversations.get(conversation)?.marks.team).toBe(1)
  })

  test('sees the shopper and a colleague type, apart from each other', async () => {
    const { clock, server, shopper, agent, conversation } = await house()
    agent.openConversation(conversation)
    await clock.pass(1_000)
    shopper.typing(true)
    await clock.pass(1_000)
    const seen = () => agent.snapshot().conversations.get(conversation)
    expect(seen()).toMatchObject({ typing: { name: null }, colleagueTyping: null })
    server.tellAll('agent', { type: 'typing', conversation, who: 'agent', name: 'Jon', on: true })
    await clock.pass(100)
    expect(seen()).toMatchObject({ colleagueTyping: { name: 'Jon' } })
  })
})
