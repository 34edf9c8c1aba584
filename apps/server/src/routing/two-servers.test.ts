import { conversations, entries } from '@shopbell/database'
import type { AgentId, ConversationId, VisitorId } from '@shopbell/protocol'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendEntries } from '../conversations/append-entries'
import type { AppendLane } from '../conversations/append-lane'
import { dueOf } from '../conversations/deadlines'
import type { Happening } from '../conversations/facts'
import { factsOf } from '../conversations/facts-of-head'
import type { Appended, NewEntry } from '../conversations/new-entry'
import { nextToMove } from '../conversations/standing'
import { House } from '../conversations/testing/house'
import { DomainError } from '../foundation/errors'
import type { Transact, Work } from '../foundation/transact'
import { assignWaiting } from './assign'
import { claimConversation } from './claim'
import { closeConversation } from './close'
import { giveLeaseUp, lockAgents, takeLease } from './leases'
import { loseAgent, welcomeAgentBack } from './lost-agents'
import { releaseConversation } from './release'
import { reopenConversation } from './reopen'
import { sweep } from './sweep'
import { setSwitch } from './switch'
import { transferConversation } from './transfer'

let house: House
beforeAll(async () => {
  house = await House.open()
})
afterAll(() => house[Symbol.asyncDispose]())

/** What one server process writes with. */
interface Server {
  readonly lane: AppendLane
  readonly transact: Transact
}

interface Talk {
  readonly visitorId: VisitorId
  readonly id: ConversationId
}

interface Sent {
  readonly entry: NewEntry
  readonly appended: Appended
}

const TALKS = 12
const ROUNDS = 100
const NEWCOMERS = 60
/** Commands move the clock, so that leases run out and deadlines come. */
const COMMAND_MS = 250

test('two servers write thousands of messages beside commands: no deadlock, no gap, nothing lost or doubled', {
  timeout: 90_000,
}, async () => {
  const openServer = (): Server => ({ lane: house.openLane(), transact: house.openTransact() })
  const servers = [openServer(), openServer()] as const
  const agentIds = await Promise.all(
    ['Ines', 'Noor', 'Tomas'].map((name) => house.addAgent(name, { switch: 'available', capacity: 100 })),
  )
  const talks = await Promise.all(Array.from({ length: TALKS }, () => house.conversation()))
  const newcomers = await Promise.all(Array.from({ length: NEWCOMERS }, () => house.addVisitor()))

  let isWriting = true
  const writing = Promise.all([
    comeAtOnce(newcomers, servers),
    ...talks.map((talk) => writes((round) => house.message(talk.visitorId, `${round}`), servers)),
    ...talks.flatMap(({ id }, at) => {
      const agentId = agentIds[at % agentIds.length] ?? 'agt_nobody'
      return [
        writes((round) => ({ ...house.note(agentId, id), text: `note ${round}` }), servers),
        writes((round) => house.reply(agentId, id, `reply ${round}`), servers),
      ]
    }),
  ]).finally(() => {
    isWriting = false
  })
  const commands = servers.map((server) => command(server, { talks, agentIds }, () => isWriting))
  const sent = (await writing).flat()
  const [one = 0, other = 0] = await Promise.all(commands)
  await Promise.all(servers.map(({ lane }) => lane.drain()))

  expect(sent.length).toBeGreaterThan(3 * TALKS * ROUNDS)
  expect(Math.min(one, other)).toBeGreaterThan(20)
  expect(house.troubles).toEqual([])
  await theLogIsDense()
  await everybodyWasToldTheTruth(sent)
  await oneMustMoveByOneTime()
  await house.cut('shopbell commands')
  expect(await deadlocks()).toBe(0)
})

test('of two servers that give the same conversation to two people one wins, 500 times', {
  timeout: 60_000,
}, async () => {
  await house.empty()
  const servers = [house.openTransact(), house.openTransact()] as const
  const [ines, noor] = [await house.addAgent('Ines'), await house.addAgent('Noor')]
  const { storeId } = house
  for (let round = 0; round < RACES; round += 1) {
    const { id: conversationId } = await house.conversation()
    const claims = await Promise.allSettled(
      [ines, noor].map((agentId, at) =>
        servers[at]?.((work) => claimConversation(work, { storeId, agentId, conversationId })),
      ),
    )
    const { agentId } = await house.head(conversationId)
    const winner = claims.findIndex(({ status }) => status === 'fulfilled')
    expect(agentId).toBe([ines, noor][winner])
    expect(claims[1 - winner]).toMatchObject({
      status: 'rejected',
      reason: { code: 'taken', fields: { agentId } },
    })
  }
  expect(house.troubles).toEqual([])
})

const RACES = 500

/** One sender, one message after the other, on either server; every fifth on both at once. */
async function writes(entryOf: (round: number) => NewEntry, servers: readonly Server[]): Promise<Sent[]> {
  const sent: Sent[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const entry = entryOf(round)
    const lanes = round % 5 === 0 ? servers : servers.slice(round % 2, (round % 2) + 1)
    const outcomes = await Promise.all(lanes.map(({ lane }) => lane.append(entry)))
    sent.push(...outcomes.map((appended) => ({ entry, appended })))
  }
  return sent
}

/** First messages of many, the same on both servers, in opposite order. */
async function comeAtOnce(visitorIds: readonly VisitorId[], [one, other]: readonly [Server, Server]) {
  const first = visitorIds.map((visitorId) => house.message(visitorId, 'Anybody there?'))
  const send = async ({ lane }: Server, messages: readonly NewEntry[]) =>
    Promise.all(messages.map(async (entry): Promise<Sent> => ({ entry, appended: await lane.append(entry) })))
  return (await Promise.all([send(one, first), send(other, first.toReversed())])).flat()
}

/** Everything that agents and time do to conversations, in turn, while others write. Gives how often. */
async function command(
  { transact }: Server,
  { talks, agentIds }: { readonly talks: readonly Talk[]; readonly agentIds: readonly AgentId[] },
  goesOn: () => boolean,
): Promise<number> {
  const { storeId, clock, db } = house
  const process = `process ${Math.random()}`
  let count = 0
  for (; goesOn(); count += 1) {
    clock.advance(COMMAND_MS)
    const agentId = agentIds[count % agentIds.length] ?? 'agt_nobody'
    const others = agentIds[(count + 1) % agentIds.length] ?? 'agt_nobody'
    const conversationId = talks[(count * 5) % talks.length]?.id ?? 'conv_none'
    const commands = [
      () => transact((work) => claimConversation(work, { storeId, agentId, conversationId })),
      () => transact((work) => assignWaiting(work, storeId)),
      () => transact((work) => setSwitch(work, { storeId, agentId, place: 'away' })),
      () => transact((work) => closeConversation(work, { storeId, agentId, conversationId })),
      () => transact((work) => setSwitch(work, { storeId, agentId, place: 'available' })),
      () => sweep({ db, transact, clock }),
      () =>
        transact((work) =>
          transferConversation(work, { storeId, agentId, conversationId, to: { agent: others } }),
        ),
      () => transact((work) => releaseConversation(work, { storeId, agentId, conversationId })),
      () => transact((work) => reopenConversation(work, { storeId, agentId, conversationId })),
      () => transact((work) => happen(work, conversationId, { kind: 'visitor_gone' })),
      () => transact((work) => happen(work, conversationId, leaves)),
      () => transact((work) => happen(work, conversationId, { kind: 'visitor_saw', seq: count })),
      () => transact((work) => happen(work, conversationId, { kind: 'visitor_back' })),
      () =>
        transact(async (work) => {
          await lockAgents(work, [agentId])
          await giveLeaseUp(work, agentId, process)
          await loseAgent(work, agentId)
        }),
      () =>
        transact(async (work) => {
          await lockAgents(work, [agentId])
          await takeLease(work, agentId, process)
          await welcomeAgentBack(work, agentId)
        }),
    ]
    await commands[count % commands.length]?.().catch((error: unknown) => {
      // Another one has it, or has closed it: that is what a race is.
      if (!(error instanceof DomainError)) house.troubles.push(error)
    })
  }
  return count
}

const leaves = {
  kind: 'address_left',
  address: 'ada@example.com',
  withinMs: 60_000,
  byEmail: true,
} as const

async function happen(work: Work, conversationId: ConversationId, happening: Happening): Promise<void> {
  await appendEntries(work, [{ from: 'server', storeId: house.storeId, conversationId, happening }])
}

/** Whoever must move next is one, and the row's deadline is the one that its facts give. */
async function oneMustMoveByOneTime(): Promise<void> {
  for (const head of await house.db.select().from(conversations)) {
    const facts = factsOf(head)
    expect(nextToMove(facts.standing) === 'nobody').toBe(head.status === 'closed')
    expect(dueOf(facts, house.durations)?.atMs ?? null).toBe(head.dueAt)
    expect(dueOf(facts, house.durations)?.for ?? null).toBe(head.dueFor)
  }
}

/** In each conversation both numbers go up by one, and its head says where they end. */
async function theLogIsDense(): Promise<void> {
  for (const { id, nextSeq, nextVisible } of await house.db.select().from(conversations)) {
    const log = await house.log(id)
    const visible = log.flatMap((entry) => entry.visible ?? [])
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
    expect(visible).toEqual(visible.map((_, at) => at + 1))
    expect({ nextSeq, nextVisible }).toEqual({ nextSeq: log.length + 1, nextVisible: visible.length + 1 })
  }
}

/** What was acknowledged stands in the log once, under its numbers, and everybody heard of it once, as it stands. */
async function everybodyWasToldTheTruth(sent: readonly Sent[]): Promise<void> {
  const log = new Map((await house.db.select().from(entries)).map((row) => [row.clientId, row]))
  const stored = new Set<string>()
  for (const { entry, appended } of sent) {
    if (appended.kind === 'refused') {
      expect([entry.from, appended.code]).toEqual(['agent', 'conversation_closed'])
      continue
    }
    if (entry.from === 'server' || appended.kind === 'silent') throw new Error('a message has an answer')
    const { conversation, seq, visible } = appended.entry
    expect(log.get(entry.clientId)).toMatchObject({ conversationId: conversation, seq, visible })
    expect(log.get(entry.clientId)?.body).toEqual({ text: entry.text, format: 'plain' })
    if (appended.kind === 'stored') {
      expect(stored).not.toContain(entry.clientId)
      stored.add(entry.clientId)
    }
  }
  const told = house.events.flatMap((event) => (event.kind === 'entries.appended' ? event.entries : []))
  expect(told).toHaveLength(log.size)
  for (const { clientId, conversation, seq, visible, body } of told) {
    expect(log.get(clientId)).toMatchObject({ conversationId: conversation, seq, visible, body })
  }
  expect(await house.db.$count(entries)).toBe(log.size)
}

/** Since this database was made. A backend tells of its own when it ends. */
async function deadlocks(): Promise<number> {
  const [row] = await house.db.execute<{ deadlocks: string }>(
    sql`select deadlocks from pg_stat_database where datname = current_database()`,
  )
  return Number(row?.deadlocks)
}
