import type { PageContext } from '@shopbell/protocol'

/** The text without what no database keeps: NUL, and halves of surrogate pairs. The server refuses both. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Cs}/gu, '')
}

/** The page, as long as the wire lets it be. */
export function storablePage({ url, title, type }: PageContext): PageContext {
  return { url: storable(url.slice(0, 2_000)), title: storable(title.slice(0, 300)), type }
}
