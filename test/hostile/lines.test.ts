import { BYES } from '@shopbell/protocol'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, askRaw } from './support/ask'
import { House, type Shopper } from './support/house'
import { RawSocket } from './support/raw-socket'

const EVIL = 'https://evil.example'

let house: House
let shopper: Shopper
/** Sockets that never say hello. */
let silent: readonly RawSocket[] = []
/** What is heard on lines that stall, begun at once: it takes a while until they are cut. */
const onStalledLines = new Map<string, Promise<string>>()
beforeAll(async () => {
  house = await House.open()
  shopper = await house.shopper()
  for (const [name, line] of Object.entries(stalled)) {
    const { bytes, drip } = line()
    onStalledLines.set(name, askRaw(house.origin, bytes, drip))
  }
  silent = await Promise.all(Array.from({ length: 30 }, () => knocks()))
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

const knocks = (headers: Readonly<Record<string, string>> = {}) =>
  RawSocket.open(house.origin, `/v1/stores/${house.store}/socket`, { Origin: house.site, ...headers })

const host = () => new URL(house.origin).host
const head = (method: string, path: string) =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${house.origin}\r\nCookie: ${house.cookieOf('owner')}\r\n`
const json = 'Content-Type: application/json\r\n'

interface StalledLine {
  readonly bytes: string
  readonly drip?: string
}

const stalled: Readonly<Record<string, () => StalledLine>> = {
  'a line on which nothing comes': () => ({ bytes: '' }),
  'half a first line': () => ({ bytes: 'GET /hea' }),
  'headers without an end': () => ({ bytes: head('GET', '/v1/console/me') }),
  'headers that drip': () => ({ bytes: `${head('GET', '/v1/console/me')}X-Name: `, drip: 'x' }),
  'a body that does not come': () => ({
    bytes: `${head('PUT', house.at('settings'))}${json}Content-Length: 100\r\n\r\n`,
  }),
  'a body that stops half-way': () => ({
    bytes: `${head('PUT', house.at('switch'))}${json}Content-Length: 19\r\n\r\n{"place":`,
  }),
  'a body that drips': () => ({
    bytes: `${head('PUT', house.at('settings'))}${json}Content-Length: 60000\r\n\r\n{"name":"`,
    drip: 'x',
  }),
  'pieces that stop': () => ({
    bytes: `${head('PUT', house.at('switch'))}${json}Transfer-Encoding: chunked\r\n\r\n9\r\n{"place":\r\n`,
  }),
  'a closing whose body does not come': () => ({
    bytes: `${head('POST', house.at(`conversations/${shopper.conversation}/close`))}${json}Content-Length: 2\r\n\r\n`,
  }),
}

describe('What is no request is answered in the same words, and the line is closed', () => {
  const get = (rest: string) => `GET /health HTTP/1.1\r\nHost: ${host()}\r\n${rest}\r\n\r\n`
  const lines: Readonly<Record<string, () => string>> = {
    'a method that there is not': () => `STEAL / HTTP/1.1\r\nHost: ${host()}\r\n\r\n`,
    'no HTTP': () => 'hello there\r\n\r\n',
    'TLS where there is none': () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
    'a version that there is not': () => `GET / HTTP/9.9\r\nHost: ${host()}\r\n\r\n`,
    'two lengths': () => get('Content-Length: 1\r\nContent-Length: 2'),
    'a length and pieces': () => get('Content-Length: 4\r\nTransfer-Encoding: chunked'),
    'a length that is no number': () => get('Content-Length: -1'),
    'pieces that are none': () =>
      `POST /v1/console/sign-in HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${house.origin}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n`,
    'a header with NUL': () => get('X-Name: a\0b'),
    'a header without a name': () => get(': x'),
    'a name with a space': () => get('X Name: x'),
    'a header of 32 KiB': () => get(`X-Name: ${'x'.repeat(32_768)}`),
    '5,000 headers': () => get(Array.from({ length: 5_000 }, (_, at) => `X-${at}: ${at}`).join('\r\n')),
    'an address of 32 KiB': () => `GET /${'x'.repeat(32_768)} HTTP/1.1\r\nHost: ${host()}\r\n\r\n`,
    'an address with a space': () => `GET /a b HTTP/1.1\r\nHost: ${host()}\r\n\r\n`,
    'a tunnel': () => `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
  }

  test.each(Object.entries(lines))('%s', async (name, line) => {
    const heard = await askRaw(house.origin, line())
    // Of a tunnel there is nothing to say.
    if (name === 'a tunnel') expect(heard).toBe('')
    else house.wary.refusedAnswer(answerIn(heard))
  })

  test('no Host: there is nothing to say', async () => {
    expect(await askRaw(house.origin, 'GET /health HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  })

  const whole: Readonly<Record<string, () => string>> = {
    'the address of another server': () =>
      `GET http://evil.example/v1/console/me HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`,
    'an address that is a star': () => `OPTIONS * HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`,
    'an address without a slash': () => `GET health HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`,
    'an empty Host': () =>
      `GET /v1/console/me HTTP/1.1\r\nHost:\r\nCookie: ${house.cookieOf('owner')}\r\nConnection: close\r\n\r\n`,
    'two hosts': () =>
      `GET /v1/console/me HTTP/1.1\r\nHost: evil.example\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`,
  }

  test.each(Object.entries(whole))('%s', async (_name, line) => {
    house.wary.refusedAnswer(answerIn(await askRaw(house.origin, line())))
  })

  test('a body that is longer than it may be', async () => {
    const start = `${head('PUT', house.at('settings'))}${json}Connection: close\r\n`
    const claimed = await askRaw(house.origin, `${start}Content-Length: 99999999999\r\n\r\n{`)
    house.wary.refusedAnswer(answerIn(claimed), { status: 413, code: 'too_large' })
    const piece = `8000\r\n${'x'.repeat(0x8000)}\r\n`
    const pieces = await askRaw(
      house.origin,
      `${start}Transfer-Encoding: chunked\r\n\r\n${piece.repeat(2)}1\r\nx\r\n0\r\n\r\n`,
    )
    house.wary.refusedAnswer(answerIn(pieces), { status: 413, code: 'too_large' })
  })

  test('a second request behind the first one is a request of its own', async () => {
    const first = `POST /v1/console/sign-out HTTP/1.1\r\nHost: ${host()}\r\nOrigin: ${EVIL}\r\nContent-Length: 0\r\n\r\n`
    const second = `GET /v1/console/me HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`
    const heard = await askRaw(house.origin, first + second)
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 401'])
  })
})

describe('An upgrade to something that is no socket of ours is refused', () => {
  const upgrades: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'without a key': { 'Sec-WebSocket-Key': '' },
    'with a key that is none': { 'Sec-WebSocket-Key': 'short' },
    'in a version of the future': { 'Sec-WebSocket-Version': '99' },
    'to another protocol': { Upgrade: 'h2c' },
  }

  test.each(Object.entries(upgrades))('%s', async (_name, headers) => {
    const refusal = await knocks(headers).catch((error: Error) => error.message)
    expect(refusal).toMatch(/HTTP\/1\.1 4\d\d/)
    house.wary.tellsNothing(String(refusal))
  })

  test('on a path that is no socket', async () => {
    for (const path of ['/', '/health', '/v1/console/me', '/nowhere', `/v1/stores/${house.store}/unread`]) {
      const opening = RawSocket.open(house.origin, path, { Origin: house.site })
      await expect(opening, path).rejects.toThrow(/HTTP\/1\.1 40[134]/)
    }
  })

  test('and what is agreed on beside it is not agreed on', async () => {
    const socket = await knocks({
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits; server_no_context_takeover',
      Cookie: house.cookieOf('owner'),
    })
    await socket.saysText('{"type":"hello","versions":[1],"token":null,"resume":[]}')
    expect(JSON.parse(await socket.hears('welcome'))).toMatchObject({ visitor: null })
    socket.leaves()
  })
})

test.each(Object.keys(stalled))('%s: the line is told that it took too long, and cut', async (name) => {
  const heard = (await onStalledLines.get(name)) ?? ''
  house.wary.refusedAnswer(answerIn(heard), { status: 408, code: 'invalid' })
})

test('sockets that never say hello are told that it took too long, each of them', async () => {
  for (const socket of silent) {
    expect(JSON.parse(await socket.hears('bye'))).toEqual({ type: 'bye', code: 'timed_out' })
    expect(await socket.closed).toBe(BYES.timed_out.closeCode)
  }
})

test('in the end the memory is back', () => house.memoryComesBack())

/** The first answer in what came over a line. */
function answerIn(heard: string): Answer {
  const end = heard.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 0)
  return { status, headers: {}, text: heard.slice(end + 4) }
}
