/** How many come within a stretch of time, in shares of all of them. */
export interface Stretch {
  readonly minutes: number
  readonly share: number
}

/** When each of so many shoppers comes, in ms from the beginning, in order: evenly spread by chance in each stretch. */
export function arrivalsOf(
  count: number,
  curve: readonly Stretch[],
  random: () => number,
): readonly number[] {
  const shares = curve.reduce((sum, { share }) => sum + share, 0)
  let fromMs = 0
  const arrivals = curve.flatMap(({ minutes, share }) => {
    const lengthMs = minutes * 60_000
    const here = Math.round((count * share) / shares)
    const times = Array.from({ length: here }, () => fromMs + random() * lengthMs)
    fromMs += lengthMs
    return times
  })
  return arrivals.map(Math.round).sort((a, b) => a - b)
}

/** A time of this mean, as long ones are rarer than short ones: exponential, and never under a fifth of the mean. */
export function durationOf(meanMs: number, random: () => number): number {
  return Math.round(meanMs / 5 + ((meanMs * 4) / 5) * -Math.log(1 - random()))
}
