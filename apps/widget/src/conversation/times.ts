import { language } from '../copy-conversation'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** The local time of day, "14:03", or "2:03 PM" where the page's language, else the browser's, counts to 12. */
export function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString(language, {
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: hourCycle(),
  })
}

function hourCycle() {
  const { lang } = document.documentElement
  try {
    return hourCycleOf(lang)
  } catch {
    // Nothing stands there, or no language: "", "en_GB".
    return hourCycleOf([])
  }
}

function hourCycleOf(locales: string | []) {
  return new Intl.DateTimeFormat(locales, { hour: 'numeric' }).resolvedOptions().hourCycle
}

/** Its day within a sentence: "yesterday", "today", "tomorrow", a weekday within the week, else "5 January". */
export function dayName(atMs: number, nowMs: number): string {
  const days = Math.round((startOfDay(atMs) - startOfDay(nowMs)) / DAY_MS)
  if (Math.abs(days) < 2)
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')
  return new Date(atMs).toLocaleDateString(
    language,
    Math.abs(days) < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' },
  )
}

/** How long, rounded up so that it is never too little: "1 minute", "4 min", "2 hours". */
export function duration(ms: number, unitDisplay: 'long' | 'short'): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS))
  const [amount, unit] = minutes > 60 ? [Math.ceil(minutes / 60), 'hour'] : [minutes, 'minute']
  return amount.toLocaleString(language, { style: 'unit', unit, unitDisplay })
}

/** Local midnight before it. */
export function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0)
}
