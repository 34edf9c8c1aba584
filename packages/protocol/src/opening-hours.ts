/** From one time of day to a later one, as minutes after midnight: 540 to 1080 is 09:00 to 18:00. Up to 1440. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** Seven lists, Monday first; an empty one is a day off. Intervals ascend and do not touch. */
export type Week = readonly [
  readonly Interval[],
  readonly Interval[],
  readonly Interval[],
  readonly Interval[],
  readonly Interval[],
  readonly Interval[],
  readonly Interval[],
]

/** One date with hours of its own; an empty list is a day off. `YYYY-MM-DD` in the store's zone. */
export interface DatedException {
  readonly date: string
  readonly intervals: readonly Interval[]
  /** Why, as shoppers read it: "Bank holiday". */
  readonly name: string
}

/** A stretch of dates, both included, with a week of its own and a line that shoppers read while it lasts. */
export interface Season {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly week: Week
  readonly banner: string
}

/** When somebody may be there. A dated exception goes before a season, a season before the week. */
export interface OpeningHours {
  /** An IANA time zone: `Europe/Berlin`. */
  readonly zone: string
  readonly week: Week
  readonly exceptions: readonly DatedException[]
  readonly seasons: readonly Season[]
}

/** How much of everything the hours may hold, and how many characters the words. */
export const HOURS_LIMITS = {
  intervalsPerDay: 6,
  exceptions: 60,
  seasons: 12,
  nameLength: 60,
  bannerLength: 160,
} as const
