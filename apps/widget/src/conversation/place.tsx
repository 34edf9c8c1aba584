import type { VisitorSnapshot } from '@shopbell/chat-client'
import { words } from '../copy-conversation'
import { duration } from './times'

/** A shopper's own place in the queue: 1 is next. */
export interface PlaceInLine {
  readonly place: number
  readonly estimateMs: number | null
}

const KNOTS = 5
/** As long as the server keeps it, unless its operator has set another time. */
const KEPT_MINUTES = 10

/** Null for whoever does not wait, and while nobody says which place it is. */
export function placeOf({ availability, connection, conversation }: VisitorSnapshot): PlaceInLine | null {
  if (conversation?.standing?.status !== 'waiting' || connection.kind !== 'open') return null
  return availability?.kind === 'busy' ? availability : null
}

/** The place in line, drawn as knots on the thread. `hasMoved`: since the shopper was first told. */
export function Place({ at: { place, estimateMs }, hasMoved }: { at: PlaceInLine; hasMoved: boolean }) {
  const knots = Array.from({ length: Math.min(place, KNOTS) }, (_, at) => <i key={at} />)
  return (
    <div class="place">
      <p class="knots" aria-hidden="true">
        {knots}
        {words.youInLine}
      </p>
      {/* Each move is read out once; what else changes here is not. */}
      <p class="place-number" role="status">
        {(hasMoved ? words.placeNow : words.place)(place)}
      </p>
      {estimateMs !== null && <p>{words.placeEstimate(duration(estimateMs, 'long'))}</p>}
      <p>{words.placeKept(KEPT_MINUTES)}</p>
    </div>
  )
}
