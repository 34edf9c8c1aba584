import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { browserAgentDevice, browserDevice } from './browser-device'
import type { KeptMessage } from './kept'
import { NOTHING_KEPT } from './kept'

const KEY = 'shopbell:sto_demo'
const message: KeptMessage = {
  clientId: 'client-id-0000001',
  kind: 'message',
  conversation: null,
  text: 'Do you ship to Norway?',
  page: null,
  unlessAfter: null,
  writtenAtMs: 1,
  refused: null,
}

function storage(entries = new Map<string, string>()) {
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => entries.set(key, value),
    removeItem: (key: string) => entries.delete(key),
  }
}

const forbidden = () => {
  throw new DOMException('denied', 'SecurityError')
}

let local = storage()
let session = storage()

beforeEach(() => {
  local = storage()
  session = storage()
  vi.stubGlobal('localStorage', local)
  vi.stubGlobal('sessionStorage', session)
})
afterEach(() => vi.unstubAllGlobals())

describe("a shopper's browser", () => {
  test('stores nothing by being read', () => {
    expect(browserDevice('sto_demo').read()).toEqual(NOTHING_KEPT)
    expect([local.entries.size, session.entries.size]).toEqual([0, 0])
  })

  test('keeps a draft in this tab only, until the first message', () => {
    const device = browserDevice('sto_demo')
    device.update((kept) => ({ ...kept, draft: 'Do you', open: true }))
    expect([local.entries.size, session.entries.size]).toEqual([0, 1])
    expect(browserDevice('sto_demo').read()).toMatchObject({ draft: 'Do you', open: true })
    device.update((kept) => ({ ...kept, draft: '', outbox: [message] }))
    expect([...local.entries.keys()]).toEqual([KEY])
    expect(session.entries.size).toBe(0)
    device.update((kept) => ({ ...kept, outbox: [], draft: 'and' }))
    expect(browserDevice('sto_demo').read()).toMatchObject({ draft: 'and' })
    expect(session.entries.size).toBe(0)
  })

  test("does not lose another tab's words", () => {
    const [one, other] = [browserDevice('sto_demo'), browserDevice('sto_demo')]
    one.read()
    other.update((kept) => ({ ...kept, outbox: [...kept.outbox, message] }))
    one.update((kept) => ({
      ...kept,
      outbox: [...kept.outbox, { ...message, clientId: 'client-id-0000002' }],
    }))
    expect(other.read().outbox.map(({ clientId }) => clientId)).toEqual([
      'client-id-0000001',
      'client-id-0000002',
    ])
  })

  test('hears what another tab wrote, also what a later write of its own has undone', () => {
    let tell: (event: Partial<StorageEvent>) => void = () => {}
    vi.stubGlobal('addEventListener', (_event: 'storage', listener: typeof tell) => {
      tell = listener
    })
    const device = browserDevice('sto_demo')
    const heard: unknown[] = []
    device.onChange((kept) => heard.push(kept))
    device.update((kept) => ({ ...kept, token: 't' }))
    tell({ key: KEY, newValue: JSON.stringify({ ...NOTHING_KEPT, outbox: [message] }) })
    tell({ key: 'of the shop', newValue: '{}' })
    tell({ key: null, newValue: null })
    expect(heard).toEqual([{ ...NOTHING_KEPT, outbox: [message] }, NOTHING_KEPT])
    expect(device.read()).toEqual({ ...NOTHING_KEPT, token: 't' })
  })

  test('gives the same object until something changes', () => {
    const device = browserDevice('sto_demo')
    device.update((kept) => ({ ...kept, outbox: [message] }))
    expect(device.read()).toBe(device.read())
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '7',
    '{"version":9,"token":4,"outbox":[null,{"text":1}],"recent":[{}],"draft":{}}',
  ])('survives garbage: %s', (raw) => {
    local.entries.set(KEY, raw)
    expect(browserDevice('sto_demo').read()).toEqual(NOTHING_KEPT)
  })

  test('keeps what is good beside what is not', () => {
    local.entries.set(
      KEY,
      JSON.stringify({ token: 't', outbox: [message, { text: 'half' }], conversation: 3 }),
    )
    expect(browserDevice('sto_demo').read()).toMatchObject({
      token: 't',
      outbox: [message],
      conversation: null,
    })
  })

  test('remembers on this page where storage is forbidden', () => {
    for (const area of ['localStorage', 'sessionStorage'])
      vi.stubGlobal(area, { getItem: forbidden, setItem: forbidden, removeItem: forbidden })
    const device = browserDevice('sto_demo')
    device.update((kept) => ({ ...kept, outbox: [message] }))
    expect(device.read().outbox).toEqual([message])
    Object.defineProperty(globalThis, 'localStorage', { get: forbidden, configurable: true })
    expect(device.read().outbox).toEqual([message])
  })

  test('lets one tab at a time have its turn, and goes on without Web Locks', async () => {
    vi.stubGlobal('navigator', {})
    let turns = 0
    await browserDevice('sto_demo').alone(async () => {
      turns += 1
    })
    const asked: string[] = []
    vi.stubGlobal('navigator', {
      locks: {
        request: (name: string, work: () => Promise<void>) => {
          asked.push(name)
          return work()
        },
      },
    })
    await browserDevice('sto_demo').alone(async () => {
      turns += 1
    })
    expect([turns, asked]).toEqual([2, [KEY]])
  })
})

test("an agent's unsent words and drafts stay", () => {
  browserAgentDevice('agt_mara').update((kept) => ({
    ...kept,
    outbox: [message],
    drafts: { conv_1: 'We do' },
  }))
  expect(browserAgentDevice('agt_mara').read()).toEqual({
    version: 1,
    outbox: [message],
    drafts: { conv_1: 'We do' },
  })
})
