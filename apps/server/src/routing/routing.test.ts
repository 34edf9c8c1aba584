import { conversations, memberships, presence } from '@shopbell/database'
import type { AgentId, ConversationId } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { Reactions } from '../reactions'
import { assignWaiting } from './assign'
import { availabilityOf } from './availability'
import { claimConversation } from './claim'
import { closeConversation } from './close'
import { Presence } from './presence'
import { sweep } from './sweep'
import { setSwitch } from './switch'

const SECOND = 1_000
const HOUR = 3_600_000

let house: House
let desk: Presence
beforeAll(async () => {
  house = await House.open()
})
beforeEach(async () => {
  await house.empty()
  desk = process('one')
})
afterAll(() => house[Symbol.asyncDispose]())

function process(name: string): Presence {
  return new Presence({
    transact: house.transact,
    durations: house.durations,
    process: name,
    report: (error) => house.troubles.push(error),
  })
}

async function availableAgent(name: string, membership: Partial<typeof memberships.$inferInsert> = {}) {
  const agentId = await house.addAgent(name, { switch: 'available', ...membership })
  await desk.agentConnected(agentId)
  return agentId
}

function assign() {
  return house.transact((work) => assignWaiting(work, house.storeId))
}

function claim(agentId: AgentId, conversationId: ConversationId) {
  return house.transact((work) =>
    claimConversation(work, { storeId: house.storeId, agentId, conversationId }),
  )
}

function close(agentId: AgentId, conversationId: ConversationId) {
  return house.transact((work) =>
    closeConversation(work, { storeId: house.storeId, agentId, conversationId }),
  )
}

function swept() {
  return sweep({ db: house.db, transact: house.transact, clock: house.clock })
}

async function agentOf(id: ConversationId): Promise<string | null> {
  return (await house.head(id)).agentId
}

async function kindsOf(id: ConversationId): Promise<unknown[]> {
  return (await house.log(id)).map(({ kind, body }) => (kind === 'standing' ? body : kind))
}

test('of ten hands that take one conversation one has it, and the others are told who', async () => {
  const { id } = await house.conversation()
  const agents = await Promise.all(Array.from({ length: 10 }, (_, at) => house.addAgent(`Agent ${at}`)))
  const claims = await Promise.allSettled(agents.map((agentId) => claim(agentId, id)))
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const winner = agents[claims.findIndex(({ status }) => status === 'fulfilled')]
  expect(await agentOf(id)).toBe(winner)
  for (const one of claims) {
    if (one.status === 'rejected') {
      expect(one.reason).toMatchObject({ code: 'taken', fields: { agentId: winner } })
    }
  }
  expect(await house.log(id)).toHaveLength(2)
})

test('taking and closing again does nothing', async () => {
  const { id } = await house.conversation()
  const agentId = await house.addAgent()
  await claim(agentId, id)
  await claim(agentId, id)
  await close(agentId, id)
  await close(agentId, id)
  expect(await kindsOf(id)).toEqual([
    'message',
    { to: 'with_agent', because: 'claimed', agent: { id: agentId, name: 'Ines' } },
    { to: 'closed', because: 'agent', agent: { id: agentId, name: 'Ines' } },
  ])
  await expect(claim(agentId, id)).rejects.toMatchObject({ code: 'conversation_closed' })
})

test("another store's conversation answers like one that does not exist", async () => {
  const { id } = await house.conversation()
  const other = await house.addStore()
  const agentId = await house.addAgent('Elsewhere', { storeId: other })
  const elsewhere = { storeId: other, agentId, conversationId: id }
  await expect(house.transact((work) => claimConversation(work, elsewhere))).rejects.toMatchObject({
    code: 'conversation_not_found',
  })
  const nowhere = { ...elsewhere, conversationId: 'conv_nowhere' as const }
  await expect(house.transact((work) => closeConversation(work, nowhere))).rejects.toMatchObject({
    code: 'conversation_not_found',
  })
})

test('who waits is given to who has the fewest open, then to who was longest idle, up to their capacity', async () => {
  const ines = await availableAgent('Ines', { capacity: 2, lastAssignedAt: 20 })
  const ole = await availableAgent('Ole', { capacity: 3, lastAssignedAt: 10 })
  await availableAgent('Away', { switch: 'away' })
  await availableAgent('Finishing', { switch: 'finishing' })
  await house.addAgent('Absent', { switch: 'available' })
  const waiting: ConversationId[] = []
  for (let at = 0; at < 6; at += 1) {
    waiting.push((await house.conversation()).id)
    house.clock.advance(SECOND)
  }
  expect(await assign()).toBe(5)
  const given = await Promise.all(waiting.map(agentOf))
  expect(given).toEqual([ole, ines, ole, ines, ole, null])
  expect(await assign()).toBe(0)
  const [first] = waiting
  if (first === undefined) throw new Error('nobody waits')
  await close(ole, first)
  expect(await assign()).toBe(1)
  expect(await agentOf(waiting[5] ?? first)).toBe(ole)
})

test('a load is counted over all stores', async () => {
  const ines = await availableAgent('Ines', { capacity: 1 })
  const other = await house.addStore()
  await house.join(ines, { storeId: other, switch: 'available', capacity: 1 })
  const { id } = await house.conversation()
  await claim(ines, id)
  const visitorId = await house.addVisitor(other)
  await house.lane.append({ ...house.message(visitorId), storeId: other })
  expect(await house.transact((work) => assignWaiting(work, other))).toBe(0)
  expect(await availabilityOf(house.db, other, house.clock.now())).toEqual({
    kind: 'busy',
    place: 2,
    estimateMs: null,
    isOffered: true,
  })
})

test('several servers that assign at once give each conversation to one, and nobody too many', async () => {
  const agents = await Promise.all(['A', 'B', 'C'].map((name) => availableAgent(name, { capacity: 2 })))
  const waiting = await Promise.all(Array.from({ length: 8 }, () => house.conversation()))
  const others = [house.transact, house.openTransact(), house.openTransact()]
  const counts = await Promise.all(
    others.map((transact) => transact((work) => assignWaiting(work, house.storeId))),
  )
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6)
  const given = await Promise.all(waiting.map(({ id }) => agentOf(id)))
  for (const agentId of agents) expect(given.filter((one) => one === agentId)).toHaveLength(2)
})

test('availability says who can answer: somebody, somebody later, or nobody', async () => {
  const say = () => availabilityOf(house.db, house.storeId, house.clock.now())
  expect(await say()).toEqual({ kind: 'nobody' })
  const ines = await availableAgent('Ines', { capacity: 1 })
  expect(await say()).toEqual({ kind: 'live', replyMs: null })
  const { id } = await house.conversation()
  expect(await say()).toEqual({ kind: 'busy', place: 1, estimateMs: null, isOffered: true })
  await assign()
  expect(await say()).toEqual({ kind: 'busy', place: 1, estimateMs: null, isOffered: true })
  await close(ines, id)
  expect(await say()).toEqual({ kind: 'live', replyMs: null })
  await house.transact((work) =>
    setSwitch(work, { storeId: house.storeId, agentId: ines, place: 'finishing' }),
  )
  expect(await say()).toEqual({ kind: 'nobody' })
})

test('an agent who is gone gets nothing new; after 30 seconds theirs are at the front, and given on', async () => {
  const ines = await availableAgent('Ines', { capacity: 1 })
  const { id } = await house.conversation()
  await assign()
  house.clock.advance(10 * SECOND)
  const later = await house.conversation()
  await desk.agentDisconnected(ines)
  expect(await house.head(id)).toMatchObject({ status: 'with_agent', dueFor: 'agent_lost' })
  expect(await assign()).toBe(0)
  house.clock.advance(30 * SECOND - 1)
  await swept()
  expect(await house.head(id)).toMatchObject({ status: 'with_agent' })
  house.clock.advance(1)
  await swept()
  expect(await house.head(id)).toMatchObject({ status: 'waiting' })
  expect((await kindsOf(id)).at(-1)).toEqual({
    to: 'waiting',
    because: 'agent_lost',
    agent: { id: ines, name: 'Ines' },
  })
  const ole = await availableAgent('Ole', { capacity: 1 })
  await assign()
  expect(await agentOf(id)).toBe(ole)
  expect(await agentOf(later.id)).toBeNull()
})

test('an agent who is back within the grace keeps theirs, and nobody hears of it', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await house.conversation()
  await assign()
  await desk.agentDisconnected(ines)
  house.clock.advance(20 * SECOND)
  await desk.agentConnected(ines)
  house.clock.advance(20 * SECOND)
  await swept()
  expect(await house.head(id)).toMatchObject({ status: 'with_agent', agentId: ines, agentLostAt: null })
  expect(await house.log(id)).toHaveLength(2)
})

test('an agent who comes back later finds again what nobody took', async () => {
  const ines = await availableAgent('Ines')
  const [one, two] = [await house.conversation(), await house.conversation()]
  await assign()
  await desk.agentDisconnected(ines)
  house.clock.advance(30 * SECOND)
  await swept()
  const ole = await house.addAgent('Ole')
  await claim(ole, two.id)
  house.clock.advance(60 * SECOND)
  await desk.agentConnected(ines)
  expect(await Promise.all([one, two].map(({ id }) => agentOf(id)))).toEqual([ines, ole])
  expect((await kindsOf(one.id)).at(-1)).toMatchObject({ to: 'with_agent', because: 'returned' })
})

test('an agent with a second screen, also at another server, is not lost with the first', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await house.conversation()
  await assign()
  await desk.agentConnected(ines)
  await desk.agentDisconnected(ines)
  expect(await house.head(id)).toMatchObject({ agentLostAt: null })
  const other = process('two')
  await other.agentConnected(ines)
  await desk.agentDisconnected(ines)
  expect(await house.head(id)).toMatchObject({ agentLostAt: null })
  await other.end()
  expect(await house.head(id)).toMatchObject({ agentLostAt: house.clock.now() })
})

test('the agents of a killed server are lost when its lease runs out', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await house.conversation()
  await assign()
  house.clock.advance(15 * SECOND)
  await desk.renew()
  // Here the server is killed: nothing renews any more.
  house.clock.advance(45 * SECOND - 1)
  await swept()
  expect(await house.head(id)).toMatchObject({ agentId: ines, agentLostAt: null })
  house.clock.advance(1)
  await swept()
  expect(await house.head(id)).toMatchObject({ agentLostAt: house.clock.now() })
  house.clock.advance(30 * SECOND)
  await swept()
  expect(await house.head(id)).toMatchObject({ status: 'waiting' })
  expect(house.troubles).toEqual([])
})

test('after a crash of the database, which forgets all leases, those who are there are put back', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await house.conversation()
  await assign()
  await house.db.delete(presence)
  await swept()
  expect(await house.head(id)).toMatchObject({ agentLostAt: house.clock.now() })
  house.clock.advance(15 * SECOND)
  await desk.renew()
  expect(await house.head(id)).toMatchObject({ agentId: ines, agentLostAt: null })
  expect(await availabilityOf(house.db, house.storeId, house.clock.now())).toMatchObject({ kind: 'live' })
})

test('a shopper who does not answer for a day is bid farewell; one who waits a day is not forgotten', async () => {
  const [silent, waiting] = [await house.conversation(), await house.conversation()]
  const ines = await house.addAgent()
  await house.lane.append(house.reply(ines, silent.id))
  house.clock.advance(24 * HOUR)
  await swept()
  expect(await house.head(silent.id)).toMatchObject({ status: 'closed', dueAt: null })
  expect((await kindsOf(silent.id)).at(-1)).toEqual({ to: 'closed', because: 'deadline', agent: null })
  expect(await house.head(waiting.id)).toMatchObject({
    status: 'waiting',
    dueAt: house.clock.now() + 24 * HOUR,
  })
  const alarms = await house.db.execute(`select details from audit where what = 'conversation.waiting_alarm'`)
  expect(alarms).toEqual([{ details: { conversationId: waiting.id } }])
})

test('two servers that sweep at once let each deadline take effect once', async () => {
  const ines = await house.addAgent()
  const all = await Promise.all(Array.from({ length: 30 }, () => house.conversation()))
  await Promise.all(all.map(({ id }) => house.lane.append(house.reply(ines, id))))
  house.clock.advance(24 * HOUR)
  const other = { db: house.db, transact: house.openTransact(), clock: house.clock }
  await Promise.all([swept(), sweep(other)])
  await swept()
  for (const { id } of all) expect(await house.log(id)).toHaveLength(4)
})

test('a new message, a switch, a return and a close each look at the queue', async () => {
  const reactions = new Reactions({
    db: house.db,
    transact: house.transact,
    report: (error) => house.troubles.push(error),
  })
  house.hear((events) => reactions.hear(events))
  const ines = await house.addAgent('Ines', { capacity: 1 })
  await desk.agentConnected(ines)
  const one = await house.conversation()
  await reactions.settled()
  expect(await agentOf(one.id)).toBeNull()
  await house.transact((work) =>
    setSwitch(work, { storeId: house.storeId, agentId: ines, place: 'available' }),
  )
  await reactions.settled()
  expect(await agentOf(one.id)).toBe(ines)
  const two = await house.conversation()
  await reactions.settled()
  expect(await agentOf(two.id)).toBeNull()
  await close(ines, one.id)
  await reactions.settled()
  expect(await agentOf(two.id)).toBe(ines)
  await close(ines, two.id)
  await desk.agentDisconnected(ines)
  const three = await house.conversation()
  await reactions.settled()
  expect(await agentOf(three.id)).toBeNull()
  await desk.agentConnected(ines)
  await reactions.settled()
  expect(await agentOf(three.id)).toBe(ines)
  expect(house.troubles).toEqual([])
})

test('the switch is refused to who is no member', async () => {
  const other = await house.addStore()
  const stranger = await house.addAgent('Stranger', { storeId: other })
  await expect(
    house.transact((work) => setSwitch(work, { storeId: house.storeId, agentId: stranger, place: 'away' })),
  ).rejects.toMatchObject({ code: 'not_a_member' })
  const [membership] = await house.db
    .select()
    .from(memberships)
    .where(and(eq(memberships.agentId, stranger), eq(memberships.storeId, other)))
  expect(membership?.switch).toBe('away')
  expect(await house.db.select().from(conversations)).toEqual([])
})

test('what a former member had is given to somebody else', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await house.conversation()
  await assign()
  const ole = await availableAgent('Ole')
  await house.leave(ines)
  await swept()
  expect(await agentOf(id)).toBe(ole)
  expect((await kindsOf(id)).slice(-2)).toMatchObject([
    { to: 'waiting', because: 'released' },
    { to: 'with_agent', because: 'assigned' },
  ])
})

test('one conversation that cannot be settled holds up no other', async () => {
  const ines = await house.addAgent()
  const all = await Promise.all(Array.from({ length: 9 }, () => house.conversation()))
  await Promise.all(all.map(({ id }) => house.lane.append(house.reply(ines, id))))
  const [bad, ...others] = all
  if (bad === undefined) throw new Error('no conversation')
  // Its next number is taken, as after a restore gone wrong.
  await house.db.update(conversations).set({ nextSeq: 1 }).where(eq(conversations.id, bad.id))
  house.clock.advance(24 * HOUR)
  const ole = await availableAgent('Ole')
  const waiting = await house.conversation()
  await expect(swept()).rejects.toThrow('a part of the sweep failed')
  for (const { id } of others) expect(await house.head(id)).toMatchObject({ status: 'closed' })
  expect(await house.head(bad.id)).toMatchObject({ status: 'with_agent' })
  expect(await agentOf(waiting.id)).toBe(ole)
})
