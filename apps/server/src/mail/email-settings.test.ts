import { mailTransport, stores } from '@shopbell/database'
import { eq, isNotNull } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createStore } from '../stores/store'
import { buildTestApp, type TestAgent, type TestHouse } from '../testing/build-test-app'
import { doubtWithoutRoute } from './mail-route'
import { SmtpSink } from './testing/smtp-sink'

const LOGIN = { user: 'shop@example.com', password: 'sea and sky' }
const serverAt = (sink: SmtpSink) => ({
  host: '127.0.0.1',
  port: sink.port,
  security: 'starttls',
  fromAddress: 'chat@harbour.example',
  ...LOGIN,
})
const saves = (
  agent: TestAgent,
  sink: SmtpSink,
  changes: object = {},
  contactAddress: string | null = null,
) => agent.asksStore('PUT', 'email', { contactAddress, server: { ...serverAt(sink), ...changes } })
const emailOf = async (agent: TestAgent) => (await agent.asksStore('GET', 'email')).body
const linkIn = (sink: SmtpSink) =>
  /\/mail\/confirm\/\w+/.exec(sink.received.at(-1)?.raw ?? '')?.[0] ?? 'no link'

/** Asks for a test letter, and follows the link that arrives. */
async function confirms(house: TestHouse, agent: TestAgent, sink: SmtpSink): Promise<void> {
  expect((await agent.asksStore('POST', 'email/test')).status).toBe(204)
  await house.passes(0)
  expect((await house.ask('GET', linkIn(sink))).status).toBe(302)
}

test('an owner enters the mail server, gets a test letter, and says by its link that it arrived', async () => {
  await using sink = await SmtpSink.open({ login: LOGIN })
  await using house = await buildTestApp()
  const owner = await house.agent()
  expect(await emailOf(owner)).toEqual({
    contactAddress: null,
    server: null,
    isFixed: false,
    answerWithinMs: 24 * 3_600_000,
    confirmedAt: null,
    test: null,
  })
  expect((await saves(owner, sink, {}, 'hello@harbour.example')).status).toBe(204)
  expect(await owner.asksStore('POST', 'email/test')).toMatchObject({ status: 204 })
  await house.passes(0)
  expect(sink.received).toMatchObject([{ from: 'chat@harbour.example', to: [owner.address] }])
  expect(await emailOf(owner)).toMatchObject({
    confirmedAt: null,
    test: { address: owner.address, state: 'sent', lastError: null },
  })
  house.clock.advance(60_000)
  const followed = await house.ask('GET', linkIn(sink))
  expect(followed.headers.location).toBe(`/console/${house.storeId}/mail`)
  const { password: _, ...server } = serverAt(sink)
  expect(await emailOf(owner)).toMatchObject({
    contactAddress: 'hello@harbour.example',
    server,
    confirmedAt: house.clock.now(),
  })
})

test('the link of a test letter works once, and another one nowhere', async () => {
  await using sink = await SmtpSink.open({ login: LOGIN })
  await using house = await buildTestApp()
  const owner = await house.agent()
  await saves(owner, sink)
  await confirms(house, owner, sink)
  const confirmed = await emailOf(owner)
  house.clock.advance(60_000)
  for (const link of [linkIn(sink), '/mail/confirm/made-up', '/mail/confirm/%00']) {
    expect((await house.ask('GET', link)).headers.location).toBe('/console/')
  }
  expect(await emailOf(owner)).toEqual(confirmed)
})

test('with another mail server it has to be seen again that letters arrive', async () => {
  await using sink = await SmtpSink.open({ login: LOGIN })
  await using other = await SmtpSink.open()
  await using house = await buildTestApp()
  const owner = await house.agent()
  await saves(owner, sink)
  await confirms(house, owner, sink)
  await owner.asksStore('PUT', 'email', { contactAddress: 'hello@harbour.example' })
  expect(await emailOf(owner)).toMatchObject({ confirmedAt: expect.any(Number) })
  await saves(owner, other, { user: null, password: null })
  expect(await emailOf(owner)).toMatchObject({ confirmedAt: null, server: { port: other.port, user: null } })
})

test('a wrong password, a server that is not there, and wrong addresses are named, and nothing is kept', async () => {
  await using sink = await SmtpSink.open({ login: LOGIN })
  const gone = await SmtpSink.open()
  const { port } = gone
  await gone[Symbol.asyncDispose]()
  await using house = await buildTestApp()
  const owner = await house.agent()
  const fieldsOf = async (changes: object, contact: string | null = null) => {
    const { status, body } = await saves(owner, sink, changes, contact)
    expect(status).toBe(400)
    return Object(body).fields
  }
  expect(await fieldsOf({ password: 'wrong' })).toEqual({
    'server.password': 'The server does not accept this name and password.',
  })
  expect(await fieldsOf({ port })).toEqual({
    'server.host': `No mail server answers at 127.0.0.1, port ${port}.`,
  })
  expect(await fieldsOf({ security: 'tls' })).toHaveProperty('server.security')
  expect(await fieldsOf({ password: null })).toHaveProperty('server.password')
  expect(await fieldsOf({ fromAddress: 'a@ok.com, b@evil.com' })).toHaveProperty('server.fromAddress')
  expect(await fieldsOf({}, 'Harbour <a@ok.com>')).toHaveProperty('contactAddress')
  expect(await fieldsOf({ host: 'mail.example.com/path' })).toHaveProperty('server.host')
  expect(await emailOf(owner)).toMatchObject({ contactAddress: null, server: null })
})

test('the password is shown to nobody, is not readable in the database, and stays with its server', async () => {
  await using sink = await SmtpSink.open({ login: LOGIN })
  await using other = await SmtpSink.open()
  await using house = await buildTestApp()
  const owner = await house.agent()
  await saves(owner, sink)
  expect(JSON.stringify(await emailOf(owner))).not.toContain(LOGIN.password)
  const kept = JSON.stringify(await house.app.db.select().from(mailTransport))
  expect(kept).not.toContain('sea')
  expect(kept).not.toContain('127.0.0.1')
  const answer = await saves(owner, sink, { password: null, fromAddress: 'letters@harbour.example' })
  expect(answer.status).toBe(204)
  expect((await saves(owner, other, { password: null })).body).toMatchObject({
    fields: { 'server.password': 'Enter the password that goes with this server and name.' },
  })
  await owner.asksStore('POST', 'email/test')
  await house.passes(0)
  expect(sink.received).toMatchObject([{ from: 'letters@harbour.example' }])
  expect(house.lines.join('')).not.toContain(LOGIN.password)
})

test('what the environment says cannot be changed on the page', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp({
    environment: { SMTP_URL: sink.url, MAIL_FROM: 'chat@example.com' },
  })
  const owner = await house.agent()
  expect(await emailOf(owner)).toMatchObject({
    isFixed: true,
    server: { host: '127.0.0.1', fromAddress: 'chat@example.com' },
  })
  expect(await saves(owner, sink, { user: null, password: null })).toMatchObject({
    status: 403,
    body: { message: 'The mail server is set by SMTP_URL.' },
  })
  expect((await owner.asksStore('PUT', 'email', { contactAddress: 'hello@harbour.example' })).status).toBe(
    204,
  )
})

test('a mail server that is gone from the environment is promised no more', async () => {
  await using house = await buildTestApp()
  await house.app.db.update(stores).set({ mailConfirmedAt: 1 })
  await house.app.transact((work) => createStore(work, { id: 'sto_demo', name: 'Mackerel Sky', demo: true }))
  await house.app.db.update(stores).set({ mailConfirmedAt: 1 }).where(eq(stores.id, 'sto_demo'))
  await house.app.transact((work) => doubtWithoutRoute(work, { fromEnvironment: null, secret: 'any' }))
  const kept = await house.app.db
    .select({ id: stores.id })
    .from(stores)
    .where(isNotNull(stores.mailConfirmedAt))
  expect(kept).toEqual([{ id: 'sto_demo' }])
})

test('a test letter without a mail server says what is missing', async () => {
  await using house = await buildTestApp()
  const owner = await house.agent()
  expect(await owner.asksStore('POST', 'email/test')).toMatchObject({
    status: 400,
    body: { message: 'Enter your mail server first.' },
  })
})

test('the page is for owners and admins of that store, and the demo has no mail server', async () => {
  await using sink = await SmtpSink.open({ login: LOGIN })
  await using house = await buildTestApp()
  const agent = await house.agent({ role: 'agent' })
  const stranger = await house.agent({ storeId: await house.addStore() })
  await house.app.transact((work) => createStore(work, { id: 'sto_demo', name: 'Mackerel Sky', demo: true }))
  const host = await house.agent({ storeId: 'sto_demo' })
  for (const [method, path] of [
    ['GET', 'email'],
    ['PUT', 'email'],
    ['POST', 'email/test'],
    ['GET', 'letters'],
    ['GET', 'letters/let_0000'],
    ['GET', 'letters/let_0000/page'],
  ] as const) {
    expect(await agent.asksStore(method, path)).toMatchObject({ body: { code: 'not_permitted' } })
    expect(await stranger.asks(method, `stores/${house.storeId}/${path}`)).toMatchObject({
      body: { code: 'store_not_found' },
    })
  }
  expect(await saves(host, sink)).toMatchObject({ status: 403 })
})
