import * as z from 'zod'
import type { HoursBody } from './http'
import { HOURS_LIMITS, type Interval, type Season } from './opening-hours'
import { text } from './schemas-text'

const WITHIN_A_DAY = 'A time of day, from 00:00 to 24:00.'
const minute = z.int(WITHIN_A_DAY).min(0, WITHIN_A_DAY).max(1_440, WITHIN_A_DAY)
const intervals = z
  .array(z.strictObject({ from: minute, to: minute }))
  .max(HOURS_LIMITS.intervalsPerDay, `At most ${HOURS_LIMITS.intervalsPerDay} times in one day.`)
  .superRefine((all, context) => {
    for (const [place, interval] of all.entries()) {
      const message = wrongWith(interval, all[place - 1])
      if (message !== null) context.addIssue({ code: 'custom', path: [place], message })
    }
  })

function wrongWith({ from, to }: Interval, before: Interval | undefined): string | null {
  if (to === from) return 'Ends when it begins.'
  if (to < from) return 'Ends before it begins. A night ends at 24:00 and goes on at 00:00 of the next day.'
  if (before === undefined || from > before.to) return null
  if (from === before.to) return 'Begins when the one before it ends. Make one of the two.'
  return from < before.from
    ? 'Stands after a later one. The earlier one goes first.'
    : 'Overlaps the one before it.'
}

const week = z.tuple([intervals, intervals, intervals, intervals, intervals, intervals, intervals])
const date = z.string().refine(isDate, 'A date that exists, such as 2026-12-24.')
const name = (missing: string) =>
  text(HOURS_LIMITS.nameLength).refine((value) => value.trim() !== '', missing)

const exceptions = z
  .array(z.strictObject({ date, intervals, name: name('Say why, as shoppers will read it.') }))
  .max(HOURS_LIMITS.exceptions, `At most ${HOURS_LIMITS.exceptions} dates.`)
  .superRefine((all, context) => {
    for (const [place, one] of all.entries()) {
      if (all.findIndex((other) => other.date === one.date) === place) continue
      context.addIssue({
        code: 'custom',
        path: [place, 'date'],
        message: 'This date is in the list already.',
      })
    }
  })

const seasons = z
  .array(
    z.strictObject({
      name: name('Give the season a name.'),
      from: date,
      to: date,
      week,
      banner: text(HOURS_LIMITS.bannerLength),
    }),
  )
  .max(HOURS_LIMITS.seasons, `At most ${HOURS_LIMITS.seasons} seasons.`)
  .superRefine((all, context) => {
    for (const [place, season] of all.entries()) {
      if (season.to < season.from) {
        context.addIssue({ code: 'custom', path: [place, 'to'], message: 'Ends before it begins.' })
      }
      const other = all.slice(0, place).find((earlier) => overlap(earlier, season))
      if (other === undefined) continue
      const message = `Overlaps ${other.name.trim()}, which lasts from ${other.from} to ${other.to}.`
      context.addIssue({ code: 'custom', path: [place, 'from'], message })
    }
  })

/** GET and PUT of a store's hours. What is wrong is named interval by interval: `hours.week.0.1`. */
export const hoursBodySchema: z.ZodType<HoursBody> = z.strictObject({
  hours: z
    .strictObject({
      zone: z.string().max(64).refine(isZone, 'A time zone by its IANA name, such as Europe/Berlin.'),
      week,
      exceptions,
      seasons,
    })
    .nullable(),
  answersOutsideHours: z.boolean(),
})

function overlap(one: Season, other: Season): boolean {
  return one.from <= other.to && other.from <= one.to
}

/** Whether a text is a date of the calendar: 2026-02-29 is none. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const atMs = Date.parse(value)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(value)
}

/** Names only: an offset such as +01:00 knows no daylight saving. */
function isZone(value: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/i.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
