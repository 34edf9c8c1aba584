import { expect, test } from 'vitest'
import { correctedClock, handSetClock } from './clock'

const START_MS = Date.UTC(2026, 0, 5, 9)

test('a clock that is set by another shows that one, and goes on from there', () => {
  const base = handSetClock(START_MS)
  const clock = correctedClock(base)
  clock.correct(START_MS + 90_000, START_MS - 10, START_MS + 10)
  expect(clock.now()).toBe(START_MS + 90_000)
  base.advance(5_000)
  expect(clock.now()).toBe(START_MS + 95_000)
})
