/** The highest number that an entry's column can hold. No log comes near it. */
export const HIGHEST_SEQ = 2_147_483_647

/** A place as the database can be asked about it. One beyond every log stays beyond it: clients may name any. */
export function placeInLog(place: number): number {
  return Math.min(place, HIGHEST_SEQ)
}
