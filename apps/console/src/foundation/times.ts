import { copy } from '../copy'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A wait against its target, such as "0:48 of 1:00", "5 min of 24 h" or "6 h of 8 h". */
export function waitAgainst(waitedMs: number, targetMs: number): string {
  const short = targetMs < HOUR && waitedMs < HOUR
  return short
    ? copy.waitOf(clock(waitedMs), clock(targetMs))
    : copy.waitOf(rounded(waitedMs), rounded(targetMs))
}

/** Minutes and seconds. */
function clock(ms: number): string {
  return `${Math.floor(ms / MINUTE)}:${String(Math.floor((ms % MINUTE) / SECOND)).padStart(2, '0')}`
}

/** The largest unit that fits, rounded down; days only where hours would be many. */
export function rounded(ms: number): string {
  if (ms < MINUTE) return copy.seconds(Math.floor(ms / SECOND))
  if (ms < HOUR) return copy.minutes(Math.floor(ms / MINUTE))
  if (ms < 2 * DAY) return copy.hours(Math.floor(ms / HOUR))
  return copy.days(Math.floor(ms / DAY))
}

/** The time of day, in the reader's own way: "14:03", "2:03 PM". */
export function timeOfDay(atMs: number): string {
  return new Intl.DateTimeFormat(english(navigator.language), { hour: 'numeric', minute: '2-digit' }).format(
    atMs,
  )
}

/** "14:03" today, else with the day before it: for things that may lie far back. */
export function moment(atMs: number, nowMs: number): string {
  return sameDay(atMs, nowMs) ? timeOfDay(atMs) : `${dayName(atMs, nowMs)}, ${timeOfDay(atMs)}`
}

/** "14:03" today, "Yesterday", else "20 Nov": for one narrow column. */
export function shortMoment(atMs: number, nowMs: number): string {
  if (sameDay(atMs, nowMs)) return timeOfDay(atMs)
  if (sameDay(atMs, nowMs - DAY)) return copy.yesterday
  return new Intl.DateTimeFormat(english(navigator.language), { day: 'numeric', month: 'short' }).format(atMs)
}

/** "Today", "Yesterday", "Friday 20 November", and with the year once it is another one. */
export function dayName(atMs: number, nowMs: number): string {
  if (sameDay(atMs, nowMs)) return copy.today
  if (sameDay(atMs, nowMs - DAY)) return copy.yesterday
  const year = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(english(navigator.language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(year === undefined ? {} : { year }),
  }).format(atMs)
}

/** The browser's language where it is English, else the English of its region: every word around a time is. */
export function english(language: string): string {
  const { language: spoken, region } = new Intl.Locale(language).maximize()
  return spoken === 'en' || region === undefined ? language : `en-${region}`
}

export function sameDay(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).toDateString() === new Date(otherMs).toDateString()
}
