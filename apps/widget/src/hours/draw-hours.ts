import type { PublishedHoursBody } from '@shopbell/protocol'
import { duration } from '../conversation/times'
import { hoursWords } from './copy-hours'
import { isElsewhere, type PrintedDay, weekOf } from './week'

/** Fills an element with a store's hours: plain paragraphs and a table, so that the page's own style is theirs. */
export function drawHours(place: Element, published: PublishedHoursBody, nowMs: number): void {
  const { banner, emailAnswerMs, replyMs, zone } = published
  const week = weekOf(published, nowMs)
  place.replaceChildren(
    ...(banner === null ? [] : [line(banner)]),
    week === null ? line(hoursWords.always) : table(week),
    ...(zone !== null && isElsewhere(zone, nowMs) ? [line(hoursWords.yourTime(placeOf(zone)))] : []),
    ...(replyMs === null ? [] : [line(hoursWords.inTheChat(duration(replyMs, 'long')))]),
    ...(emailAnswerMs === null ? [] : [line(hoursWords.byEmail(duration(emailAnswerMs, 'long')))]),
  )
}

function table(week: readonly PrintedDay[]): HTMLTableElement {
  const drawn = document.createElement('table')
  drawn.ariaLabel = hoursWords.hours
  for (const { day, hours, isToday } of week) {
    const row = drawn.insertRow()
    const head = document.createElement('th')
    head.scope = 'row'
    row.append(head)
    const cells = [head, row.insertCell()] as const
    for (const [at, words] of [day, hours].entries()) {
      const weight = document.createElement(isToday ? 'strong' : 'span')
      weight.textContent = words
      cells[at]?.append(weight)
    }
  }
  return drawn
}

function line(words: string): HTMLParagraphElement {
  const drawn = document.createElement('p')
  drawn.textContent = words
  return drawn
}

/** "America/New_York" as people say it. */
function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}
