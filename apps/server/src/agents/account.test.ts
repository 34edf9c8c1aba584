import { jobs, letters, passwordResets, sessions } from '@shopbell/database'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type Answer,
  buildTestApp,
  CONSOLE,
  PASSWORD,
  type TestAgent,
  type TestHouse,
} from '../testing/build-test-app'
import { browserWords } from './browser-words'

let house: TestHouse
let agent: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
})
afterAll(() => house[Symbol.asyncDispose]())
beforeEach(async () => {
  agent = await house.agent()
})

const NEW_PASSWORD = 'wet again in 2027'
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

let lastByte = 0
function asks(method: 'GET' | 'POST', path: string, body?: unknown, userAgent = ''): Promise<Answer> {
  lastByte += 1
  return house.ask(method, `/v1/console/${path}`, {
    headers: { origin: CONSOLE, 'user-agent': userAgent },
    address: `203.0.113.${lastByte}`,
    ...(body === undefined ? {} : { body }),
  })
}

const signsIn = (password: string, userAgent = '') =>
  asks('POST', 'sign-in', { address: agent.address, password }, userAgent)

/** Asks for a link and reads it in the letter. */
async function resetCode(): Promise<string> {
  expect((await asks('POST', 'password-resets', { address: agent.address })).status).toBe(204)
  await house.app.tick()
  const found = await house.app.db.select().from(letters).where(eq(letters.toAddress, agent.address))
  const code = /\/console\/reset\/([0-9a-z]{32})/.exec(found.at(-1)?.text ?? '')?.[1]
  if (code === undefined) throw new Error('There is no link in a letter.')
  return code
}

test('whoever forgot a password sets another by a letter, and every other browser is signed out', async () => {
  const socket = await agent.connects()
  const code = await resetCode()
  expect((await asks('GET', `password-resets/${code}`)).status).toBe(204)
  const set = await asks('POST', `password-resets/${code}`, { password: NEW_PASSWORD })
  expect(set.status).toBe(204)
  expect(String(set.headers['set-cookie'])).toContain('shopbell_session=')
  expect(await socket.hears('bye')).toMatchObject({ code: 'signed_out' })
  expect((await agent.asks('GET', 'me')).status).toBe(401)
  expect((await signsIn(PASSWORD)).status).toBe(401)
  expect((await signsIn(NEW_PASSWORD)).status).toBe(204)
  expect(await asks('POST', `password-resets/${code}`, { password: NEW_PASSWORD })).toMatchObject({
    status: 410,
    body: { code: 'link_used' },
  })
})

test('asking for a password tells nobody who has an account', async () => {
  const known = await asks('POST', 'password-resets', { address: agent.address })
  const unknown = await asks('POST', 'password-resets', { address: 'nobody@example.com' })
  expect({ ...unknown, headers: null }).toEqual({ ...known, headers: null })
  // Both have left the same behind, until the letter is written beside the request.
  const asked = await house.app.db.select().from(jobs).where(eq(jobs.kind, 'mail.password_reset'))
  expect(asked.map(({ payload }) => payload)).toEqual([
    { address: agent.address },
    { address: 'nobody@example.com' },
  ])
  await house.app.tick()
  const written = await house.app.db.select().from(letters).where(eq(letters.kind, 'password_reset'))
  expect(written.filter(({ toAddress }) => toAddress === agent.address)).toHaveLength(1)
  expect(written.filter(({ toAddress }) => toAddress === 'nobody@example.com')).toEqual([])
  expect(await house.app.db.select().from(jobs).where(eq(jobs.kind, 'mail.password_reset'))).toEqual([])
})

test('a fourth letter within a quarter of an hour is refused, to a stranger as to an agent', async () => {
  for (const address of [agent.address, 'stranger@example.com']) {
    for (let n = 0; n < 3; n += 1) {
      expect((await asks('POST', 'password-resets', { address })).status).toBe(204)
    }
    const capitals = { address: ` ${address.toUpperCase()}` }
    expect(await asks('POST', 'password-resets', capitals)).toMatchObject({
      status: 429,
      body: { code: 'too_many_tries', retryAfterMs: 900_000 },
    })
  }
})

test('a link to a new password ends after an hour, and one that is used ends the others', async () => {
  const [first, second] = [await resetCode(), await resetCode()]
  expect((await asks('POST', `password-resets/${second}`, { password: NEW_PASSWORD })).status).toBe(204)
  expect((await asks('GET', `password-resets/${first}`)).status).toBe(410)
  const late = await resetCode()
  const kept = await house.app.db.select().from(passwordResets)
  expect(JSON.stringify(kept)).not.toContain(late)
  house.clock.advance(60 * 60_000)
  expect((await asks('POST', `password-resets/${late}`, { password: NEW_PASSWORD })).status).toBe(410)
})

test('of two who use one link at once one sets the password', async () => {
  const code = await resetCode()
  const answers = await Promise.all(
    ['first of the two', 'second of the two'].map((password) =>
      asks('POST', `password-resets/${code}`, { password }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 410])
})

test('one sees where one is signed in, ends one of them, and then all others', async () => {
  for (let n = 0; n < 3; n += 1) await signsIn(PASSWORD, WINDOWS)
  house.clock.advance(90_000)
  const list = await agent.asks('GET', 'me/sessions')
  const before = house.clock.now() - 90_000
  expect(list.body).toMatchObject([
    { isThis: true, browser: 'A browser', lastSeenAt: house.clock.now() },
    { isThis: false, browser: 'Chrome on Windows', lastSeenAt: before },
    { isThis: false },
    { isThis: false },
  ])
  const other = await house.agent({ name: 'Noor' })
  const [, second] = await house.app.db.select().from(sessions).where(eq(sessions.agentId, agent.id))
  const path = `me/sessions/${second?.tokenHash}`
  expect((await other.asks('DELETE', path)).status).toBe(404)
  expect((await agent.asks('DELETE', 'me/sessions/no-such')).status).toBe(404)
  expect((await agent.asks('DELETE', path)).status).toBe(204)
  expect((await agent.asks('GET', 'me/sessions')).body).toHaveLength(3)
  expect((await agent.asks('DELETE', 'me/sessions')).status).toBe(204)
  expect((await agent.asks('GET', 'me/sessions')).body).toMatchObject([{ isThis: true }])
  expect((await other.asks('GET', 'me')).status).toBe(200)
})

test('a new password asks for the old one, and signs out everywhere else', async () => {
  await signsIn(PASSWORD)
  const change = (old: string, password: string) => agent.asks('PUT', 'me/password', { old, password })
  expect(await change('not this one', NEW_PASSWORD)).toMatchObject({
    status: 400,
    body: { code: 'invalid', fields: { old: 'This is not your password.' } },
  })
  expect((await change(PASSWORD, 'short')).status).toBe(400)
  expect((await agent.asks('GET', 'me/sessions')).body).toHaveLength(2)
  expect((await change(PASSWORD, NEW_PASSWORD)).status).toBe(204)
  expect((await agent.asks('GET', 'me/sessions')).body).toMatchObject([{ isThis: true }])
  expect((await signsIn(NEW_PASSWORD)).status).toBe(204)
  for (let n = 0; n < 10; n += 1) expect((await change('a guess of many', PASSWORD)).status).toBe(400)
  expect((await change(NEW_PASSWORD, PASSWORD)).status).toBe(429)
})

test('one is called what one says', async () => {
  expect((await agent.asks('PUT', 'me/name', { name: ' Ines Duarte ' })).status).toBe(204)
  expect((await agent.asks('GET', 'me')).body).toMatchObject({ agent: { name: 'Ines Duarte' } })
  for (const name of ['  ', 'a\r\nBcc: b@evil.com', 'a\0', 'x'.repeat(61), 7]) {
    expect((await agent.asks('PUT', 'me/name', { name })).status).toBe(400)
  }
})

test('a browser is told in words that its owner knows', () => {
  expect(browserWords(WINDOWS)).toBe('Chrome on Windows')
  expect(browserWords(`${WINDOWS} Edg/140.0.0.0`)).toBe('Edge on Windows')
  expect(browserWords('Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0')).toBe(
    'Firefox on Linux',
  )
  expect(
    browserWords(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari on iPhone')
  expect(browserWords('curl/8.5')).toBe('A browser')
})
