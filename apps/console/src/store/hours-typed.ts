import {
  dateAfter,
  type HoursBody,
  type Interval,
  type OpeningHours,
  type Week,
  wallClockAt,
} from '@shopbell/protocol'

/** The hours as they are typed: times of day as the field has them, "" while there is none. */
export interface TypedHours {
  readonly isAlways: boolean
  readonly zone: string
  readonly week: TypedWeek
  readonly exceptions: readonly TypedException[]
  readonly seasons: readonly TypedSeason[]
  readonly answersOutsideHours: boolean
}
export interface TypedTimes {
  readonly from: string
  readonly to: string
}
export type TypedDay = readonly TypedTimes[]
export type TypedWeek = Seven<TypedDay>
export interface TypedException {
  readonly date: string
  readonly name: string
  readonly intervals: TypedDay
}
export interface TypedSeason {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly week: TypedWeek
  readonly banner: string
}

type Seven<Day> = readonly [Day, Day, Day, Day, Day, Day, Day]

const OFFICE: TypedDay = [{ from: '09:00', to: '17:00' }]
const WHOLE_DAY: TypedDay = [{ from: '00:00', to: '00:00' }]
/** What somebody starts from who has no hours yet. */
export const OFFICE_WEEK: TypedWeek = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []]
const WHOLE_WEEK: TypedWeek = [WHOLE_DAY, WHOLE_DAY, WHOLE_DAY, WHOLE_DAY, WHOLE_DAY, WHOLE_DAY, WHOLE_DAY]
const MINUTES_OF_A_DAY = 1_440

/** The hours as a form shows them. A store that is always open starts from office hours in the owner's own zone. */
export function typedHours({ hours, answersOutsideHours }: HoursBody, ownZone: string): TypedHours {
  if (hours === null) {
    return {
      isAlways: true,
      zone: ownZone,
      week: OFFICE_WEEK,
      exceptions: [],
      seasons: [],
      answersOutsideHours,
    }
  }
  return {
    isAlways: false,
    zone: hours.zone,
    week: typedWeek(hours.week),
    exceptions: hours.exceptions.map((one) => ({ ...one, intervals: one.intervals.map(typedTimes) })),
    seasons: hours.seasons.map((one) => ({ ...one, week: typedWeek(one.week) })),
    answersOutsideHours,
  }
}

/** What is sent. A time that is missing is sent as none, and refused. */
export function hoursBodyOf(typed: TypedHours): HoursBody {
  const { isAlways, answersOutsideHours } = typed
  return { hours: isAlways ? null : openingHoursOf(typed), answersOutsideHours }
}

/** The same week with Monday's times on Tuesday to Friday. */
export function withMondayOnWeekdays(week: TypedWeek): TypedWeek {
  return eachDay(week, (day, place) => (place < 5 ? week[0] : day))
}

/** The same week with other times on one day; Monday is 0. */
export function withDay(week: TypedWeek, place: number, times: TypedDay): TypedWeek {
  return eachDay(week, (day, at) => (at === place ? times : day))
}

/** The same hours, closed today under this name. */
export function pretendingDayOff(typed: TypedHours, name: string, nowMs: number): TypedHours {
  const { date } = wallClockAt(typed.zone, nowMs)
  const week = typed.isAlways ? WHOLE_WEEK : typed.week
  const others = typed.exceptions.filter((one) => one.date !== date)
  return { ...typed, isAlways: false, week, exceptions: [...others, { date, name, intervals: [] }] }
}

/** The same hours without the days off of this name; always open again where nothing else is left. */
export function withoutDayOff(typed: TypedHours, name: string): TypedHours {
  const exceptions = typed.exceptions.filter((one) => one.name !== name)
  const isAlways =
    exceptions.length === 0 &&
    typed.seasons.length === 0 &&
    JSON.stringify(typed.week) === JSON.stringify(WHOLE_WEEK)
  return { ...typed, isAlways, week: isAlways ? OFFICE_WEEK : typed.week, exceptions }
}

/** A date that is not in the list yet, from tomorrow on. */
export function nextFreeDate(typed: TypedHours, nowMs: number): string {
  let date = dateAfter(wallClockAt(typed.zone, nowMs).date, 1)
  while (typed.exceptions.some((one) => one.date === date)) date = dateAfter(date, 1)
  return date
}

function openingHoursOf({ zone, week, exceptions, seasons }: TypedHours): OpeningHours {
  return {
    zone,
    week: weekOf(week),
    exceptions: exceptions.map((one) => {
      return { ...one, name: one.name.trim(), intervals: one.intervals.map(intervalOf) }
    }),
    seasons: seasons.map((one) => {
      return { ...one, name: one.name.trim(), banner: one.banner.trim(), week: weekOf(one.week) }
    }),
  }
}

function weekOf(week: TypedWeek): Week {
  return eachDay(week, (day) => day.map(intervalOf))
}

function typedWeek(week: Week): TypedWeek {
  return eachDay(week, (day) => day.map(typedTimes))
}

function eachDay<Day, Other>(week: Seven<Day>, change: (day: Day, place: number) => Other): Seven<Other> {
  const [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = week
  return [
    change(monday, 0),
    change(tuesday, 1),
    change(wednesday, 2),
    change(thursday, 3),
    change(friday, 4),
    change(saturday, 5),
    change(sunday, 6),
  ]
}

/** A clock knows no 24:00: what ends at midnight ends at 00:00. */
function intervalOf({ from, to }: TypedTimes): Interval {
  const end = minuteOf(to)
  return { from: minuteOf(from), to: end === 0 ? MINUTES_OF_A_DAY : end }
}

function typedTimes({ from, to }: Interval): TypedTimes {
  return { from: timeOf(from), to: timeOf(to) }
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? Number.NaN) * 60 + (minutes ?? Number.NaN)
}

function timeOf(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`
}
