import { dateAfter, isOpenAt, nextOpening, type OpeningHours, spansOf, wallClockAt } from '@shopbell/protocol'
import { copy } from '../copy'
import { english } from '../foundation/times'

/** What a shopper reads above the chat at a moment, as far as the hours decide; in the store's own time. */
export function shopperWords(hours: OpeningHours | null, atMs: number): string {
  if (hours === null || isOpenAt(hours, atMs)) return copy.openingHours.open
  const opensAt = nextOpening(hours, atMs)
  if (opensAt === null) return copy.openingHours.closedForNow
  return copy.openingHours.closedBack(dayWithin(hours.zone, opensAt, atMs), timeIn(hours.zone, opensAt))
}

/** The moment that a field of date and time names in a zone, or null: nothing chosen, or skipped by its clocks. */
export function momentIn(zone: string, chosen: string): number | null {
  const [date = '', time = ''] = chosen.split('T')
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  if (Number.isNaN(Date.parse(date))) return null
  const from = hours * 60 + minutes
  return spansOf(zone, date, { from, to: from + 1 })[0]?.from ?? null
}

/** A moment as a field of date and time shows it, in a zone. */
export function fieldTime(zone: string, atMs: number): string {
  const { date, minute } = wallClockAt(zone, atMs)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** "today", "tomorrow", a weekday within the week, else "5 January". */
function dayWithin(timeZone: string, atMs: number, nowMs: number): string {
  const today = wallClockAt(timeZone, nowMs).date
  const { date } = wallClockAt(timeZone, atMs)
  if (date === today) return copy.openingHours.today
  if (date === dateAfter(today, 1)) return copy.openingHours.tomorrow
  const isNear = date < dateAfter(today, 7)
  return new Intl.DateTimeFormat(english(navigator.language), {
    timeZone,
    ...(isNear ? { weekday: 'long' } : { day: 'numeric', month: 'long' }),
  }).format(atMs)
}

function timeIn(timeZone: string, atMs: number): string {
  const form = { timeZone, hour: 'numeric', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(english(navigator.language), form).format(atMs)
}
