import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Interval, OpeningHours, Week } from './opening-hours'
import { bannerAt, isOpenAt, nextOpening, openSpansOn } from './when-open'

const MINUTE_MS = 60_000

/** "09:00-18:00" as minutes. */
const at = (...times: string[]): Interval[] =>
  times.map((time) => {
    const [from = 0, to = 0] = time.split('-').map((one) => {
      const [hours = 0, minutes = 0] = one.split(':').map(Number)
      return hours * 60 + minutes
    })
    return { from, to }
  })
const daily = (...times: string[]): Week => {
  const day = at(...times)
  return [day, day, day, day, day, day, day]
}
const never: Week = [[], [], [], [], [], [], []]
const hours = (zone: string, week: Week, more: Partial<OpeningHours> = {}): OpeningHours => {
  return { zone, week, exceptions: [], seasons: [], ...more }
}
const spans = (given: OpeningHours, date: string) =>
  openSpansOn(given, date).map(
    ({ from, to }) => `${new Date(from).toISOString()} ${new Date(to).toISOString()}`,
  )
const opens = (given: OpeningHours, nowIso: string) => {
  const opening = nextOpening(given, Date.parse(nowIso))
  return opening === null ? null : new Date(opening).toISOString()
}

describe('Berlin, where the clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October', () => {
  const zone = 'Europe/Berlin'

  test('the shop opens at nine by its own clock, before and after the change', () => {
    const given = hours(zone, daily('09:00-18:00'))
    expect(spans(given, '2026-03-28')).toEqual(['2026-03-28T08:00:00.000Z 2026-03-28T17:00:00.000Z'])
    expect(spans(given, '2026-03-29')).toEqual(['2026-03-29T07:00:00.000Z 2026-03-29T16:00:00.000Z'])
    expect(spans(given, '2026-10-24')).toEqual(['2026-10-24T07:00:00.000Z 2026-10-24T16:00:00.000Z'])
    expect(spans(given, '2026-10-25')).toEqual(['2026-10-25T08:00:00.000Z 2026-10-25T17:00:00.000Z'])
    expect(opens(given, '2026-03-28T17:00:00Z')).toBe('2026-03-29T07:00:00.000Z')
    expect(opens(given, '2026-10-24T16:00:00Z')).toBe('2026-10-25T08:00:00.000Z')
  })

  test('what begins in the hour that is skipped begins when the clock goes on', () => {
    expect(spans(hours(zone, daily('02:30-05:00')), '2026-03-29')).toEqual([
      '2026-03-29T01:00:00.000Z 2026-03-29T03:00:00.000Z',
    ])
    expect(spans(hours(zone, daily('01:00-02:30')), '2026-03-29')).toEqual([
      '2026-03-29T00:00:00.000Z 2026-03-29T01:00:00.000Z',
    ])
  })

  test('what lies in the hour that is skipped does not take place', () => {
    const given = hours(zone, daily('02:10-02:50'))
    expect(spans(given, '2026-03-29')).toEqual([])
    expect(opens(given, '2026-03-29T00:00:00Z')).toBe('2026-03-30T00:10:00.000Z')
  })

  test('what lies in the hour that comes twice takes place twice', () => {
    const given = hours(zone, daily('02:10-02:50'))
    expect(spans(given, '2026-10-25')).toEqual([
      '2026-10-25T00:10:00.000Z 2026-10-25T00:50:00.000Z',
      '2026-10-25T01:10:00.000Z 2026-10-25T01:50:00.000Z',
    ])
    expect(opens(given, '2026-10-25T00:50:00Z')).toBe('2026-10-25T01:10:00.000Z')
  })

  test('who closes in the hour that comes twice opens again with it', () => {
    const given = hours(zone, daily('01:30-02:30'))
    expect(opens(given, '2026-10-25T00:30:00Z')).toBe('2026-10-25T01:00:00.000Z')
    expect(isOpenAt(given, Date.parse('2026-10-25T01:29:59Z'))).toBe(true)
    expect(isOpenAt(given, Date.parse('2026-10-25T01:30:00Z'))).toBe(false)
  })

  test('a whole day lasts 23 hours in spring and 25 in autumn', () => {
    const given = hours(zone, daily('00:00-24:00'))
    expect(spans(given, '2026-03-29')).toEqual([
      '2026-03-28T23:00:00.000Z 2026-03-29T01:00:00.000Z',
      '2026-03-29T01:00:00.000Z 2026-03-29T22:00:00.000Z',
    ])
    expect(spans(given, '2026-10-25')).toEqual([
      '2026-10-24T22:00:00.000Z 2026-10-25T01:00:00.000Z',
      '2026-10-25T01:00:00.000Z 2026-10-25T23:00:00.000Z',
    ])
  })

  test('an exception on the day of the change goes before the week, and by the same clock', () => {
    const easter = { date: '2026-03-29', intervals: at('02:00-04:00', '20:00-24:00'), name: 'Long night' }
    const given = hours(zone, daily('09:00-18:00'), { exceptions: [easter] })
    expect(spans(given, '2026-03-29')).toEqual([
      '2026-03-29T01:00:00.000Z 2026-03-29T02:00:00.000Z',
      '2026-03-29T18:00:00.000Z 2026-03-29T22:00:00.000Z',
    ])
    expect(isOpenAt(given, Date.parse('2026-03-29T10:00:00Z'))).toBe(false)
    expect(opens(given, '2026-03-29T22:00:00Z')).toBe('2026-03-30T07:00:00.000Z')
  })
})

describe('New York, where the clocks go from 02:00 to 03:00 on 8 March 2026, and from 02:00 to 01:00 on 1 November', () => {
  const zone = 'America/New_York'

  test('the shop opens at ten by its own clock, before and after the change', () => {
    const given = hours(zone, daily('10:00-19:00'))
    expect(opens(given, '2026-03-07T12:00:00Z')).toBe('2026-03-07T15:00:00.000Z')
    expect(opens(given, '2026-03-08T12:00:00Z')).toBe('2026-03-08T14:00:00.000Z')
    expect(opens(given, '2026-10-31T12:00:00Z')).toBe('2026-10-31T14:00:00.000Z')
    expect(opens(given, '2026-11-01T12:00:00Z')).toBe('2026-11-01T15:00:00.000Z')
  })

  test('a late evening that ends with the day ends at midnight by the clock of that day', () => {
    const given = hours(zone, daily('22:00-24:00'))
    expect(spans(given, '2026-11-01')).toEqual(['2026-11-02T03:00:00.000Z 2026-11-02T05:00:00.000Z'])
    expect(isOpenAt(given, Date.parse('2026-11-02T04:59:59.999Z'))).toBe(true)
    expect(isOpenAt(given, Date.parse('2026-11-02T05:00:00Z'))).toBe(false)
  })

  test('an hour that comes twice is open twice, one that never comes not at all', () => {
    const given = hours(zone, daily('01:00-02:00'))
    expect(spans(given, '2026-11-01')).toEqual([
      '2026-11-01T05:00:00.000Z 2026-11-01T06:00:00.000Z',
      '2026-11-01T06:00:00.000Z 2026-11-01T07:00:00.000Z',
    ])
    expect(spans(hours(zone, daily('02:00-03:00')), '2026-03-08')).toEqual([])
  })
})

describe('Kolkata, half an hour beside the full ones, where no clock is ever set', () => {
  const given = hours('Asia/Kolkata', daily('09:15-13:00', '14:00-24:00'))

  test.each(['2026-03-29', '2026-10-25', '2026-11-01'])('%s is a day like any other', (date) => {
    expect(spans(given, date)).toEqual([
      `${date}T03:45:00.000Z ${date}T07:30:00.000Z`,
      `${date}T08:30:00.000Z ${date}T18:30:00.000Z`,
    ])
  })

  test('lunch is closed, and ends', () => {
    expect(opens(given, '2026-03-29T07:30:00Z')).toBe('2026-03-29T08:30:00.000Z')
    expect(opens(given, '2026-03-29T18:30:00Z')).toBe('2026-03-30T03:45:00.000Z')
  })
})

describe('Chatham, where the clocks go from 03:45 to 02:45 on 5 April 2026, and from 02:45 to 03:45 on 27 September', () => {
  const zone = 'Pacific/Chatham'

  test('the shop opens at nine by its own clock, before and after the change', () => {
    const given = hours(zone, daily('09:00-17:00'))
    expect(spans(given, '2026-04-04')).toEqual(['2026-04-03T19:15:00.000Z 2026-04-04T03:15:00.000Z'])
    expect(spans(given, '2026-04-05')).toEqual(['2026-04-04T20:15:00.000Z 2026-04-05T04:15:00.000Z'])
    expect(spans(given, '2026-09-26')).toEqual(['2026-09-25T20:15:00.000Z 2026-09-26T04:15:00.000Z'])
    expect(spans(given, '2026-09-27')).toEqual(['2026-09-26T19:15:00.000Z 2026-09-27T03:15:00.000Z'])
  })

  test('what begins in the hour that is skipped begins when the clock goes on, at 03:45', () => {
    expect(spans(hours(zone, daily('03:00-06:00')), '2026-09-27')).toEqual([
      '2026-09-26T14:00:00.000Z 2026-09-26T16:15:00.000Z',
    ])
  })

  test('what lies in the hour that comes twice takes place twice', () => {
    expect(spans(hours(zone, daily('03:00-03:30')), '2026-04-05')).toEqual([
      '2026-04-04T13:15:00.000Z 2026-04-04T13:45:00.000Z',
      '2026-04-04T14:15:00.000Z 2026-04-04T14:45:00.000Z',
    ])
  })
})

describe('seasons', () => {
  const advent = {
    name: 'Advent',
    from: '2026-12-01',
    to: '2026-12-24',
    week: daily('08:00-22:00'),
    banner: 'Longer hours until Christmas',
  }
  const eve = { date: '2026-12-24', intervals: at('08:00-12:00'), name: 'Christmas Eve' }
  const given = hours('Europe/Berlin', daily('10:00-18:00'), { seasons: [advent], exceptions: [eve] })

  test('a season has its own week from its first date to its last, both included', () => {
    expect(spans(given, '2026-11-30')).toEqual(['2026-11-30T09:00:00.000Z 2026-11-30T17:00:00.000Z'])
    expect(spans(given, '2026-12-01')).toEqual(['2026-12-01T07:00:00.000Z 2026-12-01T21:00:00.000Z'])
    expect(spans(given, '2026-12-25')).toEqual(['2026-12-25T09:00:00.000Z 2026-12-25T17:00:00.000Z'])
  })

  test('an exception goes before the season', () => {
    expect(spans(given, '2026-12-24')).toEqual(['2026-12-24T07:00:00.000Z 2026-12-24T11:00:00.000Z'])
  })

  test("the banner is read while the season lasts, by the store's own midnight", () => {
    expect(bannerAt(given, Date.parse('2026-11-30T22:59:59Z'))).toBeNull()
    expect(bannerAt(given, Date.parse('2026-11-30T23:00:00Z'))).toBe('Longer hours until Christmas')
    expect(bannerAt(given, Date.parse('2026-12-24T22:59:59Z'))).toBe('Longer hours until Christmas')
    expect(bannerAt(given, Date.parse('2026-12-24T23:00:00Z'))).toBeNull()
  })

  test('a season may be closed altogether, and the shop opens when it is over', () => {
    const holidays = { name: 'Holidays', from: '2026-07-01', to: '2026-08-31', week: never, banner: '' }
    const closed = hours('Europe/Berlin', daily('10:00-18:00'), { seasons: [holidays] })
    expect(opens(closed, '2026-07-15T12:00:00Z')).toBe('2026-09-01T08:00:00.000Z')
    expect(bannerAt(closed, Date.parse('2026-07-15T12:00:00Z'))).toBeNull()
  })
})

test('who is open opens now, and who never opens has no next time', () => {
  expect(opens(hours('UTC', daily('09:00-18:00')), '2026-01-05T09:30:30Z')).toBe('2026-01-05T09:30:30.000Z')
  expect(opens(hours('UTC', never), '2026-01-05T09:30:30Z')).toBeNull()
})

test('a single date within a year is found, one beyond 400 days is not looked for', () => {
  const fair = { date: '2027-01-05', intervals: at('10:00-11:00'), name: 'Fair' }
  const given = hours('UTC', never, { exceptions: [fair] })
  expect(opens(given, '2026-01-05T12:00:00Z')).toBe('2027-01-05T10:00:00.000Z')
  expect(opens(given, '2025-11-05T12:00:00Z')).toBeNull()
})

describe('whatever the hours', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 }).map((quarters) => {
    const sorted = quarters.map((quarter) => quarter * 15).sort((a, b) => a - b)
    const intervals: Interval[] = []
    for (let place = 0; place + 1 < sorted.length; place += 2) {
      intervals.push({ from: sorted[place] ?? 0, to: sorted[place + 1] ?? 0 })
    }
    return intervals
  })
  const changes = [
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['America/New_York', '2026-03-08'],
    ['America/New_York', '2026-11-01'],
    ['Asia/Kolkata', '2026-03-29'],
    ['Pacific/Chatham', '2026-04-05'],
    ['Pacific/Chatham', '2026-09-27'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['America/Havana', '2026-11-01'],
  ] as const
  const cases = fc.record({
    change: fc.constantFrom(...changes),
    week: fc.tuple(cuts, cuts, cuts, cuts, cuts, cuts, cuts),
    exceptional: fc.option(cuts, { nil: undefined }),
    minutesBefore: fc.integer({ min: -1_440, max: 2_880 }),
  })

  test('the next opening is open, and nothing is open before it', () => {
    fc.assert(
      fc.property(cases, ({ change: [zone, date], week, exceptional, minutesBefore }) => {
        const exceptions =
          exceptional === undefined ? [] : [{ date, intervals: exceptional, name: 'Another day' }]
        const given = hours(zone, week, { exceptions })
        const nowMs = Date.parse(date) - minutesBefore * MINUTE_MS
        const found = nextOpening(given, nowMs)
        if (found !== null) expect(isOpenAt(given, found)).toBe(true)
        // Two days hold every change of the clocks there is to hold, and nothing is open for less than a quarter.
        const until = Math.min(found ?? Number.POSITIVE_INFINITY, nowMs + 2_880 * MINUTE_MS)
        for (let at = nowMs; at < until; at += 10 * MINUTE_MS) expect(isOpenAt(given, at)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })
})
