import type { Interval } from './opening-hours'

/** A stretch of time, in milliseconds since 1970 UTC; `to` is the first moment after it. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a clock on the wall shows: a date `YYYY-MM-DD`, and the minutes since midnight. */
export interface WallClock {
  readonly date: string
  readonly minute: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** No zone is further from UTC than this, to either side. */
const FURTHEST_MS = 16 * HOUR_MS

/** What a clock on the wall in this zone shows at a moment. Throws `RangeError` for a zone that does not exist. */
export function wallClockAt(zone: string, atMs: number): WallClock {
  const shownMs = atMs + offsetAt(zone, atMs)
  return { date: dateOf(shownMs), minute: Math.floor((shownMs - Date.parse(dateOf(shownMs))) / MINUTE_MS) }
}

/**
 * The stretches of time in which a clock on the wall shows this date and the minutes `from` up to `to`, in order.
 * Minutes that the clock skips never come, so what begins among them begins with the first moment after the gap. Minutes
 * that it shows twice count twice: the two passes may lie apart.
 */
export function spansOf(zone: string, date: string, { from, to }: Interval): readonly Span[] {
  const midnightMs = Date.parse(date)
  return steadyTimes(zone, midnightMs)
    .map(({ span, offsetMs }) => ({
      from: Math.max(span.from, midnightMs + from * MINUTE_MS - offsetMs),
      to: Math.min(span.to, midnightMs + to * MINUTE_MS - offsetMs),
    }))
    .filter((span) => span.from < span.to)
}

/** The date so many days later. */
export function dateAfter(date: string, days: number): string {
  return dateOf(Date.parse(date) + days * DAY_MS)
}

function dateOf(shownMs: number): string {
  return new Date(shownMs).toISOString().slice(0, 10)
}

/** Around a date, the times in which the zone's clocks run without being set. They are set once within days, if at all. */
function steadyTimes(zone: string, midnightMs: number) {
  const [from, to] = [midnightMs - FURTHEST_MS, midnightMs + DAY_MS + FURTHEST_MS]
  const [offsetMs, laterMs] = [offsetAt(zone, from), offsetAt(zone, to)]
  if (offsetMs === laterMs) return [{ span: { from, to }, offsetMs }]
  let [before, after] = [from, to]
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS
    if (offsetAt(zone, middle) === offsetMs) before = middle
    else after = middle
  }
  return [
    { span: { from, to: after }, offsetMs },
    { span: { from: after, to }, offsetMs: laterMs },
  ]
}

/** A formatter is dear to make, and a house knows few zones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(zone: string, atMs: number): number {
  const formatter =
    formatters.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  formatters.set(zone, formatter)
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(formatter.format(atMs)) ?? []
  const ahead = Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS
  return sign === '-' ? -ahead : ahead
}
