import type { JSX } from 'preact'
import { copy } from '../copy'
import { useSeat } from '../foundation/world'

/** Says that the connection is gone, and that nothing is lost. Nothing is disabled meanwhile. */
export function Strip(): JSX.Element {
  const { connection } = useSeat().desk.snapshot.value
  const gone = connection.kind === 'reconnecting' || connection.kind === 'offline'
  return (
    <div class="strip" role="status">
      {gone && <p>{copy.composer.noConnection}</p>}
    </div>
  )
}
