import type { JSX } from 'preact'
import { copy } from '../copy'
import { useSeat } from '../foundation/world'

/**
 * Says that the connection is gone, and that nothing is lost: nothing is disabled meanwhile. Or that no sound would be
 * heard yet.
 */
export function Strip(): JSX.Element {
  const { snapshot, bell } = useSeat().desk
  const { connection } = snapshot.value
  const gone = connection.kind === 'reconnecting' || connection.kind === 'offline'
  const isMute = bell.soundOn.value && !bell.device.canSound.value
  return (
    <div class="strip" role="status">
      {gone && <p>{copy.composer.noConnection}</p>}
      {!gone && isMute && (
        <p>
          {copy.bell.locked}{' '}
          <button type="button" class="link" onClick={() => bell.device.sound()}>
            {copy.bell.unlock}
          </button>
        </p>
      )}
    </div>
  )
}
