import { promises, stores } from '@shopbell/database'
import type { ConversationId, OpeningHours } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { numbersOf, startOfDay } from './numbers'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let house: House
beforeAll(async () => {
  house = await House.open()
})
beforeEach(() => house.empty())
afterAll(() => house[Symbol.asyncDispose]())

const numbers = () => numbersOf(house.db, house.storeId, house.clock.now())

async function keepZone(zone: string): Promise<void> {
  const hours: OpeningHours = { zone, week: [[], [], [], [], [], [], []], exceptions: [], seasons: [] }
  await house.db.update(stores).set({ hours }).where(eq(stores.id, house.storeId))
}

async function promise(conversationId: ConversationId, seq: number, agoMs: number, kept: boolean | null) {
  const scoredAt = house.clock.now() - agoMs
  const { storeId } = house
  await house.db
    .insert(promises)
    .values({ conversationId, seq, storeId, kind: 'wait', at: 1, dueAt: 1, scoredAt, kept })
}

test('a new store has nothing to count, and no answer time is made up', async () => {
  expect(await numbers()).toEqual({
    chatsToday: 0,
    firstResponseMs: null,
    overdue: 0,
    promises: { kept: 0, scored: 0 },
  })
})

test('today’s chats are those that began today, the closed ones too, and yesterday’s are not', async () => {
  await house.conversation()
  house.clock.advance(DAY)
  const ines = await house.addAgent('Ines')
  const { id } = await house.conversation()
  await house.conversation()
  await house.lane.append({
    from: 'server',
    storeId: house.storeId,
    conversationId: id,
    happening: { kind: 'closed', agentId: ines },
  })
  expect(await numbers()).toMatchObject({ chatsToday: 2 })
})

test('today begins at midnight where the store is', async () => {
  // 20:30 on the evening before, by UTC.
  house.clock.advance(11.5 * HOUR)
  await house.conversation()
  await keepZone('Asia/Kolkata')
  expect(await numbers()).toMatchObject({ chatsToday: 1 })
  house.clock.advance(22 * HOUR)
  expect(await numbers()).toMatchObject({ chatsToday: 0 })
})

test('a day whose midnight the clocks skip begins with the first moment there is', () => {
  const day = Date.UTC(2026, 8, 6, 15)
  expect(startOfDay({ zone: 'America/Santiago' }, day)).toBe(Date.UTC(2026, 8, 6, 4))
})

test('the first response time is the middle one of those given today', async () => {
  const ines = await house.addAgent('Ines', { capacity: 9 })
  for (const minutes of [1, 2, 30]) {
    const { id } = await house.conversation()
    house.clock.advance(minutes * MINUTE)
    await house.lane.append(house.reply(ines, id))
  }
  expect(await numbers()).toMatchObject({ firstResponseMs: 2 * MINUTE })
  house.clock.advance(DAY)
  expect(await numbers()).toMatchObject({ firstResponseMs: null })
})

test('overdue is whoever has waited longer than the target, and no longer once answered', async () => {
  const ines = await house.addAgent('Ines')
  const { id } = await house.conversation()
  house.clock.advance(MINUTE - 1)
  expect(await numbers()).toMatchObject({ overdue: 0 })
  house.clock.advance(1)
  expect(await numbers()).toMatchObject({ overdue: 1 })
  await house.lane.append(house.reply(ines, id))
  expect(await numbers()).toMatchObject({ overdue: 0 })
})

test('promises kept are those of the last seven days that could be judged', async () => {
  house.clock.advance(10 * DAY)
  const { id } = await house.conversation()
  await promise(id, 1, DAY, true)
  await promise(id, 2, DAY, false)
  await promise(id, 3, DAY, null)
  await promise(id, 4, 8 * DAY, true)
  expect(await numbers()).toMatchObject({ promises: { kept: 1, scored: 2 } })
})

test('another store’s conversations count there', async () => {
  await house.conversation()
  const other = await house.addStore()
  expect(await numbersOf(house.db, other, house.clock.now())).toMatchObject({ chatsToday: 0, overdue: 0 })
})
