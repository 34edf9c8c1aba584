import type { Interval, OpeningHours } from './opening-hours'
import { dateAfter, type Span, spansOf, wallClockAt } from './wall-clock'

/** A store that does not open within this many days is closed for now. */
const LOOK_AHEAD_DAYS = 400

/** Whether the store is open by its hours at a moment: whenever a clock on its wall shows a minute of an interval. */
export function isOpenAt(hours: OpeningHours, atMs: number): boolean {
  const { date, minute } = wallClockAt(hours.zone, atMs)
  return intervalsOn(hours, date).some(({ from, to }) => from <= minute && minute < to)
}

/**
 * The first moment from now on at which the store is open, in milliseconds since 1970 UTC: now, if it is. Null where it
 * does not open within 400 days.
 */
export function nextOpening(hours: OpeningHours, nowMs: number): number | null {
  const { date } = wallClockAt(hours.zone, nowMs)
  for (let days = 0; days <= LOOK_AHEAD_DAYS; days += 1) {
    const span = openSpansOn(hours, dateAfter(date, days)).find(({ to }) => to > nowMs)
    if (span !== undefined) return Math.max(span.from, nowMs)
  }
  return null
}

/** When the store is open on a date of its own, in order. */
export function openSpansOn(hours: OpeningHours, date: string): readonly Span[] {
  return intervalsOn(hours, date)
    .flatMap((interval) => spansOf(hours.zone, date, interval))
    .sort((a, b) => a.from - b.from)
}

/** The line that shoppers read at a moment, because of the season. Null where there is none. */
export function bannerAt(hours: OpeningHours, atMs: number): string | null {
  const banner = seasonOn(hours, wallClockAt(hours.zone, atMs).date)?.banner ?? ''
  return banner === '' ? null : banner
}

function intervalsOn(hours: OpeningHours, date: string): readonly Interval[] {
  const exception = hours.exceptions.find((one) => one.date === date)
  if (exception !== undefined) return exception.intervals
  const { week } = seasonOn(hours, date) ?? hours
  return week[weekdayOf(date)] ?? []
}

function seasonOn({ seasons }: OpeningHours, date: string) {
  return seasons.find(({ from, to }) => from <= date && date <= to)
}

/** Monday is 0. */
function weekdayOf(date: string): number {
  return (new Date(date).getUTCDay() + 6) % 7
}
