import { jobs, stores, visitors } from '@shopbell/database'
import type { AgentId, ConversationId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { VisitorPresence } from '../conversations/visitor-presence'
import { assignWaiting } from './assign'
import { leaveAddress } from './leave-address'
import { placesOf } from './places'
import { Presence } from './presence'
import { promisesKept } from './promises'
import { sweep } from './sweep'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

let house: House
let desk: Presence
beforeAll(async () => {
  house = await House.open()
})
beforeEach(async () => {
  await house.empty()
  const { transact, durations } = house
  desk = new Presence({ transact, durations, process: 'one', report: (error) => house.troubles.push(error) })
})
afterAll(() => house[Symbol.asyncDispose]())

async function availableAgent(name: string, capacity = 4): Promise<AgentId> {
  const agentId = await house.addAgent(name, { switch: 'available', capacity })
  await desk.agentConnected(agentId)
  return agentId
}

function assign() {
  return house.transact((work) => assignWaiting(work, house.storeId))
}

/** Time passes, and what is due by then happens. Who is connected stays so. */
async function pass(ms: number): Promise<void> {
  house.clock.advance(ms)
  await desk.renew()
  await sweep({ db: house.db, transact: house.transact, clock: house.clock })
}

async function told(id: ConversationId): Promise<unknown[]> {
  return (await house.log(id)).flatMap(({ kind, body }) => (kind === 'message' ? [] : [body]))
}

async function jobsOf(kind: string) {
  return house.db.select().from(jobs).where(eq(jobs.kind, kind))
}

function leave(visitorId: Awaited<ReturnType<House['addVisitor']>>, address: string, byEmail = false) {
  const left = { storeId: house.storeId, visitorId, address, byEmail, language: 'de' }
  return house.transact((work) => leaveAddress(work, left))
}

test('an agent who stays silent is told on, and another one with room is asked', async () => {
  const ines = await availableAgent('Ines', 1)
  const { id } = await house.conversation()
  await assign()
  const ole = await availableAgent('Ole')
  await pass(MINUTE)
  expect((await told(id)).at(-1)).toMatchObject({ because: 'slow', agent: { id: ines } })
  await pass(MINUTE)
  expect((await told(id)).at(-1)).toMatchObject({ because: 'overdue' })
  expect(await house.head(id)).toMatchObject({ agentId: ines, offeredAgentId: ole, alarm: 'alarm' })
})

test('the lone agent keeps the conversation, however long it takes', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await house.conversation()
  await assign()
  for (let minutes = 0; minutes < 10; minutes += 1) await pass(MINUTE)
  expect(await house.head(id)).toMatchObject({ agentId: ines, offeredAgentId: null })
  expect((await told(id)).map((body) => (body as { because: string }).because)).toEqual([
    'assigned',
    'slow',
    'overdue',
  ])
})

test('whoever waits is told the place once, and their own place moves up', async () => {
  await availableAgent('Ines', 1)
  const first = await house.conversation()
  await assign()
  const second = await house.conversation()
  house.clock.advance(SECOND)
  const third = await house.conversation()
  await assign()
  await assign()
  expect(await told(second.id)).toEqual([{ place: 1, byMs: null }])
  expect(await told(third.id)).toEqual([{ place: 2, byMs: null }])
  const busy = { kind: 'busy', place: 3, estimateMs: null, isOffered: true } as const
  const look = () => placesOf(house.db, house.storeId, { availability: busy, nowMs: house.clock.now() })
  expect((await look()).get(third.visitorId)).toMatchObject({ place: 2 })
  await house.db.execute(`delete from conversations where id = '${first.id}'`)
  await assign()
  expect((await look()).get(third.visitorId)).toMatchObject({ place: 1 })
  expect((await told(second.id)).at(-1)).toMatchObject({ because: 'assigned' })
})

test('a place is told only to those who still wait', async () => {
  const { id, visitorId } = await house.conversation()
  await leave(visitorId, 'ada@example.com')
  const says = { kind: 'promise', body: { place: 1, byMs: null } } as const
  const late = { from: 'server', storeId: house.storeId, conversationId: id, says } as const
  expect(await house.lane.append(late)).toEqual({ kind: 'silent' })
  expect(await told(id)).toMatchObject([{ because: 'address_left' }])
})

test('why it went to somebody is told to the team', async () => {
  const ines = await availableAgent('Ines', 1)
  await house.conversation()
  await assign()
  await availableAgent('Ole')
  const { id } = await house.conversation()
  await assign()
  expect(await told(id)).toMatchObject([
    { agent: { name: 'Ole' }, why: { because: 'only_one', open: 0, capacity: 4, full: 1 } },
  ])
  expect(ines).toBeDefined()
})

test('whoever comes back is given to the person they know, if that one is available', async () => {
  const ole = await availableAgent('Ole')
  const { visitorId, id } = await house.conversation()
  await assign()
  await house.lane.append(house.reply(ole, id))
  await availableAgent('Ines')
  const close = { kind: 'closed', agentId: ole } as const
  const closed = { from: 'server', storeId: house.storeId, conversationId: id, happening: close } as const
  await house.lane.append(closed)
  await house.conversation()
  await assign()
  house.clock.advance(HOUR)
  await desk.renew()
  await house.lane.append(house.message(visitorId, 'One more thing'))
  await assign()
  expect(await house.head(id)).toMatchObject({ agentId: ole })
  expect((await told(id)).at(-1)).toMatchObject({ why: { because: 'last_agent' } })
})

test('with nobody there an address takes the rest to email, and asks for the receipt', async () => {
  const { visitorId, id } = await house.conversation()
  await house.db.update(stores).set({ mailConfirmedAt: 1, emailAnswer: 4 * HOUR })
  expect(await leave(visitorId, 'Ada@Example.com')).toEqual({ address: 'ada@example.com', byEmail: true })
  const promisedAtMs = house.clock.now() + 4 * HOUR
  expect(await told(id)).toEqual([
    { to: 'by_email', because: 'address_left', promisedAtMs, isPromised: true },
  ])
  expect(await house.head(id)).toMatchObject({
    status: 'by_email',
    dueFor: 'email_answer',
    dueAt: promisedAtMs,
  })
  expect(await jobsOf('mail.receipt')).toMatchObject([{ payload: { conversationId: id } }])
  const [visitor] = await house.db.select().from(visitors).where(eq(visitors.id, visitorId))
  expect(visitor).toMatchObject({ address: 'ada@example.com', language: 'de', addressProvenAt: null })
})

test('an address that is put right gets the receipt, and what came back from the wrong one', async () => {
  const { visitorId, id } = await house.conversation()
  await leave(visitorId, 'ada@exmaple.com')
  expect(await leave(visitorId, 'ada@exmaple.com')).toMatchObject({ byEmail: true })
  expect(await jobsOf('mail.receipt')).toHaveLength(1)
  house.clock.advance(SECOND)
  expect(await leave(visitorId, 'ada@example.com')).toMatchObject({ byEmail: true })
  expect(await jobsOf('mail.receipt')).toHaveLength(2)
  expect(await jobsOf('mail.replies')).toMatchObject([{ payload: { conversationId: id } }])
  expect(await house.head(id)).toMatchObject({ replyAddress: 'ada@example.com' })
})

test('while somebody can come an address is only kept, unless the shopper would rather have a letter', async () => {
  await availableAgent('Ines', 0)
  const { visitorId, id } = await house.conversation()
  expect(await leave(visitorId, 'ada@example.com')).toMatchObject({ byEmail: false })
  expect(await house.head(id)).toMatchObject({ status: 'waiting', replyAddress: 'ada@example.com' })
  expect(await leave(visitorId, 'ada@example.com', true)).toMatchObject({ byEmail: true })
  expect(await house.head(id)).toMatchObject({ status: 'by_email' })
})

test('what is no single address is refused in words, and changes nothing', async () => {
  const { visitorId, id } = await house.conversation()
  const before = await house.head(id)
  for (const bad of ['', 'ada', 'a@ok.com, b@evil.com', '"a b"@ok.com', 'a@ok.com\r\nBcc: b@evil.com']) {
    await expect(leave(visitorId, bad)).rejects.toMatchObject({ code: 'invalid' })
  }
  expect(await house.head(id)).toEqual(before)
  const stranger = await house.addVisitor()
  await expect(leave(stranger, 'ada@example.com')).rejects.toMatchObject({ code: 'conversation_not_found' })
})

test('what a shopper has not seen is asked for as a letter, once, and not if it was seen', async () => {
  const ines = await availableAgent('Ines')
  const visitors = new VisitorPresence({
    transact: house.transact,
    report: (error) => house.troubles.push(error),
  })
  const two = [await house.conversation(), await house.conversation()] as const
  await assign()
  for (const { id, visitorId } of two) {
    await leave(visitorId, `${visitorId.slice(4)}@example.com`)
    await house.lane.append(house.reply(ines, id))
    visitors.changed(house.storeId, visitorId, false)
  }
  await visitors.flush()
  const seen = { kind: 'visitor_saw', seq: 3 } as const
  const saw = { from: 'server', storeId: house.storeId, conversationId: two[1].id, happening: seen } as const
  await house.lane.append(saw)
  await pass(MINUTE)
  await pass(MINUTE)
  expect(await jobsOf('mail.replies')).toMatchObject([{ payload: { conversationId: two[0].id, upToSeq: 3 } }])
  expect(house.troubles).toEqual([])
})

test('the team is written to when somebody waits too long, and again when the store opens', async () => {
  const week = Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 17 * 60 }])
  await house.db.execute(
    `update stores set hours = '${JSON.stringify({ zone: 'UTC', week, exceptions: [], seasons: [] })}'`,
  )
  const atNight = new Date(house.clock.now()).setUTCHours(22, 0, 0, 0)
  house.clock.advance(atNight - house.clock.now() + 24 * HOUR)
  const { id } = await house.conversation()
  await pass(MINUTE)
  expect(await jobsOf('mail.waiting_notice')).toHaveLength(1)
  expect((await house.head(id)).dueAt).toBe(atNight + 24 * HOUR + 11 * HOUR)
  await pass(11 * HOUR)
  expect(await jobsOf('mail.waiting_notice')).toHaveLength(2)
})

test('a promise is kept where a person answers in time, and broken where nobody does', async () => {
  await house.db.update(stores).set({ mailConfirmedAt: 1, emailAnswer: HOUR })
  const [kept, broken] = [await house.conversation(), await house.conversation()]
  for (const { visitorId } of [kept, broken]) await leave(visitorId, 'ada@example.com')
  const ines = await house.addAgent('Ines')
  house.clock.advance(30 * MINUTE)
  await house.lane.append(house.reply(ines, kept.id))
  await pass(20 * MINUTE)
  expect(await promisesKept(house.db, house.storeId, 0)).toEqual({ kept: 0, scored: 0 })
  await pass(10 * MINUTE)
  expect(await promisesKept(house.db, house.storeId, 0)).toEqual({ kept: 1, scored: 2 })
})
