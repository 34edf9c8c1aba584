import { teamMembers, teams } from '@shopbell/database'
import type { AgentId, StoreId, TeamId } from '@shopbell/protocol'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { assignWaiting } from './assign'
import { claimConversation } from './claim'
import { closeConversation } from './close'
import { takeLease } from './leases'
import { queueOf } from './queue'
import { transferConversation } from './transfer'

let house: House
beforeAll(async () => {
  house = await House.open()
})
beforeEach(() => house.empty())
afterAll(() => house[Symbol.asyncDispose]())

async function availableAgent(name: string): Promise<AgentId> {
  const agentId = await house.addAgent(name, { switch: 'available' })
  await house.transact((work) => takeLease(work, agentId, 'one'))
  return agentId
}

async function addTeam(id: TeamId, member: AgentId, storeId: StoreId = house.storeId): Promise<void> {
  await house.db.insert(teams).values({ storeId, id, name: id, createdAt: 0 })
  await house.db.insert(teamMembers).values({ storeId, teamId: id, agentId: member })
}

function assign() {
  return house.transact((work) => assignWaiting(work, house.storeId))
}

test('whoever waits for a team waits for nobody else, and once nobody is in it any more goes to anybody', async () => {
  const noor = await house.addAgent('Noor')
  const ines = await availableAgent('Ines')
  const elsewhere = await house.addStore()
  await house.join(ines, { storeId: elsewhere })
  await addTeam('team_a_parcels', ines)
  await addTeam('team_billing', noor)
  await addTeam('team_billing', ines, elsewhere)
  const { storeId } = house
  const { id } = await house.conversation()
  await house.transact((work) =>
    transferConversation(work, { storeId, agentId: ines, conversationId: id, to: { team: 'team_billing' } }),
  )
  expect(await assign()).toBe(0)
  await house.leave(noor)
  expect(await assign()).toBe(1)
  expect(await house.head(id)).toMatchObject({ status: 'with_agent', agentId: ines })
})

test('a shopper who begins anew is known by whoever had them before', async () => {
  const ines = await house.addAgent('Ines')
  const { storeId } = house
  const { id, visitorId } = await house.conversation()
  const own = { storeId, agentId: ines, conversationId: id }
  await house.transact((work) => claimConversation(work, own))
  await house.transact((work) => closeConversation(work, own))
  house.clock.advance(house.durations.reopenMs + 1)
  const appended = await house.lane.append(house.message(visitorId, 'Me again'))
  if (appended.kind !== 'stored') throw new Error(appended.kind)
  expect(await queueOf(house.db, storeId)).toEqual([
    { conversationId: appended.entry.conversation, visitorId, teamId: null, lastAgentId: ines },
  ])
})
