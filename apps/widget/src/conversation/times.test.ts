// @vitest-environment node
import { expect, test } from 'vitest'
import { clockTime, dayName, duration } from './times'

const noon = new Date(2026, 2, 25, 12).getTime()
const at = (day: number, hour = 12) => new Date(2026, 2, day, hour).getTime()

test.each([
  [at(25, 0), 'today'],
  [at(24, 23), 'yesterday'],
  [at(26, 1), 'tomorrow'],
  [at(21), 'Saturday'],
  [at(29, 9), 'Sunday'],
  [at(5), 'March 5'],
])('a day is named as people name it', (time, name) => {
  expect(dayName(time, noon)).toBe(name)
})

test('the day on which the clocks change has its own name', () => {
  expect(dayName(new Date(2026, 2, 29, 4).getTime(), new Date(2026, 2, 28, 23).getTime())).toBe('tomorrow')
})

test('a wait is rounded up, never to nothing', () => {
  expect(duration(0, 'long')).toBe('1 minute')
  expect(duration(61_000, 'long')).toBe('2 minutes')
  expect(duration(4 * 60_000, 'short')).toBe('4 min')
  expect(duration(61 * 60_000, 'long')).toBe('2 hours')
})

test('the time of day is local', () => {
  expect(clockTime(new Date(2026, 0, 5, 14, 3).getTime())).toMatch(/^(14:03|2:03\sPM)$/)
})
