import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { browserEnvironment } from './browser-environment'

class FakeSocket {
  static readonly OPEN = 1
  static last: FakeSocket | null = null
  readyState = 0
  readonly sent: string[] = []
  isClosed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  constructor(url: string) {
    if (url === 'forbidden') throw new DOMException('policy', 'SecurityError')
    FakeSocket.last = this
  }
  send(data: string) {
    this.sent.push(data)
  }
  close() {
    this.isClosed = true
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function open(url = 'wss://chat') {
  const heard: unknown[] = []
  const ends: number[] = []
  const transport = browserEnvironment().openTransport(url, {
    hello: () => ({ type: 'hello', versions: [1], token: null, resume: [] }),
    heard: (frame) => heard.push(frame),
    closed: (code) => ends.push(code),
  })
  return { transport, heard, ends, socket: FakeSocket.last }
}

test('a socket says hello first', () => {
  const { transport, socket } = open()
  if (socket) socket.readyState = FakeSocket.OPEN
  socket?.onopen?.()
  transport.send({ type: 'pong' })
  expect(socket?.sent.map((frame) => JSON.parse(frame).type)).toEqual(['hello', 'pong'])
})

test('what comes down is parsed, and what is no JSON is nothing', () => {
  const { heard, socket } = open()
  socket?.onmessage?.({ data: '{"type":"ping"}' })
  socket?.onmessage?.({ data: '{"type":' })
  socket?.onmessage?.({ data: new ArrayBuffer(2) })
  expect(heard).toEqual([{ type: 'ping' }, null, null])
})

test('an end is told once, with its code, and not by whoever closed it', () => {
  const lost = open()
  lost.socket?.onclose?.({ code: 4403 })
  expect(lost.ends).toEqual([4403])
  const left = open()
  left.transport.close()
  expect(left.socket).toMatchObject({ isClosed: true, onclose: null, onmessage: null })
})

test('a page whose policy forbids the socket finds out as if it had been lost', () => {
  const { ends } = open('forbidden')
  expect(ends).toEqual([])
  vi.runAllTimers()
  expect(ends).toEqual([1006])
})

test('a sleep is noticed, an ordinary pause is not', () => {
  let wakes = 0
  const stop = browserEnvironment().on('wake', () => {
    wakes += 1
  })
  vi.advanceTimersByTime(60_000)
  expect(wakes).toBe(0)
  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(10_000)
  expect(wakes).toBe(1)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})
