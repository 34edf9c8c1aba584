import { teamMembers, teams } from '@shopbell/database'
import type { ConversationId, Rule, TeamId } from '@shopbell/protocol'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { keepRules } from '../stores/rules'
import { claimConversation } from './claim'
import { sortWaiting } from './sort-waiting'
import { transferConversation } from './transfer'

let house: House
beforeAll(async () => {
  house = await House.open()
})
beforeEach(() => house.empty())
afterAll(() => house[Symbol.asyncDispose]())

const PAYMENT: Rule = {
  name: 'Payment',
  isOn: true,
  condition: { words: ['declined'] },
  effect: { priority: 2, team: 'team_billing', tags: ['payment'] },
}

async function addTeam(id: TeamId, ...members: Awaited<ReturnType<House['addAgent']>>[]): Promise<void> {
  const { storeId, db } = house
  await db.insert(teams).values({ storeId, id, name: id, createdAt: 0 })
  for (const agentId of members) await db.insert(teamMembers).values({ storeId, teamId: id, agentId })
}

async function says(text: string): Promise<ConversationId> {
  const appended = await house.lane.append(house.message(await house.addVisitor(), text))
  if (appended.kind !== 'stored') throw new Error(appended.kind)
  return appended.entry.conversation
}

function sort() {
  return house.transact((work) => sortWaiting(work, house.storeId))
}

function rowsTold() {
  return house.events.map((event) => {
    if (event.kind !== 'entries.appended') throw new Error(event.kind)
    const { priority, team, tags } = event.row
    return { priority, team, tags }
  })
}

async function sorted(id: ConversationId) {
  const { priority, teamId, tags, isSorted } = await house.head(id)
  return { priority, teamId, tags, isSorted }
}

test('whoever waits is sorted once by how the conversation began, and every console hears of it', async () => {
  await addTeam('team_billing', await house.addAgent())
  await house.transact((work) => keepRules(work, house.storeId, [PAYMENT]))
  const payment = await says(`My card ${'really '.repeat(40)}was declined`)
  const other = await says('Do you ship to Norway?')
  house.events.length = 0
  await sort()
  expect(await sorted(payment)).toEqual({
    priority: 2,
    teamId: 'team_billing',
    tags: ['payment'],
    isSorted: true,
  })
  expect(await sorted(other)).toEqual({ priority: 0, teamId: null, tags: [], isSorted: true })
  expect(new Set(rowsTold())).toEqual(
    new Set([
      { priority: 2, team: 'team_billing', tags: ['payment'] },
      { priority: 0, team: null, tags: [] },
    ]),
  )
  const before = await house.head(payment)
  await sort()
  expect(await house.head(payment)).toEqual(before)
})

test('the cart that a shopper writes from counts', async () => {
  const condition = { pageTypes: ['cart'], cartAtLeast: 10_000 } as const
  await house.transact((work) =>
    keepRules(work, house.storeId, [{ ...PAYMENT, condition, effect: { tags: ['big cart'] } }]),
  )
  const writesFrom = async (total: number) => {
    const page = { url: 'https://shop.example.com/cart', title: 'Cart', cart: { total, currency: 'EUR' } }
    const appended = await house.lane.append({
      ...house.message(await house.addVisitor()),
      page: { ...page, type: 'cart' },
    })
    if (appended.kind !== 'stored') throw new Error(appended.kind)
    return appended.entry.conversation
  }
  const [big, small] = [await writesFrom(10_000), await writesFrom(9_999)]
  await sort()
  expect((await sorted(big)).tags).toEqual(['big cart'])
  expect((await sorted(small)).tags).toEqual([])
  expect((await house.head(big)).page?.cart).toEqual({ total: 10_000, currency: 'EUR' })
})

test('a store without rules leaves who waits for the rules that come', async () => {
  const id = await says('It was declined')
  await sort()
  expect(await sorted(id)).toMatchObject({ isSorted: false })
  await house.transact((work) => keepRules(work, house.storeId, [{ ...PAYMENT, effect: { priority: 1 } }]))
  await sort()
  expect(await sorted(id)).toMatchObject({ isSorted: true, priority: 1 })
})

test("another store's rules and teams sort nobody here", async () => {
  const elsewhere = await house.addStore()
  await house.transact((work) => keepRules(work, elsewhere, [PAYMENT]))
  await house.transact((work) => keepRules(work, house.storeId, [{ ...PAYMENT, effect: { tags: ['here'] } }]))
  const id = await says('declined')
  await sort()
  expect(await sorted(id)).toEqual({ priority: 0, teamId: null, tags: ['here'], isSorted: true })
})

test('nobody is sent to a team whose last member has left', async () => {
  const agentId = await house.addAgent()
  await addTeam('team_billing', agentId)
  await house.transact((work) => keepRules(work, house.storeId, [PAYMENT]))
  await house.leave(agentId)
  const id = await says('declined')
  await sort()
  expect(await sorted(id)).toEqual({ priority: 2, teamId: null, tags: ['payment'], isSorted: true })
})

test('what a hand has given to a team stays there, whatever the rules say', async () => {
  const ines = await house.addAgent('Ines')
  await addTeam('team_billing', ines)
  await addTeam('team_parcels', ines)
  await house.transact((work) => keepRules(work, house.storeId, [PAYMENT]))
  const conversationId = await says('declined')
  const { storeId } = house
  await house.transact(async (work) => {
    await claimConversation(work, { storeId, agentId: ines, conversationId })
    await transferConversation(work, { storeId, agentId: ines, conversationId, to: { team: 'team_parcels' } })
  })
  await sort()
  expect(await sorted(conversationId)).toMatchObject({ priority: 2, teamId: 'team_parcels', isSorted: true })
})
