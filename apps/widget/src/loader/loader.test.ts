import type { VisitorKept } from '@shopbell/chat-client'
import { NOTHING_KEPT } from '@shopbell/chat-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DEMO_SETTINGS } from '../testing/fake-shell'

const SOURCE = 'https://chat.example.com/w/sto_demo.js'
const NOW = new Date(2026, 0, 5).getTime()

beforeEach(() => {
  vi.stubGlobal('__SHOPBELL_SETTINGS__', DEMO_SETTINGS)
  vi.stubGlobal('fetch', vi.fn())
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'requestAnimationFrame', 'setTimeout'] })
  localStorage.clear()
  sessionStorage.clear()
})

afterEach(() => {
  delete window.Shopbell
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The page loads the script once more, and gets to its first frame. */
async function pageLoads() {
  const script = document.createElement('script')
  script.src = SOURCE
  Object.defineProperty(document, 'currentScript', { value: script, configurable: true })
  vi.resetModules()
  await import('./loader')
  await vi.advanceTimersByTimeAsync(50)
  const host = document.querySelector('shopbell-chat')
  const launcher = host?.shadowRoot?.querySelector('button')
  if (!host || !launcher) throw new Error('There is no launcher.')
  return { host, launcher }
}

function keeps(kept: Partial<VisitorKept>) {
  localStorage.setItem('shopbell:sto_demo', JSON.stringify({ ...NOTHING_KEPT, ...kept }))
}

const closedYesterday = {
  id: 'conv_0001',
  epoch: 'e',
  lastAtMs: NOW - 1_000,
  open: false,
  marks: { visitor: 1, team: 1 },
} as const

test('a page view draws a labelled launcher, writes nothing, asks for nothing', async () => {
  const writes = vi.spyOn(Storage.prototype, 'setItem')
  const { launcher } = await pageLoads()
  expect(launcher.ariaLabel).toBe('Open chat with Mackerel Sky')
  expect(writes).not.toHaveBeenCalled()
  expect(fetch).not.toHaveBeenCalled()
  writes.mockRestore()
})

test('it stands beside the body, where no rule for the body’s children reaches it', async () => {
  const { host } = await pageLoads()
  expect(host.parentElement).toBe(document.documentElement)
})

test('included twice it is there once', async () => {
  await pageLoads()
  await pageLoads()
  expect(document.querySelectorAll('shopbell-chat')).toHaveLength(1)
})

test('the shop’s scripts hear when it is ready and can say what page this is', async () => {
  const ready = vi.fn()
  addEventListener('shopbell:ready', ready, { once: true })
  await pageLoads()
  expect(ready).toHaveBeenCalledOnce()
  expect(() => window.Shopbell?.setContext({ page: 'cart' })).not.toThrow()
  expect(() => window.Shopbell?.close()).not.toThrow()
})

test('it steps aside while a payment field has the focus', async () => {
  const { launcher } = await pageLoads()
  const card = document.createElement('input')
  card.setAttribute('autocomplete', 'billing cc-number')
  const name = document.createElement('input')
  document.body.append(card, name)
  card.focus()
  expect(launcher.hidden).toBe(true)
  name.focus()
  expect(launcher.hidden).toBe(false)
  card.focus()
  card.blur()
  expect(launcher.hidden).toBe(false)
})

test('with a conversation that is over one small request tells the badge', async () => {
  keeps({ token: 'secret', conversation: closedYesterday })
  vi.mocked(fetch).mockResolvedValue(Response.json({ conversation: 'conv_0001', unread: 12, live: false }))
  const { launcher } = await pageLoads()
  expect(fetch).toHaveBeenCalledOnce()
  const [address, options] = vi.mocked(fetch).mock.calls[0] ?? []
  expect(String(address)).toBe('https://chat.example.com/v1/stores/sto_demo/unread')
  expect(options).toMatchObject({ headers: { authorization: 'Bearer secret' }, credentials: 'omit' })
  await vi.waitFor(() => expect(launcher.ariaLabel).toBe('Open chat with Mackerel Sky, 12 unread'))
  expect(launcher.dataset.unread).toBe('9+')
})

test('with a conversation that is open the panel’s own chunk connects, and nothing is asked besides', async () => {
  keeps({ token: 'secret', conversation: { ...closedYesterday, open: true } })
  await pageLoads()
  expect(fetch).not.toHaveBeenCalled()
})

test('without the badge’s answer there is none, and nobody is told', async () => {
  keeps({ token: 'secret', conversation: closedYesterday })
  vi.mocked(fetch).mockRejectedValue(new TypeError('offline'))
  const { launcher } = await pageLoads()
  expect(launcher.dataset.unread).toBe('0')
})

test('what somebody else wrote under our name does no harm', async () => {
  localStorage.setItem('shopbell:sto_demo', 'not json')
  const { launcher } = await pageLoads()
  expect(launcher.ariaLabel).toBe('Open chat with Mackerel Sky')
})
