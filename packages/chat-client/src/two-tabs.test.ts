import { visitorUpFrameSchema } from '@shopbell/protocol/schemas'
import { expect, test } from 'vitest'
import type { VisitorKept } from './kept'
import { NOTHING_KEPT } from './kept'
import { fakeServer } from './testing/fake-server'
import { seededRandom } from './testing/random'
import { testClock, testEnvironment, testStorage } from './testing/world'
import { openVisitorSession } from './visitor-session'

/** One browser, whose tabs hear of each other's writes so much later. */
function browser(lateByMs: number) {
  const clock = testClock()
  const random = seededRandom(1)
  const server = fakeServer({ clock, random, checkUp: (_who, frame) => visitorUpFrameSchema.parse(frame) })
  const storage = testStorage<VisitorKept>(NOTHING_KEPT, { clock, lateByMs: () => lateByMs })
  const openTab = () => {
    const device = storage.device()
    const environment = testEnvironment({ clock, random, connect: server.connectVisitor })
    const session = openVisitorSession({ socketUrl: 'wss://chat', device, environment })
    session.connect()
    const read = () => {
      const { conversation, pending } = session.snapshot()
      const entries = conversation?.entries ?? []
      return [
        ...entries.flatMap(({ body }) => ('text' in body ? [body.text] : [])),
        ...pending.map(({ text }) => text),
      ]
    }
    let before = read()
    const gone: string[] = []
    session.subscribe(() => {
      const now = read()
      gone.push(...before.filter((text) => !now.includes(text)))
      before = now
    })
    return {
      /** What left the screen, though only for a moment. */
      gone,
      session,
      device,
      happen: environment.happen,
      texts: () =>
        session.snapshot().conversation?.entries.flatMap(({ body }) => ('text' in body ? [body.text] : [])),
      pending: () => session.snapshot().pending.map(({ text }) => text),
    }
  }
  const kept = () => storage.read().outbox.map(({ text }) => text)
  const sent = (type: string) => server.heard.filter(({ frame }) => frame.type === type).length
  return { clock, server, storage, openTab, kept, sent }
}

test("two tabs that write first at the same moment lose nothing, though neither sees the other's storage yet", async () => {
  const { clock, server, openTab, kept, sent } = browser(150)
  const [one, other] = [openTab(), openTab()]
  await clock.pass(1_000)
  one.session.send('From one', null)
  other.session.send('From the other', null)
  expect(kept()).toEqual(['From the other'])
  await clock.pass(10_000)
  expect(one.texts()?.toSorted()).toEqual(['From one', 'From the other'])
  expect(other.texts()).toEqual(one.texts())
  expect([one.pending(), other.pending(), kept()]).toEqual([[], [], []])
  expect(sent('visitor.begin')).toBe(1)
  expect(server.conversations()).toHaveLength(1)
})

for (const lateByMs of [0, 40, 150, 400, 800])
  for (const apartMs of [0, 60, 250, 700])
    test(`no message leaves a screen for a moment: ${apartMs} ms apart, ${lateByMs} ms late`, async () => {
      const { clock, openTab } = browser(lateByMs)
      const [one, other] = [openTab(), openTab()]
      await clock.pass(1_000)
      one.session.send('From one', null)
      await clock.pass(apartMs)
      other.session.send('From the other', null)
      await clock.pass(20_000)
      expect([one.gone, other.gone]).toEqual([[], []])
      expect(one.texts()?.toSorted()).toEqual(['From one', 'From the other'])
      expect(other.texts()).toEqual(one.texts())
    })

test('two tabs that begin apart come together in one session, with the words of both', async () => {
  // Later than the turn to begin is held: the second tab still finds no token.
  const { clock, openTab, storage, sent } = browser(600)
  const [one, other] = [openTab(), openTab()]
  await clock.pass(1_000)
  one.session.send('From one', null)
  await clock.pass(250)
  other.session.send('From the other', null)
  await clock.pass(250)
  expect(sent('visitor.begin')).toBe(2)
  expect([one.texts(), other.texts()]).toEqual([['From one'], ['From the other']])
  await clock.pass(3_000)
  expect(one.texts()?.toSorted()).toEqual(['From one', 'From the other'])
  expect(other.texts()).toEqual(one.texts())
  expect(one.session.snapshot().visitor).toBe(other.session.snapshot().visitor)
  expect(storage.read().token).not.toBeNull()
})

test('who writes first does not wait for other tabs to hear of it', async () => {
  const { clock, openTab } = browser(150)
  const { session, texts } = openTab()
  await clock.pass(1_000)
  session.send('Hello', null)
  await clock.pass(190)
  expect(texts()).toEqual(['Hello'])
})

test('what another tab keeps without having heard of the session does not end it', async () => {
  const { clock, openTab, storage, sent } = browser(150)
  const [one, other] = [openTab(), openTab()]
  await clock.pass(1_000)
  one.session.send('Hello', null)
  await clock.pass(120)
  const { token } = storage.read()
  expect(token).not.toBeNull()
  other.device.update((kept) => ({ ...kept, draft: 'Half a' }))
  expect(storage.read()).toMatchObject({ token: null, draft: 'Half a' })
  await clock.pass(1_000)
  expect(storage.read()).toMatchObject({ token, conversation: { open: true } })
  expect(other.texts()).toEqual(['Hello'])
  expect(sent('visitor.begin')).toBe(1)
})

test('a page that goes at once has its words sent by the tab that wrote over them', async () => {
  const { clock, openTab, kept } = browser(150)
  const [one, other] = [openTab(), openTab()]
  await clock.pass(1_000)
  one.session.send('Gone', null)
  one.session.close()
  other.device.update((before) => ({ ...before, draft: 'Half a' }))
  expect(kept()).toEqual([])
  await clock.pass(10_000)
  expect(other.texts()).toEqual(['Gone'])
  expect(kept()).toEqual([])
})

test('what another tab has seen in the log stays sent, also on a page that has no connection', async () => {
  const { clock, server, openTab, kept } = browser(50)
  const one = openTab()
  await clock.pass(1_000)
  one.happen('hidden')
  server.behave({ cutBefore: 1 })
  one.session.send('Hello', null)
  await clock.pass(60_000)
  server.behave({})
  const other = openTab()
  await clock.pass(1_000)
  expect(one.session.snapshot().connection.kind).toBe('reconnecting')
  expect(other.texts()).toEqual(['Hello'])
  expect([one.pending(), other.pending(), kept()]).toEqual([[], [], []])
})

test('what was refused and taken back in another tab stays away', async () => {
  const { clock, server, openTab, kept } = browser(50)
  const [one, other] = [openTab(), openTab()]
  await clock.pass(1_000)
  server.behave({ never: 1 })
  const clientId = one.session.send('Too much', null)
  await clock.pass(15_000)
  expect(other.pending()).toEqual(['Too much'])
  expect(other.session.remove(clientId)).toBe('Too much')
  await clock.pass(5_000)
  expect([one.pending(), other.pending(), kept()]).toEqual([[], [], []])
})
