import { expect, test } from 'vitest'
import type { VisitorKept } from './kept'
import { NOTHING_KEPT } from './kept'
import { lateVisitorSession } from './late-visitor-session'
import { fakeServer } from './testing/fake-server'
import { seededRandom } from './testing/random'
import { testClock, testEnvironment, testStorage } from './testing/world'
import { openVisitorSession } from './visitor-session'

function house() {
  const clock = testClock()
  const random = seededRandom(1)
  const server = fakeServer({ clock, random, checkUp() {} })
  const storage = testStorage<VisitorKept>(NOTHING_KEPT)
  let loads = 0
  let failing = 0
  const openTab = () => {
    const environment = testEnvironment({ clock, random, connect: server.connectVisitor })
    const device = storage.device()
    return lateVisitorSession({
      device,
      environment,
      load: () =>
        new Promise((resolve, reject) => {
          loads += 1
          const fails = failing > 0
          failing -= 1
          environment.setTimer(() => {
            if (fails) reject(new Error('The chunk did not arrive.'))
            else resolve(openVisitorSession({ socketUrl: 'wss://chat', device, environment }))
          }, 300)
        }),
    })
  }
  return { clock, storage, openTab, loads: () => loads, failNext: (times: number) => (failing = times) }
}

test('a panel stands before the code for the network is there, and words written meanwhile go out once', async () => {
  const { clock, openTab, loads } = house()
  const session = openTab()
  expect(session.snapshot().connection).toEqual({ kind: 'idle' })
  expect(loads()).toBe(0)
  let changes = 0
  session.subscribe(() => {
    changes += 1
  })
  session.connect()
  const clientId = session.send('Hello', null)
  const taken = session.send('Wait', null)
  expect(session.remove(taken)).toBe('Wait')
  expect(session.snapshot()).toMatchObject({
    connection: { kind: 'connecting' },
    pending: [{ clientId, text: 'Hello', state: { kind: 'sending' } }],
  })
  await clock.pass(2_000)
  expect(session.snapshot()).toMatchObject({ connection: { kind: 'open' }, pending: [] })
  expect(session.snapshot().conversation?.entries).toMatchObject([{ body: { text: 'Hello' }, clientId }])
  expect(changes).toBeGreaterThan(2)
  expect(loads()).toBe(1)
})

test('the next page looks the same before and after that code has arrived', async () => {
  const { clock, openTab } = house()
  const first = openTab()
  first.connect()
  first.send('Hello', null)
  await clock.pass(2_000)
  first.close()
  const next = openTab()
  const { conversation, pending, unread } = next.snapshot()
  next.resume()
  await clock.pass(350)
  expect(next.snapshot()).toMatchObject({ pending, unread, conversation: { entries: conversation?.entries } })
})

test('code that does not arrive is fetched again, and nothing is lost', async () => {
  const { clock, storage, openTab, failNext } = house()
  failNext(2)
  const session = openTab()
  session.send('Hello', null)
  await clock.pass(3_000)
  expect(storage.read().outbox).toHaveLength(1)
  expect(session.snapshot().pending).toMatchObject([{ text: 'Hello' }])
  await clock.pass(20_000)
  expect(session.snapshot()).toMatchObject({
    pending: [],
    conversation: { entries: [{ body: { text: 'Hello' } }] },
  })
})

test('closed before it arrived, it stays closed', async () => {
  const { clock, openTab } = house()
  const session = openTab()
  session.connect()
  session.close()
  await clock.pass(5_000)
  expect(session.snapshot().connection.kind).not.toBe('open')
})
