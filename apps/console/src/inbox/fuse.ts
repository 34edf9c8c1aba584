import type { ConversationRow } from '@shopbell/protocol'
import { waitAgainst } from '../foundation/times'

/** How far a wait has come towards its target. `burnt` is from 0 to 1. */
export interface Fuse {
  readonly burnt: number
  readonly heat: 'calm' | 'soon' | 'late'
  readonly words: string
  /** Seconds to the target; negative once it has passed. */
  readonly leftSeconds: number
}

/** From here on the line is brass. */
const SOON = 0.75

/** The fuse of a row, or null while nobody waits for a person. */
export function fuseOf(row: Pick<ConversationRow, 'waitingSince' | 'lateAt'>, nowMs: number): Fuse | null {
  const { waitingSince, lateAt } = row
  if (waitingSince === null || lateAt === null || lateAt <= waitingSince) return null
  const target = lateAt - waitingSince
  // The server's clock may be a little ahead of this device's.
  const waited = Math.max(0, nowMs - waitingSince)
  const burnt = Math.min(1, waited / target)
  return {
    burnt,
    heat: waited >= target ? 'late' : burnt >= SOON ? 'soon' : 'calm',
    words: waitAgainst(waited, target),
    leftSeconds: Math.ceil((target - waited) / 1_000),
  }
}
