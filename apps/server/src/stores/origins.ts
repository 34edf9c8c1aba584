const LONGEST_ORIGIN = 300

/**
 * The origin in an `Origin` or `Referer` header, as RFC 6454 writes it; null where there is none that could be a
 * site (a file, a sandboxed frame, an app). Source: RFC 6454, section 6.2.
 */
export function originIn(header: string | undefined): string | null {
  if (header === undefined || !URL.canParse(header)) return null
  const { protocol, origin } = new URL(header)
  const isSite = (protocol === 'https:' || protocol === 'http:') && origin.length <= LONGEST_ORIGIN
  return isSite && !origin.includes('\0') ? origin : null
}
