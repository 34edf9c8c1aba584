import { sessions } from '@shopbell/database'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildTestApp, CONSOLE, PASSWORD, type TestAgent, type TestHouse } from '../testing/build-test-app'

let house: TestHouse
let agent: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
})
afterAll(() => house[Symbol.asyncDispose]())
beforeEach(async () => {
  agent = await house.agent()
})

/** Each test has an address of its own, so that none of them uses up another's tries. */
let lastByte = 0
function someAddress(): string {
  lastByte += 1
  return `203.0.113.${lastByte}`
}

async function signIn(
  password: string,
  { address = agent.address, from = '198.51.100.1', cookie = '' } = {},
) {
  const headers = { origin: CONSOLE, cookie }
  const answer = await house.ask('POST', '/v1/console/sign-in', {
    headers,
    body: { address, password },
    address: from,
  })
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((line) => String(line))
  return { ...answer, cookies, jar: cookies.map((line) => line.split(';')[0]).join('; ') }
}

test('the right password opens a session that no script can read', async () => {
  const answer = await signIn(PASSWORD, { from: someAddress() })
  expect(answer.status).toBe(204)
  const [session] = answer.cookies.filter((line) => line.startsWith('shopbell_session='))
  expect(session).toMatch(/^shopbell_session=[0-9a-z]{32}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
  const me = await house.ask('GET', '/v1/console/me', { headers: { cookie: answer.jar } })
  expect(me.body).toMatchObject({
    agent: { id: agent.id, name: 'Ines', address: agent.address },
    memberships: [{ store: { id: house.storeId, demo: false }, role: 'owner', capacity: 4, switch: 'away' }],
  })
  const kept = await house.app.db.select().from(sessions)
  expect(JSON.stringify(kept)).not.toContain(session?.slice(17, 49))
})

test('behind TLS the session travels over TLS only', async () => {
  await using secure = await buildTestApp({ environment: { PUBLIC_URL: 'https://chat.example.com' } })
  const owner = await secure.agent()
  const body = { address: owner.address, password: PASSWORD }
  const answer = await secure.ask('POST', '/v1/console/sign-in', {
    headers: { origin: 'https://chat.example.com', host: 'chat.example.com' },
    body,
  })
  expect(answer.status).toBe(204)
  expect(String(answer.headers['set-cookie'])).toContain('Secure')
  expect(answer.headers['strict-transport-security']).toContain('max-age')
  const foreign = await secure.ask('POST', '/v1/console/sign-in', { headers: { origin: CONSOLE }, body })
  expect(foreign.status).toBe(403)
  expect((await secure.ask('GET', '/enter/abcd-efgh')).status).toBe(404)
})

test('a wrong address and a wrong password are one answer', async () => {
  const from = someAddress()
  const wrong = await signIn('not the right one', { from })
  const unknown = await signIn('not the right one', { from, address: 'nobody@example.com' })
  expect(wrong).toMatchObject({
    status: 401,
    body: { code: 'wrong_credentials', message: 'Email or password is wrong.' },
  })
  expect(unknown.body).toEqual(wrong.body)
  expect(unknown.cookies).toEqual([])
})

test('the address is found in whatever letters it is written', async () => {
  expect(
    (await signIn(PASSWORD, { from: someAddress(), address: ` ${agent.address.toUpperCase()} ` })).status,
  ).toBe(204)
})

test('after ten failures an account is closed to strangers for the rest of a quarter of an hour', async () => {
  for (let tries = 0; tries < 10; tries += 1) {
    expect((await signIn('guess', { from: someAddress() })).status).toBe(401)
  }
  expect(await signIn('guess', { from: someAddress() })).toMatchObject({
    status: 429,
    body: {
      code: 'too_many_tries',
      retryAfterMs: 900_000,
      message: 'Too many tries. Try again in 15 minutes.',
    },
    headers: { 'retry-after': '900' },
  })
  // An account that does not exist answers no differently.
  house.clock.advance(14 * 60_000)
  expect(await signIn(PASSWORD, { from: someAddress() })).toMatchObject({
    status: 429,
    body: { retryAfterMs: 60_000 },
  })
  house.clock.advance(60_001)
  expect((await signIn(PASSWORD, { from: someAddress() })).status).toBe(204)
})

test('an account that does not exist is limited just the same', async () => {
  const address = 'phantom@example.com'
  const codes: number[] = []
  for (let tries = 0; tries < 11; tries += 1)
    codes.push((await signIn('guess', { from: someAddress(), address })).status)
  expect(codes).toEqual([...Array.from({ length: 10 }, () => 401), 429])
})

test('a browser that signed in before gets in, whatever others tried meanwhile', async () => {
  const first = await signIn(PASSWORD, { from: someAddress() })
  const cookie = first.cookies
    .filter((line) => line.startsWith('shopbell_browser='))
    .map((line) => line.split(';')[0])
    .join()
  for (let tries = 0; tries < 11; tries += 1) await signIn('guess', { from: someAddress() })
  expect((await signIn(PASSWORD, { from: someAddress() })).status).toBe(429)
  expect((await signIn(PASSWORD, { from: someAddress(), cookie })).status).toBe(204)
  // It is this account's only, and has limits of its own.
  const other = await house.agent({ name: 'Noor' })
  for (let tries = 0; tries < 11; tries += 1)
    await signIn('guess', { from: someAddress(), address: other.address })
  expect((await signIn(PASSWORD, { from: someAddress(), address: other.address, cookie })).status).toBe(429)
  for (let tries = 0; tries < 10; tries += 1)
    expect((await signIn('guess', { from: someAddress(), cookie })).status).toBe(401)
  expect((await signIn(PASSWORD, { from: someAddress(), cookie })).status).toBe(429)
})

test('an address that tries many accounts is held up, and its neighbours in the /64 with it', async () => {
  const codes: number[] = []
  for (let tries = 0; tries < 51; tries += 1) {
    const address = `person${tries}@example.com`
    codes.push((await signIn('guess', { from: `2001:db8:7:7::${(tries + 1).toString(16)}`, address })).status)
  }
  expect(codes.filter((code) => code === 429)).toHaveLength(1)
  expect((await signIn(PASSWORD, { from: '2001:db8:7:7:ffff::1' })).status).toBe(429)
  expect((await signIn(PASSWORD, { from: '2001:db8:7:8::1' })).status).toBe(204)
})

test('signing out ends the session and its console within a moment', async () => {
  const socket = await agent.connects()
  expect((await agent.asks('POST', 'sign-out', {})).status).toBe(204)
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'signed_out' })
  expect(await socket.closed).toBe(4401)
  expect((await agent.asks('GET', 'me')).status).toBe(401)
})

test('a session that ends elsewhere takes its console with it', async () => {
  const socket = await agent.connects()
  await house.app.db.delete(sessions)
  await house.passes(1_000)
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'signed_out' })
})

test('a session that is used lasts, one that is not ends after thirty days', async () => {
  const day = 86_400_000
  house.clock.advance(20 * day)
  const grown = await agent.asks('GET', 'me')
  expect(String(grown.headers['set-cookie'])).toContain('shopbell_session=')
  house.clock.advance(20 * day)
  expect((await agent.asks('GET', 'settings')).status).toBe(404)
  expect((await agent.asks('GET', 'me')).status).toBe(200)
  house.clock.advance(31 * day)
  expect((await agent.asks('GET', 'me')).status).toBe(401)
})

test.each([
  ['no body', undefined],
  ['a password that is a number', { address: 'a@example.com', password: 7 }],
  ['an unknown field', { address: 'a@example.com', password: 'x', admin: true }],
  ['an address with NUL', { address: '\u0000', password: 'x' }],
  ['a password with half a surrogate pair', '{"address":"a@example.com","password":"\\udc00"}'],
  ['a password of a thousand letters', { address: 'a@example.com', password: 'x'.repeat(1_000) }],
])('%s is refused', async (_name, body) => {
  const answer = await house.ask('POST', '/v1/console/sign-in', { headers: { origin: CONSOLE }, body })
  expect(answer.status).toBe(400)
  expect(house.troubles()).toEqual([])
})
