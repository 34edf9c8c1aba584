import { letters } from '@shopbell/database'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { cancelLetters, enqueueLetter, type NewLetter } from '../foundation/letters'
import type { Transact } from '../foundation/transact'
import { createStore } from '../stores/store'
import { buildTestApp, type TestHouse } from '../testing/build-test-app'
import { LETTER_LEASE_MS, Outbox, type OutboxOptions } from './outbox'
import { readSmtpUrl } from './smtp-url'
import { SmtpSink } from './testing/smtp-sink'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const CAPS = { perAddressAndDay: 20, perStoreAndHour: 200 }

const houseWith = (sink: SmtpSink, environment: Record<string, string> = {}) =>
  buildTestApp({ environment: { SMTP_URL: sink.url, MAIL_FROM: 'chat@example.com', ...environment } })

async function writes(house: TestHouse, letter: Partial<NewLetter> = {}): Promise<boolean> {
  return house.app.transact((work) =>
    enqueueLetter(work, {
      kind: 'replies',
      key: 'the same letter',
      storeId: house.storeId,
      toAddress: 'anna@example.com',
      toName: 'Anna',
      fromName: 'Harbour & Sons',
      replyTo: 'hello@harbour.example',
      subject: 'Harbour & Sons: Ines replied',
      text: 'Ines:\n  In three days.\n',
      html: '<p>In three days.</p>',
      host: 'chat.example.com',
      ...letter,
    }),
  )
}

const stored = (house: TestHouse) =>
  house.app.db.select().from(letters).orderBy(letters.createdAt, letters.id)
const statesOf = async (house: TestHouse) => (await stored(house)).map(({ state }) => state)

/** An outbox beside the house's own, on which the world can end. */
function outboxOf(house: TestHouse, sink: SmtpSink, options: Partial<OutboxOptions> = {}): Outbox {
  const server = readSmtpUrl(sink.url)
  if (server === null) throw new Error('the sink has no address')
  return new Outbox({
    transact: house.app.transact,
    route: async () => ({ server, fromAddress: 'chat@example.com' }),
    caps: CAPS,
    onFailed: async () => {},
    report: () => {},
    ...options,
  })
}

/** The process is killed: after so many commands nothing more is done. */
function killedAfter(transact: Transact, commands: number): Transact {
  let done = 0
  return async (command) => {
    if (done === commands) throw new Error('killed')
    done += 1
    return transact(command)
  }
}

function headersOf(raw: string): readonly string[] {
  const [head = ''] = raw.split('\r\n\r\n', 1)
  return head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
}

test('a letter goes out once, to one address, with the name and the subject it was written with', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  await writes(house)
  await house.passes(0)
  await house.passes(HOUR)
  expect(sink.received).toMatchObject([{ from: 'chat@example.com', to: ['anna@example.com'] }])
  const [letter] = await stored(house)
  expect(letter).toMatchObject({ state: 'sent', tries: 1 })
  expect(headersOf(sink.received[0]?.raw ?? '')).toEqual(
    expect.arrayContaining([
      'From: "Harbour & Sons" <chat@example.com>',
      'To: Anna <anna@example.com>',
      'Reply-To: "Harbour & Sons" <hello@harbour.example>',
      'Subject: Harbour & Sons: Ines replied',
      `Message-ID: <${letter?.id}@chat.example.com>`,
      'Date: Mon, 05 Jan 2026 09:00:00 +0000',
    ]),
  )
  expect(house.troubles()).toEqual([])
})

test('the same letter asked for twice is one', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  expect(await writes(house)).toBe(true)
  expect(await writes(house, { subject: 'Another' })).toBe(false)
  await house.passes(0)
  expect(sink.received).toHaveLength(1)
})

test.each(['is busy', 'takes it and hangs up', 'hangs up in the middle'] as const)(
  'a letter whose server %s is tried again, byte for byte the same',
  async (conduct) => {
    await using sink = await SmtpSink.open()
    await using house = await houseWith(sink)
    sink.behaves(conduct, conduct)
    await writes(house)
    await house.passes(0)
    expect(await stored(house)).toMatchObject([{ state: 'waiting', tries: 1 }])
    await house.passes(MINUTE)
    await house.passes(5 * MINUTE)
    expect(await stored(house)).toMatchObject([{ state: 'sent', tries: 3, lastError: null }])
    expect(sink.received.length).toBeGreaterThan(0)
    expect(new Set(sink.received.map(({ raw }) => raw)).size).toBe(1)
  },
)

test('a server that falls silent is left, and tried again', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp()
  sink.behaves('falls silent')
  await writes(house)
  await outboxOf(house, sink, { tryWithinMs: 500 }).runDue()
  expect(await stored(house)).toMatchObject([{ state: 'waiting', tries: 1 }])
  sink.behaves('takes it')
  house.clock.advance(MINUTE)
  await outboxOf(house, sink).runDue()
  expect(await statesOf(house)).toEqual(['sent'])
})

test('whoever stops the server does not wait for a letter, and the letter is not lost', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp()
  const outbox = outboxOf(house, sink)
  sink.behaves('falls silent')
  await writes(house)
  const running = outbox.runDue()
  await expect.poll(() => sink.tries, { timeout: 20_000 }).toBe(1)
  outbox.close()
  await running
  house.clock.advance(MINUTE)
  await outboxOf(house, sink).runDue()
  expect(await statesOf(house)).toEqual(['sent'])
})

test.each(['knows nobody of that name', 'does not like it'] as const)(
  'a letter whose server %s is given up at once, with the reason',
  async (conduct) => {
    await using sink = await SmtpSink.open()
    await using house = await houseWith(sink)
    sink.behaves(conduct)
    await writes(house)
    await house.passes(0)
    await house.passes(3 * HOUR)
    expect(sink.tries).toBe(1)
    expect(await stored(house)).toMatchObject([
      { state: 'failed', lastError: expect.stringMatching(/no such mailbox|looks like spam/) },
    ])
  },
)

test('a server that is away for two days is given up on, and not before', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  sink.behaves(...Array<'is busy'>(100).fill('is busy'))
  await writes(house)
  for (const pause of [0, 1, 5, 15, 60, 120, 240, 480, 480, 480, 480]) {
    await house.passes(pause * MINUTE)
    expect(await statesOf(house)).toEqual(['waiting'])
  }
  await house.passes(24 * HOUR)
  expect(await statesOf(house)).toEqual(['failed'])
  expect(sink.tries).toBe(12)
})

test('a letter that waited for a mail server for longer than two days is not sent as if it were news', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  await writes(house)
  house.clock.advance(49 * HOUR)
  await house.passes(0)
  expect(await stored(house)).toMatchObject([{ state: 'failed', lastError: 'not sent within two days' }])
  expect(sink.tries).toBe(0)
})

test('a failure is shown in the conversation', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  sink.behaves('knows nobody of that name')
  await writes(house, { conversationId: visitor.inConversation })
  await house.passes(0)
  const [letter] = await stored(house)
  const log = await house.app.db.execute(
    sql`select kind, body from entries where conversation_id = ${visitor.inConversation} order by seq desc limit 1`,
  )
  expect([...log]).toEqual([
    { kind: 'letter_state', body: { letter: letter?.id, state: 'failed', address: 'anna@example.com' } },
  ])
})

test.each([
  ['before the server took it', 'falls silent', 0],
  ['after the server took it, before that was noted', 'takes it', 1],
] as const)('a letter is sent again, the same, where we were killed %s', async (_, conduct, arrived) => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp()
  await writes(house)
  sink.behaves(conduct)
  // It was taken from the outbox; what became of it is never noted.
  const killed = outboxOf(house, sink, { transact: killedAfter(house.app.transact, 1) })
  const running = killed.runDue()
  await expect.poll(() => sink.tries, { timeout: 20_000 }).toBe(1)
  if (conduct === 'falls silent') killed.close()
  await running
  const next = outboxOf(house, sink)
  await next.runDue()
  expect(sink.received).toHaveLength(arrived)
  house.clock.advance(LETTER_LEASE_MS)
  await next.runDue()
  house.clock.advance(LETTER_LEASE_MS)
  await next.runDue()
  expect(sink.received).toHaveLength(arrived + 1)
  expect(new Set(sink.received.map(({ raw }) => raw)).size).toBe(1)
  expect(await statesOf(house)).toEqual(['sent'])
})

test('two servers never send the same letter', async () => {
  await using sink = await SmtpSink.open()
  await using house = await buildTestApp()
  for (let at = 0; at < 30; at += 1) {
    await writes(house, { key: `letter ${at}`, toAddress: `shopper-${at}@example.com` })
  }
  await Promise.all([outboxOf(house, sink).runDue(), outboxOf(house, sink).runDue()])
  const ids = sink.received.map(({ raw }) => headersOf(raw).find((line) => line.startsWith('Message-ID')))
  expect(new Set(ids).size).toBe(30)
  expect(ids).toHaveLength(30)
})

test('a letter whose every reply was seen is called back; what was not, goes', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  const conversationId = visitor.inConversation
  await writes(house, { key: 'seen', conversationId, upToSeq: 3 })
  await writes(house, { key: 'not all of it seen', conversationId, upToSeq: 4 })
  await writes(house, { key: 'a receipt', kind: 'receipt', conversationId })
  await house.app.transact((work) => cancelLetters(work, conversationId, 3))
  await house.passes(0)
  const states = await house.app.db.select({ key: letters.key, state: letters.state }).from(letters)
  expect(states.sort((a, b) => a.key.localeCompare(b.key))).toEqual([
    { key: 'a receipt', state: 'sent' },
    { key: 'not all of it seen', state: 'sent' },
    { key: 'seen', state: 'cancelled' },
  ])
  expect(sink.received).toHaveLength(2)
})

test('one address gets no more than its share in a day, and the rest says why it stayed', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink, { LETTERS_PER_ADDRESS_AND_DAY: '3' })
  for (let at = 0; at < 5; at += 1)
    await writes(house, { key: `letter ${at}`, toAddress: 'Anna@Example.com' })
  await writes(house, { key: 'somebody else', toAddress: 'ben@example.com' })
  await house.passes(0)
  expect(sink.received.filter(({ to }) => to[0] === 'anna@example.com')).toHaveLength(3)
  expect(sink.received.filter(({ to }) => to[0] === 'ben@example.com')).toHaveLength(1)
  const failed = (await stored(house)).filter(({ state }) => state === 'failed')
  expect(failed.map(({ lastError }) => lastError)).toEqual(
    Array(2).fill('more than 3 letters to one address in a day'),
  )
  house.clock.advance(25 * HOUR)
  await writes(house, { key: 'the next day' })
  await house.passes(0)
  expect(sink.received.at(-1)?.to).toEqual(['anna@example.com'])
  expect(sink.received).toHaveLength(5)
})

test('one store sends no more than its share in an hour; another is not held up by it', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink, { LETTERS_PER_STORE_AND_HOUR: '2' })
  const other = await house.addStore()
  for (let at = 0; at < 4; at += 1)
    await writes(house, { key: `letter ${at}`, toAddress: `a${at}@example.com` })
  await writes(house, { key: 'of the other store', storeId: other, toAddress: 'b@example.com' })
  await house.passes(0)
  expect((await statesOf(house)).sort()).toEqual(['failed', 'failed', 'sent', 'sent', 'sent'])
  expect(sink.received.some(({ to }) => to[0] === 'b@example.com')).toBe(true)
})

test("the demo's letters never leave", async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  await house.app.transact((work) => createStore(work, { id: 'sto_demo', name: 'Mackerel Sky', demo: true }))
  await writes(house, { storeId: 'sto_demo' })
  await house.passes(0)
  expect(sink.tries).toBe(0)
  expect(await statesOf(house)).toEqual(['waiting'])
})

const HOSTILE = [
  'Anna\r\nBcc: evil@example.com',
  'Anna\nBcc: evil@example.com\n\nand a body',
  'Anna\u2028Bcc: evil@example.com',
  'evil@example.com, Anna',
  '"><evil@example.com>',
  'Anna" <evil@example.com>, "',
  '=?utf-8?Q?Anna=0D=0ABcc:_evil@example.com?=',
  'Änna \u0000 名前 \u202e evil',
]

test('no name and no subject makes a recipient or a header', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  for (const words of HOSTILE) {
    await writes(house, { key: words.replace('\0', ''), toName: words, fromName: words, subject: words })
  }
  await house.passes(0)
  expect(sink.received).toHaveLength(HOSTILE.length)
  for (const { to, raw } of sink.received) {
    expect(to).toEqual(['anna@example.com'])
    const headers = headersOf(raw)
    expect(headers.map((line) => line.split(':', 1)[0]).sort()).toEqual([
      'Content-Type',
      'Date',
      'From',
      'MIME-Version',
      'Message-ID',
      'Reply-To',
      'Subject',
      'To',
    ])
    expect(headers.find((line) => line.startsWith('To:'))).toMatch(/<anna@example\.com>$/)
  }
})

test('nothing is ever addressed to what is not one plain address', async () => {
  await using house = await buildTestApp()
  for (const toAddress of [
    'a@ok.com, b@evil.com',
    'a@ok.com\r\nBcc: b@evil.com',
    '"a"@ok.com',
    'group:a@ok.com;',
  ]) {
    await expect(writes(house, { toAddress })).rejects.toMatchObject({ code: 'invalid' })
    await expect(writes(house, { replyTo: toAddress })).rejects.toMatchObject({ code: 'invalid' })
  }
  expect(await stored(house)).toEqual([])
})

test('a letter called back while its server is busy is not tried again', async () => {
  await using sink = await SmtpSink.open()
  await using house = await houseWith(sink)
  sink.behaves('is busy')
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Do you ship to Norway?')
  await writes(house, { conversationId: visitor.inConversation, upToSeq: 3 })
  await house.passes(0)
  await house.app.transact((work) => cancelLetters(work, visitor.inConversation, 3))
  await house.passes(HOUR)
  expect(sink.tries).toBe(1)
  expect(await statesOf(house)).toEqual(['cancelled'])
})
