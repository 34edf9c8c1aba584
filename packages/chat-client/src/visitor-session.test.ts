import { LIMITS, REFUSALS, SERVER_TIMES, TIMES } from '@shopbell/protocol'
import { visitorUpFrameSchema } from '@shopbell/protocol/schemas'
import { describe, expect, test } from 'vitest'
import type { VisitorKept } from './kept'
import { NOTHING_KEPT } from './kept'
import { RETRY_CODES } from './outbox'
import { MAX_TEXT } from './storable'
import { fakeServer } from './testing/fake-server'
import { seededRandom } from './testing/random'
import { testClock, testEnvironment, testStorage } from './testing/world'
import { openVisitorSession } from './visitor-session'
import { wantsSocket } from './wants-socket'

const PAGE = { url: 'https://shop.example/coat', title: 'Harbour coat', type: 'product' } as const

function house() {
  const clock = testClock()
  const random = seededRandom(1)
  const server = fakeServer({ clock, random, checkUp: (_who, frame) => visitorUpFrameSchema.parse(frame) })
  const storage = testStorage<VisitorKept>(NOTHING_KEPT)
  const openTab = () => {
    const environment = testEnvironment({ clock, random, connect: server.connectVisitor })
    const session = openVisitorSession({ socketUrl: 'wss://chat', device: storage.device(), environment })
    const texts = () =>
      session.snapshot().conversation?.entries.flatMap(({ body }) => ('text' in body ? [body.text] : []))
    return { environment, session, texts, happen: environment.happen }
  }
  const sent = (type: string) => server.heard.filter(({ frame }) => frame.type === type).length
  return { clock, server, storage, openTab, sent }
}

describe('a shopper', () => {
  test('who only looks costs nothing: no socket, nothing kept', async () => {
    const { clock, server, storage, openTab } = house()
    const { session, happen } = openTab()
    session.resume()
    happen('online')
    happen('pageshow')
    await clock.pass(60_000)
    expect(server.openSockets()).toBe(0)
    expect(storage.read()).toBe(NOTHING_KEPT)
    expect(session.snapshot().connection).toEqual({ kind: 'idle' })
  })

  test('who opens the panel hears who is there, and a minute after closing it the socket is gone', async () => {
    const { clock, server, openTab, sent } = house()
    const { session } = openTab()
    session.connect()
    await clock.pass(1_000)
    expect(session.snapshot()).toMatchObject({
      connection: { kind: 'open' },
      availability: { kind: 'nobody' },
    })
    expect(sent('visitor.begin')).toBe(0)
    session.disconnect()
    await clock.pass(59_000)
    expect(server.openSockets()).toBe(1)
    await clock.pass(2_000)
    expect(server.openSockets()).toBe(0)
  })

  test('who writes sees it at once, then in the log, and the words are never in two places', async () => {
    const { clock, storage, openTab, sent } = house()
    const tab = openTab()
    storage.device().update((kept) => ({ ...kept, draft: 'Do you ship' }))
    tab.session.connect()
    const clientId = tab.session.send('Do you ship to Norway?', PAGE)
    expect(tab.session.snapshot().pending).toMatchObject([
      { clientId, text: 'Do you ship to Norway?', state: { kind: 'sending' } },
    ])
    expect(storage.read()).toMatchObject({ draft: '', outbox: [{ clientId }] })
    await clock.pass(1_000)
    expect(tab.session.snapshot().pending).toEqual([])
    expect(tab.texts()).toEqual(['Do you ship to Norway?'])
    expect([sent('visitor.begin'), sent('message.send')]).toEqual([1, 1])
    expect(storage.read()).toMatchObject({ outbox: [], conversation: { open: true }, recent: [{ seq: 1 }] })
  })

  test('whose network is gone is told that the words are kept, and they go out by themselves, once', async () => {
    const { clock, server, openTab } = house()
    const { session, texts, happen } = openTab()
    session.connect()
    session.send('First', PAGE)
    await clock.pass(1_000)
    happen('offline')
    server.behave({ cutBefore: 1 })
    session.send('Second', PAGE)
    session.send('Third', PAGE)
    await clock.pass(30_000)
    expect(session.snapshot().pending.map(({ state }) => state.kind)).toEqual(['kept', 'kept'])
    server.behave({})
    happen('online')
    await clock.pass(1_000)
    expect(texts()).toEqual(['First', 'Second', 'Third'])
    expect(session.snapshot().pending).toEqual([])
  })

  test('whose message got no answer is not left waiting', async () => {
    const { clock, server, openTab, sent } = house()
    const { session, texts } = openTab()
    session.connect()
    session.send('First', PAGE)
    await clock.pass(1_000)
    server.behave({ silence: 1, drop: 1 })
    session.send('Second', PAGE)
    await clock.pass(5_000)
    expect(session.snapshot().pending).toMatchObject([{ text: 'Second', state: { kind: 'kept' } }])
    server.behave({})
    await clock.pass(10_000)
    expect(texts()).toEqual(['First', 'Second'])
    expect(sent('message.send')).toBe(3)
  })

  test('who writes too fast is slowed down, in order; who is refused keeps the words and the reason', async () => {
    const { clock, server, openTab } = house()
    const { session, texts } = openTab()
    session.connect()
    await clock.pass(1_000)
    server.behave({ later: 1 })
    session.send('First', PAGE)
    session.send('Second', PAGE)
    await clock.pass(3_000)
    expect(session.snapshot().pending.map(({ state }) => state.kind)).toEqual(['kept', 'kept'])
    server.behave({})
    await clock.pass(5_000)
    expect(texts()).toEqual(['First', 'Second'])
    server.behave({ never: 1 })
    const third = session.send('Third', PAGE)
    const fourth = session.send('Fourth', PAGE)
    await clock.pass(1_000)
    expect(session.snapshot().pending.map(({ state }) => state.kind)).toEqual(['refused', 'refused'])
    expect(session.remove(third)).toBe('Third')
    expect(session.remove(third)).toBe('')
    expect(session.snapshot().pending).toMatchObject([{ clientId: fourth }])
  })

  test('who pastes a book is told before anything is sent', async () => {
    const { clock, openTab, sent } = house()
    const { session } = openTab()
    session.connect()
    session.send('x'.repeat(70_000), PAGE)
    await clock.pass(5_000)
    expect(session.snapshot().pending).toMatchObject([{ state: { kind: 'refused', code: 'too_long' } }])
    expect(sent('message.send')).toBe(0)
  })

  test('finds everything on the next page, before any network', async () => {
    const { clock, openTab, server } = house()
    const first = openTab()
    first.session.connect()
    first.session.send('First', { ...PAGE, title: `${'x'.repeat(299)}😀` })
    await clock.pass(1_000)
    server.behave({ cutBefore: 1 })
    first.session.send('Second', PAGE)
    first.session.close()
    server.behave({})
    const next = openTab()
    expect(next.texts()).toEqual(['First'])
    expect(next.session.snapshot().pending).toMatchObject([{ text: 'Second' }])
    expect(server.openSockets()).toBe(0)
    next.session.resume()
    await clock.pass(1_000)
    expect(next.texts()).toEqual(['First', 'Second'])
  })

  test('whose chat goes by email holds no socket on a later page, unless a person has taken it meanwhile', async () => {
    const { clock, server, storage, openTab } = house()
    const first = openTab()
    first.session.send('Hello', PAGE)
    await clock.pass(1_000)
    const conversation = first.session.snapshot().conversation?.conversation
    const standing = { status: 'by_email', awaiting: 'store', promisedAtMs: clock.now() }
    server.tellAll('visitor', { type: 'standing', conversation, standing })
    await clock.pass(90_000)
    expect(server.openSockets()).toBe(0)
    expect(storage.read().conversation?.open).toBe(false)
    first.session.close()
    const next = openTab()
    next.session.resume()
    await clock.pass(120_000)
    expect(next.session.snapshot().conversation?.standing?.status).toBe('waiting')
    expect(server.openSockets()).toBe(1)
  })

  test("with two tabs begins once, and both tabs show both tabs' words", async () => {
    const { clock, openTab, sent } = house()
    const [one, other] = [openTab(), openTab()]
    one.session.connect()
    other.session.connect()
    await clock.pass(1_000)
    one.session.send('From one', PAGE)
    other.session.send('From the other', PAGE)
    await clock.pass(12_000)
    expect(one.texts()?.toSorted()).toEqual(['From one', 'From the other'])
    expect(other.texts()).toEqual(one.texts())
    expect(sent('visitor.begin')).toBe(1)
  })

  test('whose tab closed before the message went out has it sent by the other tab', async () => {
    const { clock, openTab } = house()
    const [one, other] = [openTab(), openTab()]
    other.session.connect()
    other.session.send('Hello', PAGE)
    await clock.pass(1_000)
    // Its own socket was not open yet when it went.
    one.session.send('Gone', PAGE)
    one.session.close()
    await clock.pass(7_000)
    expect(other.texts()).toEqual(['Hello', 'Gone'])
  })

  test('whose first answer is lost gets one conversation', async () => {
    const { clock, server, openTab } = house()
    const { session, texts } = openTab()
    session.connect()
    await clock.pass(1_000)
    server.behave({ cutAfter: 1 })
    session.send('Hello', PAGE)
    await clock.pass(2_000)
    server.behave({})
    await clock.pass(20_000)
    expect(texts()).toEqual(['Hello'])
    expect(server.conversations()).toHaveLength(1)
  })

  test('unknown to a new database begins anew and loses nothing that was not sent', async () => {
    const { clock, server, storage, openTab } = house()
    const { session, texts } = openTab()
    session.connect()
    session.send('Before', PAGE)
    await clock.pass(1_000)
    const { token } = storage.read()
    server.erase()
    session.send('After', PAGE)
    await clock.pass(30_000)
    expect(texts()).toEqual(['After'])
    expect(storage.read().token).not.toBe(token)
  })

  test('whose session was revoked goes on with a new one', async () => {
    const { clock, server, storage, openTab } = house()
    const { session, texts } = openTab()
    session.connect()
    session.send('Before', PAGE)
    await clock.pass(1_000)
    server.tellAll('visitor', { type: 'bye', code: 'signed_out' })
    await clock.pass(5_000)
    expect(session.snapshot()).toMatchObject({ connection: { kind: 'open' }, conversation: null })
    expect(storage.read().token).toBeNull()
    session.send('After', PAGE)
    await clock.pass(5_000)
    expect(texts()).toEqual(['After'])
  })

  test('who writes eight days after the end is in a new conversation', async () => {
    const { clock, server, openTab } = house()
    const { session, texts } = openTab()
    session.connect()
    session.send('First', PAGE)
    await clock.pass(1_000)
    const first = session.snapshot().conversation?.conversation
    if (first) server.closeConversation(first)
    await clock.pass(1_000)
    clock.jump(SERVER_TIMES.reopenMs + 1_000)
    await clock.pass(1_000)
    session.send('Second', PAGE)
    await clock.pass(5_000)
    expect(texts()).toEqual(['Second'])
    expect(session.snapshot().conversation?.conversation).not.toBe(first)
  })

  test('sees who types, for six seconds, and says so at most every three', async () => {
    const { clock, server, openTab, sent } = house()
    const { session } = openTab()
    session.connect()
    session.send('Hello', PAGE)
    await clock.pass(1_000)
    const conversation = session.snapshot().conversation?.conversation
    server.tellAll('visitor', { type: 'typing', conversation, who: 'agent', name: 'Mara', on: true })
    await clock.pass(1_000)
    expect(session.snapshot().conversation?.typing).toEqual({ name: 'Mara' })
    await clock.pass(6_000)
    expect(session.snapshot().conversation?.typing).toBeNull()
    for (let second = 0; second < 6; second += 1) {
      session.typing(true)
      await clock.pass(1_000)
    }
    expect(sent('typing')).toBe(2)
    session.typing(false)
    session.typing(false)
    await clock.pass(1_000)
    expect(sent('typing')).toBe(3)
  })

  test('is told what is unread, until it was seen', async () => {
    const { clock, server, openTab } = house()
    const { session } = openTab()
    session.connect()
    session.send('Hello', PAGE)
    await clock.pass(1_000)
    const { conversation } = session.snapshot()
    const [entry] = conversation?.entries ?? []
    server.tellAll('visitor', {
      type: 'entries',
      conversation: conversation?.conversation,
      epoch: 'e1',
      entries: [
        {
          ...entry,
          seq: 2,
          clientId: 'client-id-000000002',
          sender: { kind: 'agent', id: 'agt_1', name: 'Mara' },
        },
      ],
    })
    await clock.pass(1_000)
    expect(session.snapshot().unread).toBe(1)
    session.read(2)
    expect(session.snapshot().unread).toBe(0)
    await clock.pass(1_000)
    expect(server.heard.at(-1)?.frame).toMatchObject({ type: 'read', seq: 2 })
  })

  test('on an open page hears of changes only, and unchanged parts stay the same', async () => {
    const { clock, server, openTab } = house()
    const { session } = openTab()
    session.connect()
    session.send('Hello', PAGE)
    await clock.pass(1_000)
    const before = session.snapshot()
    let changes = 0
    session.subscribe(() => {
      changes += 1
    })
    await clock.pass(60_000)
    server.tellAll('visitor', { type: 'fireworks' })
    await clock.pass(1_000)
    expect(changes).toBe(0)
    server.tellAll('visitor', { type: 'availability', availability: { kind: 'live', replyMs: null } })
    await clock.pass(1_000)
    expect(changes).toBe(1)
    expect(session.snapshot().conversation).toBe(before.conversation)
    expect(session.snapshot().pending).toBe(before.pending)
  })

  test('who goes back in the browser is connected again', async () => {
    const { clock, server, openTab } = house()
    const { session, happen } = openTab()
    session.connect()
    await clock.pass(1_000)
    happen('pagehide')
    expect(server.openSockets()).toBe(0)
    await clock.pass(600_000)
    expect(server.openSockets()).toBe(0)
    happen('pageshow')
    await clock.pass(1_000)
    expect(session.snapshot().connection.kind).toBe('open')
  })
})

test('a later page holds a socket for an open young conversation, or for words that wait', () => {
  const conversation = {
    id: 'conv_1',
    epoch: 'e',
    lastAtMs: 0,
    open: true,
    marks: { visitor: 0, team: 0 },
  } as const
  const kept = { ...NOTHING_KEPT, token: 't', conversation }
  expect(wantsSocket(kept, TIMES.resumeMs - 1)).toBe(true)
  expect(wantsSocket(kept, TIMES.resumeMs)).toBe(false)
  expect(wantsSocket({ ...kept, conversation: { ...conversation, open: false } }, 0)).toBe(false)
  expect(wantsSocket(NOTHING_KEPT, 0)).toBe(false)
})

test('the copies of what the protocol says are true', () => {
  const retried = Object.entries(REFUSALS).filter(([, { remedy }]) => remedy === 'retry')
  expect(RETRY_CODES.toSorted()).toEqual(retried.map(([code]) => code).toSorted())
  expect(MAX_TEXT).toBe(LIMITS.textLength)
})
