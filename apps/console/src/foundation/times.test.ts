import { afterEach, expect, test, vi } from 'vitest'
import { dayName, english, moment, shortMoment, timeOfDay } from './times'

const AFTERNOON = new Date(2026, 10, 20, 14, 3).getTime()
const LATER = new Date(2026, 10, 24, 9, 0).getTime()

afterEach(() => vi.restoreAllMocks())

test.each([
  ['en-GB', '14:03', '20 Nov', 'Friday 20 November'],
  ['en-US', '2:03 PM', 'Nov 20', 'Friday, November 20'],
  ['pt-PT', '14:03', '20 Nov', 'Friday, 20 November'],
  ['de', '14:03', '20 Nov', 'Friday, 20 November'],
])('a reader whose browser is in %s reads %s, %s, and %s', (language, time, short, day) => {
  vi.spyOn(navigator, 'language', 'get').mockReturnValue(language)
  expect(spaced(timeOfDay(AFTERNOON))).toBe(time)
  expect(shortMoment(AFTERNOON, LATER)).toBe(short)
  expect(dayName(AFTERNOON, LATER)).toBe(day)
  expect(spaced(moment(AFTERNOON, LATER))).toBe(`${day}, ${time}`)
})

test('the words stay English, whatever the browser speaks', () => {
  expect(english('he-IL')).toBe('en-IL')
  expect(english('en')).toBe('en')
  expect(english('en-CA')).toBe('en-CA')
})

/** Between figure and "PM" stands a narrow space that does not break. */
function spaced(text: string): string {
  return text.replace(/\u202f/g, ' ')
}
