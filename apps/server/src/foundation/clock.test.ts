import { expect, test } from 'vitest'
import { House, START_MS } from '../conversations/testing/house'
import { correctedClock, handSetClock, systemClock } from './clock'
import { followDatabaseTime } from './database-time'

test('a clock that is set by another shows that one, and goes on from there', () => {
  const base = handSetClock(START_MS)
  const clock = correctedClock(base)
  clock.correct(START_MS + 90_000, START_MS - 10, START_MS + 10)
  expect(clock.now()).toBe(START_MS + 90_000)
  base.advance(5_000)
  expect(clock.now()).toBe(START_MS + 95_000)
})

test("a server whose clock is wrong goes by the database's", async () => {
  await using house = await House.open()
  const wrong = handSetClock(START_MS)
  const clock = correctedClock(wrong)
  await followDatabaseTime(clock, wrong, house.db)
  expect(Math.abs(clock.now() - systemClock.now())).toBeLessThan(10_000)
})
