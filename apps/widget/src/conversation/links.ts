/** A run of plain text, or a link in it. */
export type TextPart = string | { readonly text: string; readonly href: string }

const LINK = /\bhttps?:\/\/[^\s<>"]+|(?:\bmailto:)?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi

/** Splits text at its links: http, https and mailto, nothing else. A sentence's own punctuation is not the link's. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(LINK)) {
    const link = withoutSentenceEnd(match[0])
    const href = /^(https?|mailto):/i.test(link) ? link : `mailto:${link}`
    if (!URL.canParse(href)) continue
    if (match.index > from) parts.push(text.slice(from, match.index))
    parts.push({ text: link, href })
    from = match.index + link.length
  }
  if (from < text.length) parts.push(text.slice(from))
  return parts
}

function withoutSentenceEnd(link: string): string {
  const trimmed = link.replace(/[.,;:!?'"*_]+$/, '')
  // A closing bracket belongs to the link only if the link opened it.
  if (trimmed.endsWith(')') && !trimmed.includes('(')) return withoutSentenceEnd(trimmed.slice(0, -1))
  return trimmed.endsWith(']') ? withoutSentenceEnd(trimmed.slice(0, -1)) : trimmed
}
