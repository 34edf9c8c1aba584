import { randomBytes } from 'node:crypto'
import { drawClientId } from '@shopbell/protocol'

/** A client id that nobody has used. */
export function freshClientId(): string {
  return drawClientId(Date.now(), (bytes) => {
    bytes.set(randomBytes(bytes.length))
    return bytes
  })
}
