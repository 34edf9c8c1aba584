import type { EmailBody } from '@shopbell/protocol'

/** How far it is known that this store's letters arrive. */
export type Proof =
  | { readonly kind: 'demo' }
  | { readonly kind: 'none' }
  | { readonly kind: 'untested' }
  /** `trouble`: what the server said at the last try. */
  | { readonly kind: 'on_its_way'; readonly address: string; readonly trouble: string | null }
  /** The server took it; nobody has followed its link. */
  | { readonly kind: 'accepted'; readonly address: string }
  | { readonly kind: 'failed'; readonly because: string }
  | { readonly kind: 'confirmed'; readonly atMs: number }

export function proofOf({ server, confirmedAt, test }: EmailBody, isDemo: boolean): Proof {
  if (isDemo) return { kind: 'demo' }
  if (server === null) return { kind: 'none' }
  // A test after the confirmation is shown until it is confirmed too.
  if (confirmedAt !== null && (test === null || test.at <= confirmedAt)) {
    return { kind: 'confirmed', atMs: confirmedAt }
  }
  if (test === null) return { kind: 'untested' }
  if (test.state === 'waiting') return { kind: 'on_its_way', address: test.address, trouble: test.lastError }
  if (test.state === 'failed') return { kind: 'failed', because: test.lastError ?? '' }
  return { kind: 'accepted', address: test.address }
}
