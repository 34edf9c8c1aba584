import type { AddressLeftBody, ErrorBody, LeaveAddressBody } from '@shopbell/protocol'
import type { Shell } from '../shell'

const PATIENCE_MS = 10_000

/** What became of an address that was sent. */
export type Leaving =
  | { readonly kind: 'left'; readonly byEmail: boolean }
  /** `reason`: what is wrong with the address, in words for the shopper; null where it did not get there. */
  | { readonly kind: 'refused'; readonly reason: string | null }

/** Tells the server where this shopper's answers may go. */
export async function leaveAddress(
  { settings, source }: Shell,
  token: string | null,
  body: LeaveAddressBody,
): Promise<Leaving> {
  try {
    const answer = await fetch(new URL(`/v1/stores/${settings.store}/address`, source), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE_MS),
      body: JSON.stringify(body),
    })
    const said: Partial<AddressLeftBody & ErrorBody> = await answer.json()
    if (answer.ok) return { kind: 'left', byEmail: said.byEmail === true }
    return { kind: 'refused', reason: said.fields?.address ?? null }
  } catch {
    // No network, or no answer in time: the shopper is told to try again, and what was typed stays.
    return { kind: 'refused', reason: null }
  }
}
