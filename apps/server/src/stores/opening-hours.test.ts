import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildTestApp, SHOP, type TestAgent, type TestHouse } from '../testing/build-test-app'

let house: TestHouse
let owner: TestAgent

// A Monday, ten in the morning in Berlin.
beforeAll(async () => {
  house = await buildTestApp({ openAt: '2026-01-05T09:00:00Z' })
  owner = await house.agent()
})
afterAll(() => house[Symbol.asyncDispose]())

const nine = { from: 540, to: 780 }
const two = { from: 840, to: 1_080 }
const office = [[nine, two], [nine, two], [nine, two], [nine, two], [nine], [], []]
const hours = { zone: 'Europe/Berlin', week: office, exceptions: [], seasons: [] }
const season = { name: 'Advent', from: '2026-11-30', to: '2026-12-24', week: office, banner: 'Open longer' }
const save = (change: object, answersOutsideHours = false, agent = owner) =>
  agent.asksStore('PUT', 'hours', { hours: { ...hours, ...change }, answersOutsideHours })
const published = (headers: Record<string, string> = { origin: SHOP }) =>
  house.ask('GET', `/v1/stores/${house.storeId}/hours`, { headers })
const availability = async () =>
  Object(
    (await house.ask('GET', `/v1/stores/${house.storeId}/availability`, { headers: { origin: SHOP } })).body,
  ).availability

test('a new store is always open, until its owner says otherwise', async () => {
  expect(await owner.asksStore('GET', 'hours')).toMatchObject({
    status: 200,
    body: { hours: null, answersOutsideHours: false },
  })
  expect((await published()).body).toMatchObject({ zone: null, open: null, banner: null })
})

test('hours are kept as they were entered, and are noted with who entered them', async () => {
  const entered = {
    exceptions: [{ date: '2026-12-25', intervals: [], name: 'Christmas Day' }],
    seasons: [season],
  }
  expect((await save(entered, true)).status).toBe(204)
  expect((await owner.asksStore('GET', 'hours')).body).toEqual({
    hours: { ...hours, ...entered },
    answersOutsideHours: true,
  })
})

test('an agent who manages nothing neither reads nor changes the hours', async () => {
  const agent = await house.agent({ role: 'agent', name: 'Noor' })
  expect((await save({}, false, agent)).status).toBe(403)
  expect((await agent.asksStore('GET', 'hours')).status).toBe(403)
  const stranger = await house.agent({ storeId: await house.addStore() })
  expect(
    (await stranger.asks('PUT', `stores/${house.storeId}/hours`, { hours: null, answersOutsideHours: true }))
      .status,
  ).toBe(
    (
      await stranger.asks('PUT', 'stores/sto_0000000000000000/hours', {
        hours: null,
        answersOutsideHours: true,
      })
    ).status,
  )
})

describe('what is no hours is refused beside its field, and changes nothing', () => {
  beforeEach(async () => {
    await save({})
  })
  const monday = (...intervals: object[]) => ({ week: [intervals, ...office.slice(1)] })
  const onDate = (date: string) => ({ date, intervals: [], name: 'Fair' })

  test.each<[what: string, change: object, field: string, words: RegExp]>([
    [
      'times that overlap',
      monday(nine, { from: 700, to: 900 }),
      'week.0.1',
      /^Overlaps the one before it\.$/,
    ],
    [
      'times that touch',
      monday(nine, { from: 780, to: 900 }),
      'week.0.1',
      /^Begins when the one before it ends/,
    ],
    ['times out of order', monday(two, nine), 'week.0.1', /^Stands after a later one/],
    ['a time that runs backward', monday({ from: 1_080, to: 540 }), 'week.0.0', /^Ends before it begins/],
    ['a time without length', monday({ from: 540, to: 540 }), 'week.0.0', /^Ends when it begins\.$/],
    ['a time beyond the day', monday({ from: 540, to: 1_441 }), 'week.0.0.to', /from 00:00 to 24:00/],
    ['half a minute', monday({ from: 540.5, to: 600 }), 'week.0.0.from', /from 00:00 to 24:00/],
    [
      'more times than a day has room for',
      monday(...Array.from({ length: 7 }, (_, at) => ({ from: at * 100, to: at * 100 + 50 }))),
      'week.0',
      /^At most 6 times in one day\.$/,
    ],
    ['a week of six days', { week: office.slice(1) }, 'week', /./],
    ['a zone that does not exist', { zone: 'Europe/Atlantis' }, 'zone', /such as Europe\/Berlin/],
    ['a zone that is an offset', { zone: '+01:00' }, 'zone', /such as Europe\/Berlin/],
    [
      'a date that does not exist',
      { exceptions: [onDate('2026-02-29')] },
      'exceptions.0.date',
      /date that exists/,
    ],
    [
      'a date in another order',
      { exceptions: [onDate('24.12.2026')] },
      'exceptions.0.date',
      /date that exists/,
    ],
    [
      'the same date twice',
      { exceptions: [onDate('2026-12-24'), onDate('2026-12-24')] },
      'exceptions.1.date',
      /in the list already/,
    ],
    [
      'an exception whose times overlap',
      { exceptions: [{ ...onDate('2026-12-24'), intervals: [nine, { from: 600, to: 700 }] }] },
      'exceptions.0.intervals.1',
      /^Overlaps/,
    ],
    [
      'a date without a name',
      { exceptions: [{ ...onDate('2026-12-24'), name: ' ' }] },
      'exceptions.0.name',
      /^Say why/,
    ],
    [
      'more dates than there is room for',
      { exceptions: Array.from({ length: 61 }, (_, at) => onDate(`${2_026 + at}-12-24`)) },
      'exceptions',
      /^At most 60 dates\.$/,
    ],
    [
      'a season that runs backward',
      { seasons: [{ ...season, to: '2026-11-01' }] },
      'seasons.0.to',
      /before it begins/,
    ],
    [
      'two seasons at once',
      { seasons: [season, { ...season, name: 'Sale', from: '2026-12-24', to: '2026-12-31' }] },
      'seasons.1.from',
      /^Overlaps Advent, which lasts from 2026-11-30 to 2026-12-24\.$/,
    ],
    [
      'more seasons than there is room for',
      {
        seasons: Array.from({ length: 13 }, (_, at) => {
          return { ...season, from: `${2_026 + at}-12-01`, to: `${2_026 + at}-12-24` }
        }),
      },
      'seasons',
      /^At most 12 seasons\.$/,
    ],
    ['a field that nobody knows', { holidays: true }, '', /not known/],
  ])('%s', async (_what, change, field, words) => {
    const refused = await save(change)
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid' } })
    const { fields, message } = Object(refused.body)
    expect(fields[field === '' ? 'hours' : `hours.${field}`]).toMatch(words)
    expect(message).toMatch(/\.$/)
    expect((await owner.asksStore('GET', 'hours')).body).toEqual({ hours, answersOutsideHours: false })
  })
})

describe('what shoppers are told', () => {
  test('outside the hours the store is closed, and says when it opens', async () => {
    await save({ week: [[], [nine], [], [], [], [], []] })
    await owner.connects()
    await owner.switches('available')
    expect(await availability()).toEqual({ kind: 'closed', opensAt: Date.parse('2026-01-06T08:00:00Z') })
  })

  test('a store that never opens says no time', async () => {
    await save({ week: [[], [], [], [], [], [], []] })
    expect(await availability()).toEqual({ kind: 'closed', opensAt: null })
  })

  test('whoever is there answers outside the hours, where the owner wants that; else it is closed all the same', async () => {
    await save({ week: [[], [nine], [], [], [], [], []] }, true)
    expect(await availability()).toMatchObject({ kind: 'live' })
    await owner.switches('away')
    expect(await availability()).toMatchObject({ kind: 'closed' })
  })

  test('within the hours, with nobody there, it is nobody and not the hours', async () => {
    await save({})
    expect(await availability()).toEqual({ kind: 'nobody' })
  })

  test('an open panel reads of the closing and of the opening by itself, without anybody doing anything', async () => {
    await using evening = await buildTestApp({ openAt: '2026-01-05T16:59:50Z' })
    const keeper = await evening.agent()
    const lateAgain = { from: 1_081, to: 1_440 }
    const week = [[two, lateAgain], [], [], [], [], [], []]
    await keeper.asksStore('PUT', 'hours', { hours: { ...hours, week }, answersOutsideHours: false })
    const early = await evening.visitor()
    expect(await early.greets()).toMatchObject({ availability: { kind: 'nobody' } })
    await evening.passes(10_000)
    const closed = { kind: 'closed', opensAt: Date.parse('2026-01-05T17:01:00Z') }
    expect(await early.socket.hears('availability')).toMatchObject({ availability: closed })
    await evening.passes(30_000)
    const late = await evening.visitor()
    expect(await late.greets()).toMatchObject({ availability: closed })
    await evening.passes(30_000)
    expect(await late.socket.hears('availability')).toMatchObject({ availability: { kind: 'nobody' } })
  })

  test('an open panel reads of new hours at once', async () => {
    await save({})
    const shopper = await house.visitor()
    await shopper.greets()
    await save({ week: [[], [], [], [], [], [], []] })
    expect(await shopper.socket.hears('availability')).toMatchObject({ availability: { kind: 'closed' } })
  })
})

describe('what a page may print', () => {
  test('ten days of hours by the store’s own clock, kept by browsers for five minutes', async () => {
    await save({
      week: [[{ from: 1_200, to: 1_440 }], [{ from: 0, to: 120 }], [], [], [], [], []],
      exceptions: [
        { date: '2026-01-06', intervals: [{ from: 0, to: 60 }], name: 'Epiphany' },
        { date: '2026-12-24', intervals: [], name: 'Christmas Eve' },
      ],
    })
    const answer = await published()
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': SHOP,
      vary: 'Origin',
    })
    expect(answer.body).toEqual({
      zone: 'Europe/Berlin',
      open: [
        { from: Date.parse('2026-01-05T19:00:00Z'), to: Date.parse('2026-01-06T00:00:00Z') },
        { from: Date.parse('2026-01-12T19:00:00Z'), to: Date.parse('2026-01-13T01:00:00Z') },
      ],
      exceptions: [{ date: '2026-01-06', name: 'Epiphany' }],
      banner: null,
      replyMs: null,
      emailAnswerMs: null,
    })
  })

  test('never who is there', async () => {
    await save({})
    const before = await published()
    await owner.switches('available')
    expect((await published()).text).toBe(before.text)
  })

  test('the banner of a season, while it lasts', async () => {
    await save({ seasons: [{ ...season, from: '2026-01-05', to: '2026-01-05' }] })
    expect((await published()).body).toMatchObject({ banner: 'Open longer' })
    await save({ seasons: [{ ...season, from: '2026-01-06', to: '2026-01-06' }] })
    expect((await published()).body).toMatchObject({ banner: null })
  })

  test('not to a page of another site', async () => {
    expect(await published({ origin: 'https://elsewhere.example' })).toMatchObject({
      status: 403,
      body: { code: 'origin_not_allowed' },
    })
  })
})
