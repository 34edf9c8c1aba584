import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { BuiltServer } from '../support/built-server'
import { type Answer, ask, type Question } from './support/ask'
import { Caller } from './support/caller'
import { House } from './support/house'

// A server as it stands in the world: behind a proxy that it was told of, under an address that begins with https.

const PUBLIC = 'https://chat.example.com'
const EVIL = 'https://evil.example'
const PROXY = '127.0.0.1'
const SOCKETS = 2
/** Codes that one address may try, right or wrong. */
const TRIES = 20

let house: House
let proxied: BuiltServer
beforeAll(async () => {
  house = await House.open()
  proxied = await house.neighbour({
    PUBLIC_URL: PUBLIC,
    TRUST_PROXY: PROXY,
    SOCKETS_PER_ADDRESS: String(SOCKETS),
  })
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

/** What a proxy passes on that does all it should. */
const passedOn = { host: 'chat.example.com', 'x-forwarded-proto': 'https' }

/** Asks the server behind the proxy as the owner, from the console's own pages unless the headers say otherwise. */
function asks(question: Question): Promise<Answer> {
  const headers = { ...passedOn, origin: PUBLIC, cookie: house.cookieOf('owner'), ...question.headers }
  return ask(proxied.origin, { ...question, headers })
}

/** Changes something, to what it is already. */
function moves(headers: Readonly<Record<string, string>>): Promise<Answer> {
  return asks({
    method: 'PUT',
    path: house.at('switch'),
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"place":"away"}',
  })
}

describe('An address is what the named proxy says, and nobody before it', () => {
  const tries = (origin: string, forwardedFor: string, from?: string) =>
    ask(origin, {
      path: '/v1/console/first-run/used-used',
      headers: { ...passedOn, host: new URL(origin).host, 'x-forwarded-for': forwardedFor },
      ...(from === undefined ? {} : { from }),
    })

  /** After as many tries, whatever each of them says, there are no more. */
  async function isOneAddress(tryOnce: (at: number) => Promise<Answer>): Promise<void> {
    expect((await tryOnce(0)).text).toBe('{"valid":false}')
    for (let at = 1; at < TRIES; at += 1) await tryOnce(at)
    house.wary.refusedAnswer(await tryOnce(TRIES), { status: 429, code: 'too_many_tries' })
  }

  const unreadable = [
    'unknown',
    '_hidden',
    'localhost',
    '203.0.113.7:4711',
    '[2001:db8::1]:443',
    '127.0.0.1.',
    '1.2.3.4, 127.0.0.1/8',
    '<script>',
    "'; drop table agents; --",
    '%',
    'x'.repeat(8_000),
  ]
  const sayings: Readonly<Record<string, (at: number) => string>> = {
    'whatever a client has said before': (at) => `198.51.100.${at}, 203.0.113.1`,
    'as a client who names the proxy itself': (at) => `198.51.100.${at}, 127.0.0.1, 203.0.113.2`,
    'behind the proxy twice': (at) => `198.51.100.${at}, 203.0.113.3, ${PROXY}`,
    'behind many others that nobody named': (at) => `${`198.51.100.${at}, `.repeat(500)}203.0.113.4`,
    'from a whole /64': (at) => `2001:db8:0:7::${at}`,
    'in either spelling of an IPv4 address': (at) => (at % 2 === 0 ? '203.0.113.5' : '::ffff:203.0.113.5'),
    'with spaces and empty places': (at) => `${' ,'.repeat(at)}  203.0.113.6 ,${' '.repeat(at)}`,
    'where it is none at all': (at) => unreadable[at % unreadable.length] ?? '',
  }

  test.each(Object.entries(sayings))('%s', async (_name, saying) => {
    await isOneAddress((at) => tries(proxied.origin, saying(at)))
    expect((await tries(proxied.origin, '192.0.2.1')).status).toBe(200)
  })

  test('and no longer than a header may be', async () => {
    const answer = await tries(proxied.origin, '198.51.100.1, '.repeat(2_000))
    house.wary.refusedAnswer(answer, { status: 431 })
  })

  test('where no proxy was named it is where the line comes from', async () => {
    await isOneAddress((at) => tries(house.origin, `203.0.113.${at}`))
  })

  // Other systems have but one address of their own that needs no setting up.
  test.runIf(process.platform === 'linux')('and so it is on a line from elsewhere', async () => {
    await isOneAddress((at) => tries(proxied.origin, `203.0.113.${at}`, '127.0.0.2'))
  })

  test('for sockets too', async () => {
    const address = `${proxied.origin.replace('http', 'ws')}/v1/stores/${house.store}/socket`
    const comes = (forwardedFor: string) =>
      Caller.open(address, { ...passedOn, origin: house.site, 'x-forwarded-for': forwardedFor })
    const here = []
    for (let at = 0; at < SOCKETS; at += 1) here.push(await comes(`198.51.100.${at}, 203.0.113.8`))
    await expect(comes('198.51.100.99, 203.0.113.8')).rejects.toThrow('429')
    here.push(await comes('203.0.113.9'))
    for (const socket of here) socket.leaves()
  })
})

describe('The console is where PUBLIC_URL says, and no request moves it', () => {
  const origins: Readonly<Record<string, () => string>> = {
    'without TLS': () => PUBLIC.replace('https:', 'http:'),
    'where the server listens': () => proxied.origin,
    'a port': () => `${PUBLIC}:8443`,
    'the port that needs no saying': () => `${PUBLIC}:443`,
    'a path behind it': () => `${PUBLIC}/`,
    'a name that begins like it': () => `${PUBLIC}.evil.example`,
    'a name that ends like it': () => 'https://evil-chat.example.com',
    'a name below it': () => 'https://shop.chat.example.com',
    'other letters': () => PUBLIC.toUpperCase(),
    'a foreign site': () => EVIL,
    "the shop's own pages": () => house.site,
    'a sandboxed frame or a file': () => 'null',
    nothing: () => '',
  }
  /** Everything that could be said to make a foreign page look like ours. */
  const disguises = (origin: string): readonly Readonly<Record<string, string>>[] => {
    const name = URL.canParse(origin) ? new URL(origin).host : 'evil.example'
    return [
      {},
      { host: name },
      { 'x-forwarded-host': name, 'x-forwarded-proto': origin.split(':')[0] ?? '' },
      { host: name, forwarded: `for=127.0.0.1;host=${name};proto=https`, 'x-forwarded-port': '443' },
    ]
  }

  test.each(Object.entries(origins))('from %s nothing is changed', async (_name, origin) => {
    for (const disguise of disguises(origin())) {
      const answer = await moves({ ...disguise, origin: origin() })
      house.wary.refusedAnswer(answer, { status: 403, code: 'origin_not_allowed' })
    }
  })

  test.each(Object.entries(origins))("from %s no agent's socket is opened", async (_name, origin) => {
    const address = `${proxied.origin.replace('http', 'ws')}/v1/console/socket`
    for (const disguise of disguises(origin())) {
      const headers = { ...passedOn, ...disguise, origin: origin(), cookie: house.cookieOf('owner') }
      await expect(Caller.open(address, headers)).rejects.toThrow('403')
    }
  })

  test('its own pages go on, whatever the proxy makes of the request', async () => {
    const address = `${proxied.origin.replace('http', 'ws')}/v1/console/socket`
    for (const said of disguises(EVIL)) {
      expect((await moves(said)).status).toBe(204)
      const headers = { ...passedOn, ...said, origin: PUBLIC, cookie: house.cookieOf('owner') }
      const socket = await Caller.open(address, headers)
      socket.leaves()
    }
  })

  test('and nothing that it tells names another place', async () => {
    for (const said of disguises(EVIL)) {
      const { text } = await asks({ path: house.at('install'), headers: said })
      expect(JSON.parse(text).snippet).toBe(`<script async src="${PUBLIC}/w/${house.store}.js"></script>`)
      for (const path of ['/', '/console', '/console/', `/w/${house.store}.js`]) {
        const answer = await asks({ path, headers: said })
        expect(answer.text + JSON.stringify(answer.headers)).not.toContain('evil.example')
      }
    }
  })

  test("the demo's door is not there", async () => {
    house.wary.refusedAnswer(await asks({ path: '/enter/used-used' }), { status: 404 })
  })
})

describe('TLS is what PUBLIC_URL says, and no header', () => {
  const sayings = [{}, { 'x-forwarded-proto': 'https' }, { 'x-forwarded-proto': 'http' }]

  /** The cookies that signing in sets, each in its parts. */
  async function signsIn(origin: string, headers: Readonly<Record<string, string>>) {
    const { address, password } = house
    const answer = await ask(origin, {
      method: 'POST',
      path: '/v1/console/sign-in',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ address, password }),
    })
    expect(answer.status).toBe(204)
    const cookies = [answer.headers['set-cookie']].flat().map((cookie) => String(cookie).split('; '))
    expect(cookies).toHaveLength(2)
    return cookies
  }

  test('with https a cookie travels over nothing else', async () => {
    for (const said of sayings) {
      for (const cookie of await signsIn(proxied.origin, {
        host: 'chat.example.com',
        origin: PUBLIC,
        ...said,
      })) {
        expect(cookie).toEqual(expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Lax']))
        expect(cookie.join()).not.toContain('Domain')
      }
    }
  })

  test('with https a browser is told to stay with it', async () => {
    const paths = ['/', '/console/', '/v1/console/me', '/health', '/nowhere', `/w/${house.store}.js`]
    for (const said of sayings) {
      for (const path of paths) {
        const answer = await ask(proxied.origin, { path, headers: { host: 'chat.example.com', ...said } })
        expect(answer.headers['strict-transport-security'], path).toBe('max-age=15552000')
      }
    }
  })

  test('without it nobody is, and a cookie travels as it can', async () => {
    for (const said of sayings) {
      const { headers } = await ask(house.origin, { path: '/console/', headers: said })
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    const headers = { origin: house.origin, 'x-forwarded-proto': 'https' }
    for (const cookie of await signsIn(house.origin, headers)) {
      expect(cookie).not.toContain('Secure')
      expect(cookie).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax']))
    }
  })
})
