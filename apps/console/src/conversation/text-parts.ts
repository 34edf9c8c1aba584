/** A stretch of a person's words: plain, or an address to follow. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"']+/giu
/** A full stop or a bracket at the end belongs to the sentence, not to the address. */
const SENTENCE_END = /[.,;:!?)\]}»”’]+$/u

/** A person's text with its links found. Only http, https and mailto; everything else stays text. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0])
    if (!URL.canParse(address)) continue
    if (match.index > done) parts.push({ kind: 'text', text: text.slice(done, match.index) })
    parts.push({ kind: 'link', text: address, href: address })
    done = match.index + address.length
  }
  if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) })
  return parts
}

/** An address as a link where it is http or https, else null. For addresses that a shopper's browser has sent. */
export function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, href } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}

function trimmed(address: string): string {
  const cut = address.replace(SENTENCE_END, '')
  // "(see https://example.com/a_(b))" keeps the bracket that it opened itself.
  return cut.includes('(') && address.startsWith(`${cut})`) ? `${cut})` : cut
}
