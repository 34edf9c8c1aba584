import type { PublishedHoursBody } from '@shopbell/protocol'
import { beforeEach, expect, test } from 'vitest'
import { drawHours } from './draw-hours'

const at = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime()
/** A Monday, at noon where the reader is. */
const noon = at(5, 12)
const readersZone = new Intl.DateTimeFormat().resolvedOptions().timeZone
const office = [5, 6, 7, 8, 9, 12].map((day) => ({ from: at(day, 9), to: at(day, 18) }))
const published: PublishedHoursBody = {
  zone: readersZone,
  open: office,
  exceptions: [],
  banner: null,
  replyMs: null,
  emailAnswerMs: null,
}
const place = document.createElement('div')
const read = (change: Partial<PublishedHoursBody>, nowMs = noon) => {
  drawHours(place, { ...published, ...change }, nowMs)
  return [...place.querySelectorAll('tr')].map((row) => [...row.cells].map(({ textContent }) => textContent))
}

beforeEach(() => {
  document.documentElement.lang = 'en-GB'
})

test('the next seven days stand in a table, today first and by name', () => {
  expect(read({})).toEqual([
    ['Monday, today', '09:00 – 18:00'],
    ['Tuesday', '09:00 – 18:00'],
    ['Wednesday', '09:00 – 18:00'],
    ['Thursday', '09:00 – 18:00'],
    ['Friday', '09:00 – 18:00'],
    ['Saturday', 'Closed'],
    ['Sunday', 'Closed'],
  ])
  expect([...place.querySelectorAll('strong')].map(({ textContent }) => textContent)).toEqual([
    'Monday, today',
    '09:00 – 18:00',
  ])
  expect(place.querySelectorAll('th[scope=row]')).toHaveLength(7)
  expect(place.querySelectorAll('p')).toHaveLength(0)
})

test('several times in a day are told in order, a night with its evening', () => {
  const open = [
    { from: at(5, 9), to: at(5, 13) },
    { from: at(5, 14), to: at(5, 17, 30) },
    { from: at(6, 20), to: at(7, 2) },
  ]
  expect(read({ open }).slice(0, 3)).toEqual([
    ['Monday, today', '09:00 – 13:00, 14:00 – 17:30'],
    ['Tuesday', '20:00 – 02:00'],
    ['Wednesday', 'Closed'],
  ])
})

test('days and nights without a break are told day by day', () => {
  expect(read({ open: [{ from: at(4, 0), to: at(7, 12) }] }).slice(0, 4)).toEqual([
    ['Monday, today', 'All day'],
    ['Tuesday', 'All day'],
    ['Wednesday', '00:00 – 12:00'],
    ['Thursday', 'Closed'],
  ])
})

test('another day says why', () => {
  const open = office.filter(({ from }) => from !== at(6, 9))
  expect(read({ open, exceptions: [{ date: '2026-01-06', name: 'Epiphany <b>' }] })[1]).toEqual([
    'Tuesday',
    'Closed (Epiphany <b>)',
  ])
})

test('a store that is always open says just that', () => {
  expect(read({ zone: null, open: null })).toEqual([])
  expect(place.textContent).toBe('Always open.')
})

test('the line of the season comes first, how soon one is answered last', () => {
  read({ banner: 'Open longer until Christmas', replyMs: 110_000, emailAnswerMs: 24 * 60 * 60_000 })
  const lines = [...place.children].map(({ textContent }) => textContent)
  expect(lines[0]).toBe('Open longer until Christmas')
  expect(lines.slice(-2)).toEqual([
    'In the chat we usually answer within 2 minutes.',
    'By email we aim to answer within 24 hours.',
  ])
})

test('who reads elsewhere is told whose time it is', () => {
  const far = readersZone === 'Pacific/Chatham' ? 'America/New_York' : 'Pacific/Chatham'
  read({ zone: far })
  expect(place.lastElementChild?.textContent).toMatch(
    /^All times are yours\. The store keeps the time of (Chatham|New York)\.$/,
  )
  read({ zone: readersZone })
  expect(place.querySelector('p')).toBeNull()
})

test('what the page said itself is replaced', () => {
  place.innerHTML = '<p>Monday to Friday, nine to six</p>'
  read({})
  expect(place.textContent).not.toContain('nine to six')
})
