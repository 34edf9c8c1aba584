import { REFUSALS } from '@shopbell/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestApp, CONSOLE, SHOP, type TestAgent, type TestHouse } from '../testing/build-test-app'

let house: TestHouse
let agent: TestAgent
let colleague: TestAgent
let stranger: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
  agent = await house.agent()
  colleague = await house.agent({ role: 'agent', name: 'Noor' })
  stranger = await house.agent({ storeId: await house.addStore(), name: 'Stranger' })
})
afterAll(() => house[Symbol.asyncDispose]())

const codes = Object.keys(REFUSALS)
const at = (path: string) => `/v1/console/stores/${house.storeId}/${path}`

function expectRefusal(answer: { status: number; body: unknown; text: string }) {
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  expect(answer.body).toMatchObject({
    code: expect.any(String),
    message: expect.stringMatching(/^[A-Z/#].{4,}\.$/),
  })
  const { code } = Object(answer.body)
  expect(codes).toContain(code)
  expect(answer.text).not.toMatch(/\bat .*\.ts|node_modules|stack/)
}

const settings = { name: 'Harbour & Sons', accent: '#10614F', greeting: null, side: 'right', capacity: 4 }

const bodies: readonly (readonly [
  name: string,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: string,
  status: number,
])[] = [
  ['no JSON', 'PUT', 'settings', 'name=Harbour', 400],
  ['half of a JSON', 'PUT', 'settings', '{"name":', 400],
  ['an empty body', 'PUT', 'settings', '', 400],
  ['null', 'PUT', 'settings', 'null', 400],
  ['a list', 'PUT', 'settings', '[]', 400],
  ['a number', 'PUT', 'settings', '7', 400],
  ['an empty object', 'PUT', 'settings', '{}', 400],
  ['an unknown field', 'PUT', 'settings', JSON.stringify({ ...settings, demo: true }), 400],
  ['a capacity of zero', 'PUT', 'settings', JSON.stringify({ ...settings, capacity: 0 }), 400],
  ['a capacity in words', 'PUT', 'settings', JSON.stringify({ ...settings, capacity: '4' }), 400],
  ['a capacity of 1e9', 'PUT', 'settings', JSON.stringify({ ...settings, capacity: 1e9 }), 400],
  ['a colour that is none', 'PUT', 'settings', JSON.stringify({ ...settings, accent: 'red' }), 400],
  ['a name of spaces', 'PUT', 'settings', JSON.stringify({ ...settings, name: '   ' }), 400],
  ['a name with NUL', 'PUT', 'settings', JSON.stringify({ ...settings, name: 'a\u0000' }), 400],
  ['half a surrogate pair', 'PUT', 'settings', JSON.stringify(settings).replace('Harbour', '\\ud83d'), 400],
  ['a name that is too long', 'PUT', 'settings', JSON.stringify({ ...settings, name: 'x'.repeat(61) }), 400],
  ['a side that is none', 'PUT', 'settings', JSON.stringify({ ...settings, side: 'top' }), 400],
  ['65 KiB', 'PUT', 'settings', JSON.stringify({ ...settings, name: 'x'.repeat(66_000) }), 413],
  ['a switch that is none', 'PUT', 'switch', '{"place":"asleep"}', 400],
  ['a shortcut with a slash', 'POST', 'canned-replies', '{"shortcut":"/size","text":"x"}', 400],
  ['a reply without words', 'POST', 'canned-replies', '{"shortcut":"size","text":" "}', 400],
  ['a reply of no id', 'PUT', 'canned-replies/7', '{"shortcut":"size","text":"x"}', 404],
  [
    'a reply that does not exist',
    'PUT',
    'canned-replies/can_0000000000',
    '{"shortcut":"size","text":"x"}',
    404,
  ],
  ['a site with a path', 'POST', 'sites', '{"origin":"https://shop.example.com/x"}', 400],
  ['a site of another scheme', 'POST', 'sites', '{"origin":"javascript:alert(1)"}', 400],
  ['a site that is a list', 'POST', 'sites', '{"origin":["https://shop.example.com"]}', 400],
  ['a site that was never there', 'DELETE', 'sites', '{"origin":"https://nowhere.example"}', 404],
  ['a claim of no id', 'POST', 'conversations/7/claim', '{}', 404],
  ['a claim of what does not exist', 'POST', 'conversations/conv_0000000000000000/claim', '{}', 404],
  ['a claim with a body', 'POST', 'conversations/conv_0000000000000000/claim', '{"for":"me"}', 400],
  ['a closing of what does not exist', 'POST', 'conversations/conv_0000000000000000/close', '{}', 404],
]

test.each(bodies)('%s is refused with a code and a sentence', async (_name, method, path, body, status) => {
  const headers = { cookie: agent.cookie, origin: CONSOLE }
  const answer = await house.ask(method, at(path), { headers, body })
  expectRefusal(answer)
  expect(answer.status).toBe(status)
  expect(await agent.asksStore('GET', 'settings')).toMatchObject({ body: settings })
})

test.each([
  ['conversations', 400],
  ['conversations?view=attic', 400],
  ['conversations?view=all&view=mine', 400],
  ['conversations?view=all&limit=0', 400],
  ['conversations?view=all&limit=1e9', 400],
  ['conversations?view=all&limit=', 400],
  ['conversations?view=all&before=yesterday', 400],
  ['conversations?view=all&before=99999999999999999999.conv_0000000000', 400],
  ['conversations?view=all&before=%00', 400],
  ['conversations?view=all&unknown=1', 400],
  ['conversations/conv_0000000000000000', 404],
  ['conversations/%00', 404],
  ['conversations/..%2f..%2fetc', 404],
  ['nothing', 404],
])('GET %s is refused', async (path, status) => {
  const answer = await agent.asksStore('GET', path)
  expectRefusal(answer)
  expect(answer.status).toBe(status)
})

test.each([
  ['GET', '/nowhere', 404],
  ['GET', '/%', 400],
  ['GET', '/v1/console/me/%ff', 400],
  ['GET', `/${'x'.repeat(3_000)}`, 404],
  ['GET', '/v1/console/stores/sto_0000000000/settings', 404],
  ['GET', '/w/nothing.js', 404],
  ['GET', '/w/sto_0000000000.js', 404],
  ['GET', '/w/sto_demo', 404],
  ['GET', '/w/assets/../manifest.json', 404],
  ['GET', '/w/assets/%2e%2e/loader.js', 404],
  ['GET', '/console/assets/missing.js', 404],
  ['DELETE', '/health', 405],
  ['POST', '/w/sto_demo.js', 405],
  ['PATCH', '/v1/console/me', 405],
] as const)('%s %s is answered with %i', async (method, url, status) => {
  const answer = await house.ask(method, url, { headers: { cookie: agent.cookie, origin: CONSOLE } })
  expectRefusal(answer)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
})

test('another type of body is refused', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ]) {
    const headers = { cookie: agent.cookie, origin: CONSOLE, 'content-type': type }
    const answer = await house.ask('PUT', at('settings'), { headers, body: JSON.stringify(settings) })
    expectRefusal(answer)
    expect(answer.body).toMatchObject({ code: 'not_json' })
  }
})

test('only the console itself changes something', async () => {
  for (const origin of [
    undefined,
    'null',
    SHOP,
    'http://localhost:4101',
    'https://localhost:4100',
    'http://localhost:4100.evil.example',
  ]) {
    const headers = { cookie: agent.cookie, ...(origin === undefined ? {} : { origin }) }
    for (const [method, path] of [
      ['PUT', 'settings'],
      ['POST', 'sites'],
      ['DELETE', 'sites'],
      ['PUT', 'switch'],
    ] as const) {
      const answer = await house.ask(method, at(path), { headers, body: settings })
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
    }
    expect(await house.ask('POST', '/v1/console/sign-out', { headers })).toMatchObject({ status: 403 })
  }
  expect((await agent.asks('GET', 'me')).status).toBe(200)
})

test('without a public address the console answers to names of this computer only', async () => {
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '192.168.1.4:4100',
    '[',
    'localhost:4100@evil.example',
  ]) {
    for (const path of ['/', '/console/', '/start/abcd-efgh', '/v1/console/me', '/enter/abcd-efgh']) {
      const answer = await house.ask('GET', path, { headers: { host, cookie: agent.cookie } })
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
    }
    expect((await house.ask('GET', '/health', { headers: { host } })).status).toBe(200)
  }
  for (const host of ['localhost:4100', '127.0.0.1:9000', '[::1]:4100', 'LOCALHOST']) {
    expect(
      (await house.ask('GET', '/v1/console/me', { headers: { host, cookie: agent.cookie } })).status,
    ).toBe(200)
  }
})

test('nobody is told anything without a session', async () => {
  for (const cookie of [
    '',
    'shopbell_session=',
    'shopbell_session=nonsense',
    'shopbell_session=%00',
    `shopbell_session=${'x'.repeat(4_000)}`,
  ]) {
    for (const path of [
      '/v1/console/me',
      at('settings'),
      at('conversations?view=all'),
      at('canned-replies'),
      at('install'),
    ]) {
      expect(await house.ask('GET', path, { headers: { cookie } })).toMatchObject({
        status: 401,
        body: { code: 'not_identified' },
      })
    }
  }
})

test('another store is answered exactly as one that does not exist', async () => {
  const asks: readonly (readonly ['GET' | 'PUT' | 'POST' | 'DELETE', string, unknown])[] = [
    ['GET', 'settings', undefined],
    ['PUT', 'settings', settings],
    ['GET', 'conversations?view=all', undefined],
    ['GET', 'conversations/conv_0000000000000000', undefined],
    ['POST', 'conversations/conv_0000000000000000/claim', {}],
    ['POST', 'conversations/conv_0000000000000000/close', {}],
    ['PUT', 'switch', { place: 'available' }],
    ['GET', 'canned-replies', undefined],
    ['POST', 'canned-replies', { shortcut: 'x', text: 'y' }],
    ['GET', 'install', undefined],
    ['POST', 'sites', { origin: 'https://evil.example' }],
    ['DELETE', 'sites', { origin: SHOP }],
  ]
  for (const [method, path, body] of asks) {
    const theirs = await stranger.asks(method, `stores/${house.storeId}/${path}`, body)
    const nobodys = await stranger.asks(method, `stores/sto_0000000000/${path}`, body)
    const none = await stranger.asks(method, `stores/nothing/${path}`, body)
    expect(theirs).toMatchObject({ status: 404, body: { code: 'store_not_found' } })
    expect(theirs.body).toEqual(nobodys.body)
    expect(theirs.body).toEqual(none.body)
  }
})

test('settings, sites and canned replies are for owners and admins; every member may use the replies', async () => {
  const asks: readonly (readonly ['GET' | 'PUT' | 'POST' | 'DELETE', string, unknown])[] = [
    ['GET', 'settings', undefined],
    ['PUT', 'settings', settings],
    ['POST', 'canned-replies', { shortcut: 'x', text: 'y' }],
    ['GET', 'install', undefined],
    ['POST', 'sites', { origin: 'https://evil.example' }],
    ['DELETE', 'sites', { origin: SHOP }],
  ]
  for (const [method, path, body] of asks) {
    expect(await colleague.asksStore(method, path, body)).toMatchObject({
      status: 403,
      body: { code: 'not_permitted' },
    })
  }
  expect((await colleague.asksStore('GET', 'canned-replies')).status).toBe(200)
})

test('foreign pages are refused and counted, and the right one is named exactly', async () => {
  const url = `/v1/stores/${house.storeId}/availability`
  for (const origin of [undefined, 'null', 'https://elsewhere.example', 'http://shop.example.com']) {
    const answer = await house.ask('GET', url, { headers: origin === undefined ? {} : { origin } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(answer.headers.vary).toContain('Origin')
  }
  const right = await house.ask('GET', url, { headers: { origin: SHOP } })
  expect(right).toMatchObject({ status: 200, body: { availability: { kind: 'nobody' } } })
  expect(right.headers['access-control-allow-origin']).toBe(SHOP)
  expect(right.headers['access-control-allow-credentials']).toBeUndefined()
  const preflight = await house.ask('OPTIONS', url, {
    headers: { origin: SHOP, 'access-control-request-method': 'GET' },
  })
  expect(preflight).toMatchObject({ status: 204 })
  expect(preflight.headers).toMatchObject({
    'access-control-max-age': '7200',
    'access-control-allow-headers': 'authorization, content-type',
  })
  await house.app.tick()
  expect(await agent.asksStore('GET', 'install')).toMatchObject({
    body: {
      sites: expect.arrayContaining([
        expect.objectContaining({ origin: 'https://elsewhere.example', refused: 1 }),
      ]),
    },
  })
})

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer short',
  'Basic abcdefghijklmnop',
  `Bearer ${'x'.repeat(200)}`,
  'Bearer token_of_nobody_token_of_nobody',
])('a bearer of "%s" is nobody', async (authorization) => {
  const headers = { origin: SHOP, ...(authorization === undefined ? {} : { authorization }) }
  const answer = await house.ask('GET', `/v1/stores/${house.storeId}/unread`, { headers })
  expect(answer).toMatchObject({ status: 401, body: { code: 'not_identified' } })
})

test('every answer carries the headers of a page that nobody may frame', async () => {
  for (const path of ['/health', '/nowhere', '/console/', '/v1/console/me']) {
    expect((await house.ask('GET', path)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
  }
})

test('the console is one page, whose files are kept for good where their names carry a hash', async () => {
  expect(await house.ask('GET', '/')).toMatchObject({ status: 302, headers: { location: '/console/' } })
  for (const path of ['/console/', '/console/stores/sto_x/inbox', '/start/abcd-efgh']) {
    const page = await house.ask('GET', path)
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>Shopbell</title>' })
    expect(page.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    })
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
  }
  const script = await house.ask('GET', '/console/assets/main-abc.js')
  expect(script.headers['cache-control']).toContain('immutable')
})

test('the log names routes, and holds no address, code, password, token or word', async () => {
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('a very private question')
  await house.ask('GET', '/enter/abcd-efgh')
  await house.ask('GET', '/v1/console/first-run/wxyz-2345', { address: '203.0.113.77' })
  await house.ask('POST', '/v1/console/sign-in', {
    headers: { origin: CONSOLE },
    body: { address: 'private@example.com', password: 'hush hush hush' },
  })
  const log = house.lines.join('')
  expect(log).toContain('/v1/console/first-run/:code')
  for (const secret of [
    'abcd-efgh',
    'wxyz-2345',
    '203.0.113.77',
    'private@example.com',
    'hush',
    'private question',
    String(visitor.token),
    agent.cookie.split('=')[1] ?? '?',
    SHOP,
  ]) {
    expect(log).not.toContain(secret)
  }
})

test('in the end nothing went wrong', () => {
  expect(house.troubles()).toEqual([])
})
