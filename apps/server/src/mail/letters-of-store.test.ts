import { conversations, letters, visitors } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { raiseMarks } from '../conversations/read-marks'
import { enqueue } from '../foundation/jobs'
import { allowSite } from '../stores/sites'
import { createStore } from '../stores/store'
import {
  buildTestApp,
  SHOP,
  type TestAgent,
  type TestHouse,
  type TestVisitor,
} from '../testing/build-test-app'
import { SmtpSink } from './testing/smtp-sink'
import { writeInvitation, writeWaitingNotice } from './write-to-team'

const HOUR = 3_600_000

interface Line {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly state: string
}

async function listed(agent: TestAgent, query = ''): Promise<readonly Line[]> {
  return Object((await agent.asksStore('GET', `letters${query}`)).body).letters
}

/** A shopper who has written, and left an address. */
async function shopper(house: TestHouse, storeId: StoreId = house.storeId): Promise<TestVisitor> {
  const visitor = await house.visitor({ storeId })
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  await house.app.db
    .update(conversations)
    .set({ replyAddress: 'anna@example.com', answerWithin: 24 * HOUR })
    .where(eq(conversations.id, visitor.inConversation))
  await house.app.db.update(visitors).set({ address: 'anna@example.com', language: 'en-GB' })
  return visitor
}

/** What the log asks for, as it asks for it. */
const asksFor = (house: TestHouse, kind: string, conversationId: ConversationId, storeId = house.storeId) =>
  house.app.transact((work) =>
    enqueue(work, {
      kind,
      key: `${kind} ${conversationId} ${work.now.getTime()}`,
      payload: { storeId, conversationId },
    }),
  )

async function demoHouse(): Promise<{ house: TestHouse; ines: TestAgent }> {
  const house = await buildTestApp()
  await house.app.transact(async (work) => {
    await createStore(work, { id: 'sto_demo', name: 'Mackerel Sky', demo: true })
    await allowSite(work, { by: 'system', storeId: 'sto_demo', origin: SHOP })
  })
  return { house, ines: await house.agent({ storeId: 'sto_demo', name: 'Ines' }) }
}

test('whoever leaves an address gets a receipt, one a day, without a word of what was written', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp({
    environment: { SMTP_URL: sink.url, MAIL_FROM: 'chat@example.com' },
  })
  const { inConversation } = await shopper(house)
  await asksFor(house, 'mail.receipt', inConversation)
  await house.passes(HOUR)
  await asksFor(house, 'mail.receipt', inConversation)
  await house.passes(HOUR)
  expect(sink.received).toHaveLength(1)
  const raw = sink.received[0]?.raw ?? ''
  expect(raw).toContain('Subject: Harbour & Sons: we have your message')
  expect(raw).toContain('We aim to answer within 24 hours.')
  expect(raw).toContain(`${SHOP}/`)
  expect(raw).not.toContain('Norway')
  await house.passes(24 * HOUR)
  await asksFor(house, 'mail.receipt', inConversation)
  await house.passes(0)
  expect(sink.received).toHaveLength(2)
})

test('at night an address is left, the answer comes by letter, and the answer to that comes into the chat', async () => {
  const { house, ines } = await demoHouse()
  await using _house = house
  const visitor = await house.visitor({ storeId: 'sto_demo' })
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  const left = await house.ask('POST', '/v1/stores/sto_demo/address', {
    headers: { origin: SHOP, authorization: `Bearer ${visitor.token}` },
    body: { address: 'Anna@Example.com', byEmail: true, language: 'de' },
  })
  expect(left.status).toBe(200)
  await house.passes(1_000)
  const [receipt] = await listed(ines)
  expect(receipt).toMatchObject({ kind: 'receipt', subject: 'Mackerel Sky: Ihre Nachricht ist da' })

  visitor.socket.drops()
  await ines.connects()
  expect((await ines.asksStore('POST', `conversations/${visitor.inConversation}/claim`)).status).toBe(204)
  await ines.says(visitor.inConversation, 'We do, in three days.')
  await house.passes(HOUR)
  await house.passes(1_000)
  const [reply] = await listed(ines)
  expect(reply).toMatchObject({ kind: 'replies', subject: 'Mackerel Sky: Ines hat geantwortet' })

  const answer = { clientId: house.clientId(), text: 'Then I take it.' }
  expect((await ines.asksStore('POST', `letters/${reply?.id}/answer`, answer)).status).toBe(201)
  await visitor.returns()
  await visitor.greets()
  visitor.socket.says({ type: 'fetch', conversation: visitor.inConversation, limit: 200, after: 0 })
  const page = JSON.stringify(await visitor.socket.hears('page'))
  for (const words of ['Do you ship to Norway?', 'We do, in three days.', 'Then I take it.']) {
    expect(page).toContain(words)
  }
  expect(house.troubles()).toEqual([])
})

test('replies that were not seen come in one letter, and those after it in the next, in one thread', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp({
    environment: { SMTP_URL: sink.url, MAIL_FROM: 'chat@example.com' },
  })
  const ines = await house.agent()
  await ines.connects()
  const { inConversation } = await shopper(house)
  await ines.says(inConversation, 'We do.')
  await ines.says(inConversation, 'In three days.')
  await asksFor(house, 'mail.replies', inConversation)
  await house.passes(0)
  await asksFor(house, 'mail.replies', inConversation)
  await house.passes(1_000)
  expect(sink.received).toHaveLength(1)
  expect(sink.received[0]?.raw).toMatch(/Ines:\r\n {2}We do\.\r\n\r\nInes:\r\n {2}In three days\./)
  await ines.says(inConversation, 'Or by air, in one.')
  await asksFor(house, 'mail.replies', inConversation)
  await house.passes(1_000)
  const [first, second] = await house.app.db.select().from(letters).orderBy(letters.createdAt)
  expect(sink.received).toHaveLength(2)
  expect(sink.received[1]?.raw).toContain(`In-Reply-To: ${first?.messageId}`)
  expect(second?.text).not.toContain('In three days')
})

test('replies that were seen are not sent', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  await ines.connects()
  const visitor = await shopper(house)
  await ines.says(visitor.inConversation, 'We do.')
  const [{ visitorId } = { visitorId: null }] = await house.app.db
    .select({ visitorId: conversations.visitorId })
    .from(conversations)
  if (visitorId === null) throw new Error('nobody has written')
  await house.app.transact((work) =>
    raiseMarks(work, [
      {
        storeId: house.storeId,
        conversationId: visitor.inConversation,
        readerKind: 'visitor',
        readerId: visitorId,
        place: 100,
      },
    ]),
  )
  await asksFor(house, 'mail.replies', visitor.inConversation)
  await house.passes(0)
  expect(await listed(ines)).toEqual([])
})

test('the team is told once by letter that somebody waits', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent({ name: 'Ines' })
  await house.agent({ name: 'Noor', role: 'agent' })
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('My flask is dented')
  house.clock.advance(2 * 60_000)
  const noticed = () =>
    house.app.transact((work) =>
      writeWaitingNotice(
        work,
        { consoleUrl: 'https://chat.example.com', host: 'chat.example.com' },
        { storeId: house.storeId, conversationId: visitor.inConversation, alarm: 'the first' },
      ),
    )
  await noticed()
  await noticed()
  const notices = (await listed(ines)).filter(({ kind }) => kind === 'waiting_notice')
  expect(notices.map(({ subject }) => subject)).toEqual(
    Array(2).fill('Waiting 2 minutes: My flask is dented'),
  )
})

test('an agent sends the chat as it was, and the same again only when more was said', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  await ines.connects()
  const { inConversation } = await shopper(house)
  await ines.says(inConversation, 'We do.')
  const path = `conversations/${inConversation}/transcript`
  expect((await ines.asksStore('POST', path)).status).toBe(204)
  expect((await ines.asksStore('POST', path)).status).toBe(204)
  const [letter, ...more] = await listed(ines)
  expect(more).toEqual([])
  expect(letter).toMatchObject({ subject: 'Harbour & Sons: your chat of 5 January 2026' })
  const { body } = await ines.asksStore('GET', `letters/${letter?.id}`)
  expect(Object(body).text).toMatch(/You, .*:\n {2}Do you ship to Norway\?\n\nInes, .*:\n {2}We do\./)
  const stranger = await house.agent({ storeId: await house.addStore() })
  expect((await stranger.asksStore('POST', path)).body).toMatchObject({ code: 'conversation_not_found' })
})

test('a shopper gets the chat by email once the address has answered, and not on a claim', async () => {
  const { house, ines } = await demoHouse()
  await using _house = house
  const visitor = await shopper(house, 'sto_demo')
  const asks = (token: string | null) =>
    house.ask('POST', '/v1/stores/sto_demo/transcript', {
      headers: { origin: SHOP, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: {},
    })
  expect((await asks(null)).body).toMatchObject({ code: 'not_identified' })
  expect((await asks(visitor.token)).body).toMatchObject({ code: 'not_permitted' })
  await asksFor(house, 'mail.receipt', visitor.inConversation, 'sto_demo')
  await house.passes(0)
  const [receipt] = await listed(ines)
  await ines.asksStore('POST', `letters/${receipt?.id}/answer`, { clientId: house.clientId(), text: 'Yes.' })
  expect(await asks(visitor.token)).toMatchObject({ status: 200, body: { address: 'anna@example.com' } })
  expect((await listed(ines)).map(({ kind }) => kind).sort()).toEqual(['receipt', 'transcript'])
})

test('without a mail server every letter is kept, can be read, and says so', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const { inConversation } = await shopper(house)
  await asksFor(house, 'mail.receipt', inConversation)
  await house.passes(0)
  const { body } = await ines.asksStore('GET', 'letters')
  expect(body).toMatchObject({ stay: 'no_server', next: null })
  const [letter] = await listed(ines)
  expect((await ines.asksStore('GET', `letters/${letter?.id}`)).body).toMatchObject({
    fromName: 'Harbour & Sons',
    text: expect.stringContaining('We have your message.'),
  })
  await house.passes(72 * HOUR)
  expect((await listed(ines, '?state=waiting')).map(({ kind }) => kind)).toContain('receipt')
  expect(await listed(ines, '?state=sent')).toEqual([])
  expect((await ines.asksStore('GET', 'letters?state=lost')).status).toBe(400)
})

test('a letter is shown by itself, where nothing runs and nothing is fetched', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const { inConversation } = await shopper(house)
  await asksFor(house, 'mail.receipt', inConversation)
  await house.passes(0)
  const [letter] = await listed(ines)
  const page = await ines.asksStore('GET', `letters/${letter?.id}/page`)
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-frame-options': 'SAMEORIGIN',
  })
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain('sandbox allow-popups')
  expect(policy).not.toContain('allow-scripts')
  const stranger = await house.agent({ storeId: await house.addStore() })
  for (const path of [`letters/${letter?.id}`, `letters/${letter?.id}/page`]) {
    expect((await stranger.asksStore('GET', path)).body).toMatchObject({ code: 'not_found' })
  }
})

test('an invitation is read by owners only: its link makes a colleague of whoever follows it', async () => {
  await using house = await buildTestApp()
  const owner = await house.agent()
  const admin = await house.agent({ role: 'admin' })
  await house.app.transact((work) =>
    writeInvitation(
      work,
      { consoleUrl: 'https://chat.example.com', host: 'chat.example.com' },
      {
        storeId: house.storeId,
        by: 'Ines',
        address: 'noor@example.com',
        url: 'https://chat.example.com/join/abcd',
        validMs: 7 * 24 * HOUR,
      },
    ),
  )
  const [letter] = await listed(admin)
  expect(letter).toMatchObject({ subject: 'Ines invites you to answer at Harbour & Sons' })
  for (const path of [`letters/${letter?.id}`, `letters/${letter?.id}/page`]) {
    expect((await admin.asksStore('GET', path)).body).toMatchObject({ code: 'not_permitted' })
    expect((await owner.asksStore('GET', path)).text).toContain('https://chat.example.com/join/abcd')
  }
})

test('a long list comes page by page, newest first, nothing twice', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  for (let at = 0; at < 6; at += 1) {
    await house.app.db.execute(sql`
      insert into letters (id, store_id, kind, key, message_id, to_address, from_name, subject, text, html,
        created_at, state, run_at)
      select 'let_' || lpad((${at} * 20 + n)::text, 4, '0'), ${house.storeId}, 'receipt', 'k' || ${at} || '-' || n,
        'm' || ${at} || '-' || n, 'a@example.com', 'x', 'x', 'x', 'x', ${at}, 'sent', 0
      from generate_series(1, 20) n`)
  }
  const seen: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const { body } = await ines.asksStore('GET', `letters${next === '' ? '' : `?before=${next}`}`)
    seen.push(...Object(body).letters.map(({ id }: Line) => id))
    next = Object(body).next
  }
  expect(seen).toHaveLength(120)
  expect(seen).toEqual([...new Set(seen)].sort().reverse())
})

test("in the demo the shopper's answer to a letter comes back into the chat, once", async () => {
  const { house, ines } = await demoHouse()
  await using _house = house
  const visitor = await shopper(house, 'sto_demo')
  await asksFor(house, 'mail.receipt', visitor.inConversation, 'sto_demo')
  await house.passes(0)
  const { body } = await ines.asksStore('GET', 'letters')
  expect(body).toMatchObject({ stay: 'demo' })
  const [letter] = await listed(ines)
  const answer = { clientId: house.clientId(), text: 'And to Sweden?' }
  const path = `letters/${letter?.id}/answer`
  const answered = await ines.asksStore('POST', path, answer)
  expect(answered).toMatchObject({ status: 201, body: { conversation: visitor.inConversation } })
  expect((await ines.asksStore('POST', path, answer)).body).toEqual(answered.body)
  const isAnswer = (frame: object) => Object(Object(frame).entries)[0]?.via === 'letter'
  expect(await visitor.socket.hears('entries', isAnswer)).toMatchObject({
    entries: [{ sender: { kind: 'visitor' }, body: { text: 'And to Sweden?' } }],
  })
  const log = await house.app.db.execute(
    sql`select count(*)::int as answers from entries where via = 'letter' and sender_kind = 'visitor'`,
  )
  expect([...log]).toEqual([{ answers: 1 }])
  expect((await ines.asksStore('POST', path, { ...answer, text: ' ' })).status).toBe(400)
})

test('nobody answers for the shopper where letters leave, nor a letter that is not for shoppers', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp({
    environment: { SMTP_URL: sink.url, MAIL_FROM: 'chat@example.com' },
  })
  const ines = await house.agent()
  const { inConversation } = await shopper(house)
  await asksFor(house, 'mail.receipt', inConversation)
  await house.passes(0)
  const [letter] = await listed(ines)
  const answer = { clientId: house.clientId(), text: 'And to Sweden?' }
  expect((await ines.asksStore('POST', `letters/${letter?.id}/answer`, answer)).body).toMatchObject({
    code: 'not_permitted',
  })
  const demo = await demoHouse()
  await using _demo = demo.house
  await demo.ines.asksStore('POST', 'email/test')
  const [test] = await listed(demo.ines)
  expect((await demo.ines.asksStore('POST', `letters/${test?.id}/answer`, answer)).body).toMatchObject({
    code: 'invalid',
    message: 'This letter is not one that a shopper answers.',
  })
})

test('the printed link to the letters leads to those of the demo', async () => {
  await using house = await buildTestApp()
  expect((await house.ask('GET', '/letters')).headers.location).toBe('/console/sto_demo/letters')
  await using alone = await buildTestApp({ flags: ['--no-demo'] })
  expect((await alone.ask('GET', '/letters')).status).toBe(404)
})
