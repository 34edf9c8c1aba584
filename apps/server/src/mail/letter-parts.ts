import { assertNever } from '../foundation/errors'

/** What a letter is made of. Its text and its page are two views of the same parts. Every word in them is text. */
export type Part =
  | { readonly kind: 'words'; readonly words: string }
  /** What somebody said, under their name and time. */
  | { readonly kind: 'said'; readonly by: string; readonly text: string }
  /** `url` is http or https; with any other the words stand alone. */
  | { readonly kind: 'link'; readonly words: string; readonly url: string }
  | { readonly kind: 'small'; readonly words: string }

/** A letter as its reader sees it. */
export interface Written {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The letter of these parts. `language` is a tag for readers' software, such as `de`. */
export function writtenOf(subject: string, language: string, parts: readonly Part[]): Written {
  return { subject, text: `${parts.map(textOf).join('\n\n')}\n`, html: htmlOf(subject, language, parts) }
}

function textOf(part: Part): string {
  switch (part.kind) {
    case 'words':
      return part.words
    case 'said':
      return [`${part.by}:`, ...part.text.split('\n').map((line) => `  ${line}`.trimEnd())].join('\n')
    case 'link':
      return isWebAddress(part.url) ? `${part.words}:\n${part.url}` : part.words
    case 'small':
      // The signature's mark: mail programs show what follows in a quieter way.
      return `-- \n${part.words}`
    default:
      return assertNever(part)
  }
}

function htmlOf(subject: string, language: string, parts: readonly Part[]): string {
  return [
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escaped(subject)}</title><style>${STYLE}</style></head><body><div class="letter">`,
    ...parts.map(markupOf),
    '</div></body></html>',
  ].join('\n')
}

function markupOf(part: Part): string {
  switch (part.kind) {
    case 'words':
      return `<p dir="auto">${lines(part.words)}</p>`
    case 'said':
      return [
        `<p class="by" dir="auto">${escaped(part.by)}</p>`,
        `<div class="said" dir="auto">${lines(part.text)}</div>`,
      ].join('')
    case 'link':
      return isWebAddress(part.url)
        ? `<p><a href="${escaped(part.url)}" target="_blank" rel="noopener">${escaped(part.words)}</a></p>`
        : `<p>${escaped(part.words)}</p>`
    case 'small':
      return `<p class="small" dir="auto">${lines(part.words)}</p>`
    default:
      return assertNever(part)
  }
}

/** Nothing remote, no picture, one narrow column. Dark readers keep their own ground. */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark }
body { margin: 0; padding: 16px; font: 16px/24px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: #16201c; background: #ffffff }
.letter { max-width: 560px; margin: 0 auto; overflow-wrap: anywhere }
p { margin: 0 0 16px }
a { color: #10614f; font-weight: 600 }
.by { margin: 0 0 4px; font-size: 14px; line-height: 20px; color: #46524d }
.said { margin: 0 0 16px; padding-inline-start: 14px; border-inline-start: 2px dotted #84918b }
.small { margin: 24px 0 0; font-size: 14px; line-height: 20px; color: #5f6c66 }
@media (prefers-color-scheme: dark) {
  body { color: #e8eeeb; background: #18211d }
  a { color: #5cc4a6 }
  .by { color: #b4c0ba }
  .small { color: #93a19a }
}`

function lines(text: string): string {
  return escaped(text).replaceAll('\n', '<br>')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(url)
}
