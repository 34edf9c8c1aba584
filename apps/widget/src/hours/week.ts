import type { PublishedHoursBody, Span } from '@shopbell/protocol'
import { clockTime, startOfDay } from '../conversation/times'
import { language } from '../copy-conversation'
import { hoursWords } from './copy-hours'

/** One of the reader's own days. */
export interface PrintedDay {
  readonly day: string
  readonly hours: string
  readonly isToday: boolean
}

const DAYS = 7
const DAY_MS = 86_400_000

/** The reader's next seven days with their times; null where the store is always open. */
export function weekOf(
  { open, exceptions }: PublishedHoursBody,
  nowMs: number,
): readonly PrintedDay[] | null {
  if (open === null) return null
  return Array.from({ length: DAYS }, (_, ahead) => {
    const from = dayAfter(nowMs, ahead)
    const weekday = new Date(from).toLocaleDateString(language, { weekday: 'long' })
    const hours = hoursWithin(open, { from, to: dayAfter(nowMs, ahead + 1) })
    const reason = exceptions.find(({ date }) => date === dateOf(from))?.name
    return {
      day: ahead ? weekday : hoursWords.today(weekday),
      hours: reason === undefined ? hours : hoursWords.because(hours, reason),
      isToday: !ahead,
    }
  })
}

/** Whether clocks in this zone show another time than the reader's. */
export function isElsewhere(zone: string, nowMs: number): boolean {
  const now = new Date(nowMs)
  try {
    return now.toLocaleString('en', { timeZone: zone }) !== now.toLocaleString('en')
  } catch {
    // A browser older than the zone's name: it had better be named.
    return true
  }
}

/** A night that goes on after midnight is told with the evening; what lasts longer than a day, day by day. */
function hoursWithin(open: readonly Span[], day: Span): string {
  const times = open.flatMap((span) => {
    const isLong = span.to - span.from > DAY_MS
    const from = isLong ? Math.max(span.from, day.from) : span.from
    const to = isLong ? Math.min(span.to, day.to) : span.to
    if (from < day.from || from >= day.to || to <= from) return []
    return from === day.from && to === day.to
      ? hoursWords.allDay
      : hoursWords.times(clockTime(from), clockTime(to))
  })
  return times.join(', ') || hoursWords.closed
}

/** Local midnight so many days later: a day is not always 24 hours long. */
function dayAfter(nowMs: number, days: number): number {
  const day = new Date(startOfDay(nowMs))
  return day.setDate(day.getDate() + days)
}

/** `YYYY-MM-DD`, by the reader's clock. */
function dateOf(atMs: number): string {
  return new Date(atMs).toLocaleDateString('sv')
}
