import type { Site } from '@shopbell/protocol'

/** What the light on the install page says. A newer refusal outshines an older sighting. */
export type Light =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'seen'; readonly site: Site; readonly atMs: number }
  | { readonly kind: 'refused'; readonly site: Site }

/** `left` holds the origins whose refusal the owner has looked at and left as it is. */
export function lightOf(sites: readonly Site[], left: ReadonlySet<string>): Light {
  const refused = newest(sites.filter((site) => isStranger(site) && !left.has(site.origin)))
  const seen = newest(sites.filter((site) => site.allowed && site.lastSeenAt !== null))
  if (refused !== undefined && (refused.lastSeenAt ?? 0) >= (seen?.lastSeenAt ?? 0)) {
    return { kind: 'refused', site: refused }
  }
  if (seen?.lastSeenAt != null) return { kind: 'seen', site: seen, atMs: seen.lastSeenAt }
  return refused === undefined ? { kind: 'waiting' } : { kind: 'refused', site: refused }
}

/** A site that loads the script and is not on the list: the chat is refused there until it is allowed. */
function isStranger({ allowed, refused, lastSeenAt }: Site): boolean {
  return !allowed && (refused > 0 || lastSeenAt !== null)
}

/** What a person calls an origin: its host, with the port where there is one; the scheme only if it is not https. */
export function hostOf(origin: string): string {
  return origin.replace(/^https:\/\//, '')
}

/** An address as people type it, as the origin it means, or null: "shop.example.com/cart" is https://shop.example.com. */
export function originOf(typed: string): string | null {
  const address = typed.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`
  if (!URL.canParse(whole)) return null
  const url = new URL(whole)
  const named = url.hostname.includes('.') || url.hostname === 'localhost'
  return named && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : null
}

function newest(sites: readonly Site[]): Site | undefined {
  return [...sites].sort((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0))[0]
}
