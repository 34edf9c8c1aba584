import { createHmac, timingSafeEqual } from 'node:crypto'
import { drawText } from '../foundation/ids'
import { keptAddress } from './agent'

const NONCE_LENGTH = 16

/**
 * A mark that a browser keeps after somebody has signed in with it. Failures elsewhere, which anybody can cause, then
 * never lock this browser's owner out. Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
 */
export function drawBrowserMark(secret: string, address: string): string {
  const nonce = drawText(NONCE_LENGTH)
  return `${nonce}.${signature(secret, address, nonce)}`
}

/** The name under which this browser's tries are counted, or null if nobody of that address signed in here. */
export function knownBrowser(secret: string, address: string, mark: string | undefined): string | null {
  const [nonce, signed, ...more] = (mark ?? '').split('.')
  if (nonce === undefined || signed === undefined || more.length > 0) return null
  const expected = Buffer.from(signature(secret, address, nonce))
  const given = Buffer.from(signed)
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : null
}

function signature(secret: string, address: string, nonce: string): string {
  return createHmac('sha256', secret)
    .update(`shopbell browser mark\0${keptAddress(address)}\0${nonce}`)
    .digest('base64url')
}
