import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './support/ask'
import { Caller } from './support/caller'
import { House, type Shopper } from './support/house'

const EVIL = 'https://evil.example'

let house: House
let shopper: Shopper
beforeAll(async () => {
  house = await House.open()
  shopper = await house.shopper()
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

const host = () => new URL(house.origin).host
const port = () => new URL(house.origin).port
const closing = () =>
  ({ method: 'POST', path: house.at(`conversations/${shopper.conversation}/close`) }) as const

describe('Another site cannot use the session of who visits it', () => {
  const origins: Readonly<Record<string, () => string>> = {
    'a foreign site': () => EVIL,
    'a sandboxed frame or a file': () => 'null',
    "the shop's own pages": () => house.site,
    "the demo's shop, on the next port": () => house.server.shopOrigin,
    'https where we are http': () => house.origin.replace('http:', 'https:'),
    'another name of this computer': () => `http://127.0.0.1:${port()}`,
    'no port': () => 'http://localhost',
    'a path behind it': () => `${house.origin}/`,
    'a name that begins like ours': () => `${house.origin}.evil.example`,
    'a name behind an @': () => `http://evil.example@${host()}`,
    'two origins': () => `${house.origin}, ${EVIL}`,
    'other letters': () => house.origin.toUpperCase(),
    nothing: () => '',
  }

  test.each(Object.entries(origins))('to change something: from %s', async (_name, origin) => {
    const headers = { origin: origin() }
    house.wary.refusedAnswer(await house.asks('owner', { ...closing(), headers }), {
      status: 403,
      code: 'origin_not_allowed',
    })
    for (const [method, path] of [
      ['POST', '/v1/console/sign-out'],
      ['PUT', house.at('switch')],
      ['DELETE', house.at('sites')],
    ] as const)
      house.wary.refusedAnswer(await house.asks('owner', { method, path, headers, body: '{}' }), {
        status: 403,
      })
  })

  test('to change something without saying where it is from', async () => {
    const headers = { cookie: house.cookieOf('owner') }
    house.wary.refusedAnswer(await ask(house.origin, { ...closing(), headers }), {
      status: 403,
      code: 'origin_not_allowed',
    })
  })

  test.each(Object.entries(origins))("to open an agent's socket: from %s", async (_name, origin) => {
    const address = `${house.origin.replace('http', 'ws')}/v1/console/socket`
    const opening = Caller.open(address, { origin: origin(), cookie: house.cookieOf('owner') })
    await expect(opening).rejects.toThrow('403')
  })

  test('to read what a signed-in person may: no other site is told', async () => {
    for (const path of ['/v1/console/me', house.at('settings'), house.at('conversations?view=all')]) {
      const answer = await house.asks('owner', { path, headers: { origin: EVIL } })
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
    }
  })

  test('to ask beforehand whether it may: nothing allows it', async () => {
    for (const path of ['/v1/console/me', house.at('settings'), '/v1/console/sign-in']) {
      const headers = { origin: EVIL, 'access-control-request-method': 'PUT' }
      const answer = await ask(house.origin, { method: 'OPTIONS', path, headers })
      house.wary.refusedAnswer(answer)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('by a form: a body that is no JSON is refused whatever it says it is', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'a/b',
      '',
    ]
    for (const type of types) {
      const headers = { 'content-type': type }
      const body = '{"place":"available"}'
      const answer = await house.asks('owner', { method: 'PUT', path: house.at('switch'), headers, body })
      house.wary.refusedAnswer(answer, { status: 400 })
    }
  })
})

describe("A shopper's API answers the store's own sites alone", () => {
  const paths = () => ['unread', 'availability'].map((name) => `/v1/stores/${house.store}/${name}`)
  const origins = [
    EVIL,
    'null',
    'https://shop.example.com:8443',
    'http://shop.example.com',
    'file://',
    'x'.repeat(4_000),
  ]

  test.each(origins)('and not %s', async (origin) => {
    for (const path of paths()) {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin, authorization: `Bearer ${shopper.token}` }
        const answer = await ask(house.origin, { method, path, headers })
        house.wary.refusedAnswer(answer, { status: 403, code: 'origin_not_allowed' })
        expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      }
    }
  })

  test('and not who does not say where it is from', async () => {
    for (const path of paths())
      house.wary.refusedAnswer(await ask(house.origin, { path }), { status: 403, code: 'origin_not_allowed' })
    const address = `${house.origin.replace('http', 'ws')}/v1/stores/${house.store}/socket`
    await expect(Caller.open(address, {})).rejects.toThrow('403')
  })

  test('by its name, and never with a cookie', async () => {
    const headers = { origin: house.site, authorization: `Bearer ${shopper.token}` }
    for (const path of paths()) {
      const answer = await ask(house.origin, { path, headers })
      expect(answer.status).toBe(200)
      expect(answer.headers['access-control-allow-origin']).toBe(house.site)
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
      expect(String(answer.headers.vary)).toContain('Origin')
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test('with a token that is a token: anything else is nobody', async () => {
    const [unread = ''] = paths()
    const { token } = shopper
    const wrong = [
      `Basic ${token}`,
      token,
      `Bearer ${token} x`,
      `bearer  ${token}`,
      'Bearer ',
      `Bearer ${'x'.repeat(4_000)}`,
    ]
    for (const authorization of wrong)
      house.wary.refusedAnswer(
        await ask(house.origin, { path: unread, headers: { origin: house.site, authorization } }),
        {
          status: 401,
          code: 'not_identified',
        },
      )
  })
})

describe('The console answers on this computer alone, whatever a request says', () => {
  const hosts: Readonly<Record<string, () => string>> = {
    'a name somebody pointed at us': () => `evil.example:${port()}`,
    'an address of the network': () => '192.168.1.4',
    'a name that begins like ours': () => `localhost.evil.example:${port()}`,
    'a name that ends like ours': () => 'evil-localhost',
    'a space': () => 'local host',
    'a list': () => 'localhost, evil.example',
  }

  test.each(Object.entries(hosts))('as its Host: %s', async (_name, name) => {
    for (const path of ['/console/', '/v1/console/me', '/start/used-used', '/enter/used-used']) {
      const headers = { host: name(), cookie: house.cookieOf('owner') }
      const answer = await ask(house.origin, { path, headers })
      house.wary.refusedAnswer(answer, { status: 403, code: 'origin_not_allowed' })
    }
    const headers = { host: name(), origin: `http://${name()}` }
    house.wary.refusedAnswer(await house.asks('owner', { ...closing(), headers }), { status: 403 })
  })

  test('as its forwarding: nobody is believed who was not named', async () => {
    const forwarded = {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=127.0.0.1;host=evil.example;proto=https',
      'x-real-ip': '127.0.0.1',
      'x-original-url': '/v1/console/me',
      'x-http-method-override': 'DELETE',
    }
    const me = await house.asks('owner', { path: '/v1/console/me', headers: forwarded })
    expect(me.status).toBe(200)
    const asHost = { ...forwarded, host: 'evil.example', 'x-forwarded-host': host() }
    house.wary.refusedAnswer(await house.asks('owner', { path: '/v1/console/me', headers: asHost }), {
      status: 403,
    })
    const asOrigin = { ...forwarded, origin: EVIL, 'x-forwarded-host': 'evil.example' }
    house.wary.refusedAnswer(await house.asks('owner', { ...closing(), headers: asOrigin }), { status: 403 })
    const { text } = await house.asks('owner', { path: house.at('install'), headers: forwarded })
    expect(JSON.parse(text).snippet).toBe(`<script async src="${house.origin}/w/${house.store}.js"></script>`)
  })

  test.each(['x-forwarded-for', 'forwarded'])(
    "and the demo's door is shut for who comes by a proxy (%s)",
    async (name) => {
      const answer = await house.asks('nobody', {
        path: '/enter/used-used',
        headers: { [name]: '127.0.0.1' },
      })
      house.wary.refusedAnswer(answer, { status: 403, code: 'origin_not_allowed' })
    },
  )
})

describe('An address full of tricks leads nowhere', () => {
  const tricks = [
    '/v1/console/stores/../me',
    '/v1//console/me',
    '//v1/console/me',
    '/v1/console/me/',
    '/v1/console/me;x=1',
    '/v1/console/me%2f',
    '/v1/console%2fme',
    '/%76%31/console/me/x',
    '/V1/CONSOLE/ME',
    '/v1/console/./me',
    '/v1/console/me%00',
    '/v1/console/me%0d%0aSet-Cookie:x=1',
    '/v1/console/me/..%2f..%2f..%2fetc%2fpasswd',
    '/w/../v1/console/me',
    '/w/%2e%2e%2fmain.js',
    '/w/assets/..%2f..%2f..%2fpackage.json',
    '/w/assets/%2e%2e/%2e%2e/secret',
    '/w/assets/..\\..\\secret',
    '/w/sto_demo.js/..',
    '/w/__proto__.js',
    '/w/constructor.js',
    '/w/assets/__proto__',
    '/console/assets/../../../../etc/passwd.txt',
    '/console/..%2f..%2f..%2fetc%2fpasswd.txt',
    '/console/%2e%2e/%2e%2e/secret.key',
    '/console/index.html%00.js',
    '/.git/config',
    '/.env',
    '/secret',
    '/v1/console/stores/%',
    '/v1/console/stores/%ff/settings',
    '/v1/console/stores/%c0%ae%c0%ae/settings',
    '/%',
    '/?',
    '/x?__proto__[role]=owner',
    `/${'a/'.repeat(4_000)}`,
    `/${'x'.repeat(8_000)}`,
    `/v1/console/stores/${'x'.repeat(8_000)}/settings`,
    `/v1/console/me/${'%41'.repeat(2_500)}`,
  ]

  test.each(tricks.map((path) => [path.slice(0, 60), path] as const))('%s', async (_shown, path) => {
    const answer = await house.asks('owner', { path })
    house.wary.tellsNothing(answer.text)
    expect(answer.headers['set-cookie']).toBeUndefined()
    // "/" leads to the console, with or without a question mark behind it.
    if (path === '/?') expect(answer.status).toBe(302)
    else house.wary.refusedAnswer(answer)
  })

  test('a page of the console that no file has is the console, and no file from elsewhere', async () => {
    for (const path of ['/console/..%2f..%2fetc%2fpasswd', '/console/__proto__', '/console/%2e%2e']) {
      const { status, text } = await house.asks('owner', { path })
      if (status === 200) expect(text).toMatch(/^<!doctype html>/i)
      else expect(status).toBeLessThan(500)
      expect(text).not.toContain('root:')
    }
  })

  test('a list asked for with fields that it has not is refused', async () => {
    for (const query of [
      'view=all&role=owner',
      'view=all&__proto__=1',
      'view[]=all',
      'view=all&view=mine',
      'view=all&limit=-1',
      'view=all&limit=1e9',
    ])
      house.wary.refusedAnswer(await house.asks('owner', { path: house.at(`conversations?${query}`) }), {
        status: 400,
        code: 'invalid',
      })
  })
})

describe('A method that is not meant is refused', () => {
  test.each(['TRACE', 'PATCH', 'PROPFIND', 'SEARCH', 'LINK', 'PURGE', 'M-SEARCH', 'QUERY'])(
    '%s',
    async (method) => {
      for (const path of ['/v1/console/me', house.at('settings'), '/console/', '/health', '/nowhere']) {
        const answer = await house.asks('owner', { method, path, headers: { 'x-secret': 'told-back' } })
        house.wary.refusedAnswer(answer)
        expect(answer.text).not.toContain('told-back')
      }
    },
  )

  test('HEAD tells what GET would, without a word, and changes nothing', async () => {
    const answer = await house.asks('owner', { method: 'HEAD', path: house.at('settings') })
    expect([answer.status, answer.text]).toEqual([200, ''])
    for (const path of ['/enter/used-used', house.at('conversations/x/claim'), '/v1/console/sign-in'])
      expect((await house.asks('owner', { method: 'HEAD', path })).status).toBeGreaterThanOrEqual(400)
  })
})

test('in the end the memory is back', () => house.memoryComesBack())
