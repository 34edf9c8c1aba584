import { afterEach, expect, test } from 'vitest'
import { clockTime, dayName, duration } from './times'

afterEach(() => {
  document.documentElement.lang = ''
})

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

const afternoon = new Date(2026, 0, 5, 14, 3).getTime()

test.each([
  ['en-US', '2:03 PM'],
  ['en-GB', '14:03'],
  ['de', '14:03'],
  ['ko', '2:03 PM'],
])('the time of day is local, and counted as the page’s language counts: %s', (lang, time) => {
  document.documentElement.lang = lang
  // Where Unicode has a narrow space of its own before "PM", a reader sees a space.
  expect(clockTime(afternoon).replace(/\s/, ' ')).toBe(time)
})

test.each(['', 'en_GB', 'the language'])(
  'a page that names no language is read as the browser is: "%s"',
  (lang) => {
    document.documentElement.lang = lang
    const { hourCycle } = new Intl.DateTimeFormat([], { hour: 'numeric' }).resolvedOptions()
    expect(clockTime(afternoon)).toMatch(hourCycle === 'h12' ? /^2:03\sPM$/ : /^14:03$/)
  },
)
