import { audit, conversations, type memberships, presence, teamMembers, teams } from '@shopbell/database'
import type { AgentId, ConversationId, TeamId } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { claimConversation } from './claim'
import { closeConversation } from './close'
import { takeLease } from './leases'
import { releaseConversation } from './release'
import { reopenConversation } from './reopen'
import { type Transfer, transferConversation } from './transfer'

let house: House
beforeAll(async () => {
  house = await House.open()
})
beforeEach(() => house.empty())
afterAll(() => house[Symbol.asyncDispose]())

async function availableAgent(name: string, membership: Partial<typeof memberships.$inferInsert> = {}) {
  const agentId = await house.addAgent(name, { switch: 'available', ...membership })
  await house.transact((work) => takeLease(work, agentId, 'one'))
  return agentId
}

async function addTeam(name: string, ...members: readonly AgentId[]): Promise<TeamId> {
  const { storeId, db } = house
  const id = `team_${name.toLowerCase()}` as const
  await db.insert(teams).values({ storeId, id, name, createdAt: 0 })
  for (const agentId of members) await db.insert(teamMembers).values({ storeId, teamId: id, agentId })
  return id
}

function transfer(agentId: AgentId, conversationId: ConversationId, to: Transfer['to'], note?: string) {
  const { storeId } = house
  return house.transact((work) =>
    transferConversation(work, {
      storeId,
      agentId,
      conversationId,
      to,
      ...(note === undefined ? {} : { note }),
    }),
  )
}

function command(
  run: typeof claimConversation,
  agentId: AgentId,
  conversationId: ConversationId,
  transact = house.transact,
) {
  return transact((work) => run(work, { storeId: house.storeId, agentId, conversationId }))
}

/** A conversation that this agent has. */
async function conversationOf(agentId: AgentId) {
  const conversation = await house.conversation()
  await command(claimConversation, agentId, conversation.id)
  return conversation
}

async function linesOf(id: ConversationId): Promise<unknown[]> {
  return (await house.log(id)).map(({ kind, body }) => (kind === 'standing' ? body : kind))
}

test('a conversation goes to a colleague with a note before it, beyond their capacity if need be', async () => {
  const ines = await availableAgent('Ines')
  const noor = await availableAgent('Noor', { capacity: 1 })
  await conversationOf(noor)
  const { id } = await conversationOf(ines)
  await transfer(ines, id, { agent: noor }, 'She knows the flask.')
  expect(await house.head(id)).toMatchObject({
    status: 'with_agent',
    agentId: noor,
    agentName: 'Noor',
    teamId: null,
  })
  const log = await house.log(id)
  expect(log.slice(-2)).toMatchObject([
    { kind: 'note', senderId: ines, visible: null, body: { text: 'She knows the flask.' } },
    {
      kind: 'standing',
      body: {
        to: 'with_agent',
        because: 'transferred',
        agent: { id: noor, name: 'Noor' },
        by: { id: ines, name: 'Ines' },
      },
    },
  ])
  const [written] = await house.db.select().from(audit).where(eq(audit.what, 'conversation.transferred'))
  expect(written).toMatchObject({
    who: ines,
    storeId: house.storeId,
    details: { conversationId: id, to: noor },
  })
})

test('a conversation goes to a team and waits for it at the front', async () => {
  const ines = await availableAgent('Ines')
  const team = await addTeam('Billing', await house.addAgent('Noor'))
  const { id } = await conversationOf(ines)
  await transfer(ines, id, { team })
  expect(await house.head(id)).toMatchObject({ status: 'waiting', agentId: null, teamId: team })
  expect((await linesOf(id)).at(-1)).toEqual({
    to: 'waiting',
    because: 'transferred',
    agent: { id: ines, name: 'Ines' },
    team: { id: team, name: 'Billing' },
  })
  const before = await house.head(id)
  await transfer(ines, id, { team }, 'Once more')
  expect(await house.head(id)).toEqual(before)
})

test.each([
  ['away', { switch: 'away' }, 'Noor is away.'],
  ['finishing', { switch: 'finishing' }, 'Noor is finishing and takes nothing new.'],
  ['not_connected', { switch: 'available' }, 'Noor is not connected.'],
] as const)(
  'nobody is given a conversation while %s; the refusal says who and why',
  async (why, membership, message) => {
    const ines = await availableAgent('Ines')
    const noor = await house.addAgent('Noor', membership)
    if (why !== 'not_connected') await house.transact((work) => takeLease(work, noor, 'one'))
    const { id } = await conversationOf(ines)
    const before = await house.log(id)
    await expect(transfer(ines, id, { agent: noor }, 'Yours?')).rejects.toMatchObject({
      code: 'not_available',
      message,
      fields: { agentId: noor, agentName: 'Noor', why },
    })
    expect(await house.log(id)).toEqual(before)
    expect(await house.head(id)).toMatchObject({ agentId: ines })
  },
)

test('a lease that has run out connects nobody', async () => {
  const ines = await availableAgent('Ines')
  const noor = await availableAgent('Noor')
  const { id } = await conversationOf(ines)
  await house.db.update(presence).set({ until: house.clock.now() }).where(eq(presence.agentId, noor))
  await expect(transfer(ines, id, { agent: noor })).rejects.toMatchObject({ code: 'not_available' })
})

test('what is no colleague and no team of this store answers like what does not exist', async () => {
  const ines = await availableAgent('Ines')
  const { id } = await conversationOf(ines)
  const elsewhere = await house.addStore()
  const stranger = await house.addAgent('Stranger', { storeId: elsewhere, switch: 'available' })
  await house.transact((work) => takeLease(work, stranger, 'one'))
  await house.db
    .insert(teams)
    .values({ storeId: elsewhere, id: 'team_elsewhere', name: 'Elsewhere', createdAt: 0 })
  await house.db
    .insert(teamMembers)
    .values({ storeId: elsewhere, teamId: 'team_elsewhere', agentId: stranger })
  for (const to of [
    { agent: stranger },
    { agent: 'agt_nobody' },
    { team: 'team_elsewhere' },
    { team: 'team_nowhere' },
  ] as const) {
    await expect(transfer(ines, id, to)).rejects.toMatchObject({ code: 'not_found' })
  }
  const other = { storeId: elsewhere, agentId: stranger, conversationId: id, to: { agent: stranger } }
  await expect(house.transact((work) => transferConversation(work, other))).rejects.toMatchObject({
    code: 'conversation_not_found',
  })
  expect(await house.head(id)).toMatchObject({ agentId: ines })
})

test('nothing is given to a team in which nobody is', async () => {
  const ines = await availableAgent('Ines')
  const team = await addTeam('Billing')
  const { id } = await conversationOf(ines)
  await expect(transfer(ines, id, { team })).rejects.toMatchObject({
    code: 'team_empty',
    message: 'Nobody is in the team Billing.',
  })
})

test('a transfer to oneself of what is already mine changes nothing, not even by its note', async () => {
  const ines = await house.addAgent('Ines')
  const { id } = await conversationOf(ines)
  const before = await house.log(id)
  await transfer(ines, id, { agent: ines }, 'To myself')
  expect(await house.log(id)).toEqual(before)
})

test("somebody else's conversation is not given away, and a closed one not at all", async () => {
  const ines = await availableAgent('Ines')
  const noor = await availableAgent('Noor')
  const tomas = await availableAgent('Tomas')
  const { id } = await conversationOf(noor)
  await expect(transfer(ines, id, { agent: tomas }, 'Here')).rejects.toMatchObject({
    code: 'taken',
    fields: { agentId: noor, agentName: 'Noor' },
  })
  await command(closeConversation, noor, id)
  const before = await house.log(id)
  await expect(transfer(noor, id, { agent: tomas }, 'Here')).rejects.toMatchObject({
    code: 'conversation_closed',
  })
  expect(await house.log(id)).toEqual(before)
})

test('releasing puts it back to the front for anybody; what is not mine I cannot release', async () => {
  const ines = await house.addAgent('Ines')
  const noor = await house.addAgent('Noor')
  const { id } = await conversationOf(ines)
  await expect(command(releaseConversation, noor, id)).rejects.toMatchObject({
    code: 'taken',
    fields: { agentName: 'Ines' },
  })
  await command(releaseConversation, ines, id)
  expect(await house.head(id)).toMatchObject({ status: 'waiting', agentId: null })
  const before = await house.log(id)
  await command(releaseConversation, ines, id)
  expect(await house.log(id)).toEqual(before)
})

test('a closed conversation opens again as the one of whoever reopens it', async () => {
  const ines = await house.addAgent('Ines')
  const noor = await house.addAgent('Noor')
  const { id } = await conversationOf(ines)
  await command(closeConversation, ines, id)
  await command(reopenConversation, noor, id)
  expect(await house.head(id)).toMatchObject({ status: 'with_agent', agentId: noor, awaiting: 'visitor' })
  const before = await house.log(id)
  await command(reopenConversation, ines, id)
  expect(await house.log(id)).toEqual(before)
  expect(await house.head(id)).toMatchObject({ agentId: noor })
})

test('a shopper has one open conversation: with another one open the old one stays closed, and the refusal names it', async () => {
  const ines = await house.addAgent('Ines')
  const { id, visitorId } = await conversationOf(ines)
  await command(closeConversation, ines, id)
  house.clock.advance(house.durations.reopenMs + 1)
  const appended = await house.lane.append(house.message(visitorId, 'Me again'))
  if (appended.kind !== 'stored') throw new Error(appended.kind)
  await expect(command(reopenConversation, ines, id)).rejects.toMatchObject({
    code: 'already_exists',
    fields: { conversation: appended.entry.conversation },
  })
  expect(await house.head(id)).toMatchObject({ status: 'closed' })
})

test('a shopper who writes while an old conversation is reopened ends with one that is open', async () => {
  const ines = await house.addAgent('Ines')
  for (let round = 0; round < 20; round += 1) {
    const { id, visitorId } = await conversationOf(ines)
    await command(closeConversation, ines, id)
    house.clock.advance(house.durations.reopenMs + 1)
    const [reopening, message] = await Promise.allSettled([
      command(reopenConversation, ines, id),
      house.lane.append(house.message(visitorId, 'Me again')),
    ])
    expect(message).toMatchObject({ status: 'fulfilled', value: { kind: 'stored' } })
    if (reopening.status === 'rejected') expect(reopening.reason).toMatchObject({ code: 'already_exists' })
    const open = await house.db
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.visitorId, visitorId), eq(conversations.status, 'closed')))
    const all = await house.db.$count(conversations, eq(conversations.visitorId, visitorId))
    expect(all - open.length).toBe(1)
  }
  expect(house.troubles).toEqual([])
})

test('of a transfer and a claim at the same moment, on two servers, one wins and the other is told who', async () => {
  const other = house.openTransact()
  const ines = await availableAgent('Ines')
  const noor = await availableAgent('Noor')
  const tomas = await availableAgent('Tomas')
  const { storeId } = house
  for (let round = 0; round < 50; round += 1) {
    const { id } = await house.conversation()
    const outcomes = await Promise.allSettled([
      house.transact((work) =>
        transferConversation(work, { storeId, agentId: ines, conversationId: id, to: { agent: noor } }),
      ),
      command(claimConversation, tomas, id, other),
    ])
    const { agentId } = await house.head(id)
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
    expect(agentId).toBe([noor, tomas][winner])
    expect(outcomes[1 - winner]).toMatchObject({
      status: 'rejected',
      reason: { code: 'taken', fields: { agentId } },
    })
    expect(await house.log(id)).toHaveLength(2)
  }
})

test('of two transfers at the same moment, on two servers, one wins', async () => {
  const other = house.openTransact()
  const ines = await availableAgent('Ines')
  const noor = await availableAgent('Noor')
  const tomas = await availableAgent('Tomas')
  const { storeId } = house
  for (let round = 0; round < 50; round += 1) {
    const { id } = await conversationOf(ines)
    const to = (transact: typeof other, agent: AgentId) =>
      transact((work) =>
        transferConversation(work, { storeId, agentId: ines, conversationId: id, to: { agent } }),
      )
    const outcomes = await Promise.allSettled([to(house.transact, noor), to(other, tomas)])
    const { agentId } = await house.head(id)
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
    expect(agentId).toBe([noor, tomas][winner])
    expect(outcomes[1 - winner]).toMatchObject({
      status: 'rejected',
      reason: { code: 'taken', fields: { agentId } },
    })
    expect(await house.log(id)).toHaveLength(3)
  }
})
