import { CANNED_VARIABLES, type CannedReply, type CannedVariable } from '@shopbell/protocol'

/** What each variable stands for in one conversation; null where nobody knows. */
export type Values = Readonly<Record<CannedVariable, string | null>>

/**
 * A stretch of a canned reply: its own words, a filled-in value, or a gap that somebody has to fill. A gap whose
 * `variable` is null names none that there is.
 */
export type FilledPart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'filled'; readonly text: string }
  | Gap

export interface Gap {
  readonly kind: 'gap'
  readonly variable: CannedVariable | null
  readonly text: string
}

const PLACE = /\{\{([^{}]*)\}\}/g

/** A canned reply with its variables filled in, part by part, so that a screen can show which words came so. */
export function fill(text: string, values: Values): FilledPart[] {
  const parts: FilledPart[] = []
  let done = 0
  for (const match of text.matchAll(PLACE)) {
    if (match.index > done) parts.push({ kind: 'words', text: text.slice(done, match.index) })
    const gap = gapOf(match)
    const value = gap.variable && values[gap.variable]
    parts.push(value === null ? gap : { kind: 'filled', text: value })
    done = match.index + match[0].length
  }
  if (done < text.length) parts.push({ kind: 'words', text: text.slice(done) })
  return parts
}

/** The first place that a text still holds open, or null. Such a text must not be sent. */
export function firstGap(text: string): Gap | null {
  const [found] = text.matchAll(PLACE)
  return found === undefined ? null : gapOf(found)
}

/** Where `/` was begun: the word before the caret, from its slash. */
export interface Call {
  readonly start: number
  readonly end: number
  readonly typed: string
}

/** The call for a canned reply at the caret, or null. A slash inside a word or an address calls nothing. */
export function callAt(text: string, caret: number): Call | null {
  const match = /(?:^|\s)\/([a-z0-9-]*)$/i.exec(text.slice(0, caret))
  if (match === null) return null
  const typed = match[1] ?? ''
  return { start: caret - typed.length - 1, end: caret, typed: typed.toLowerCase() }
}

/** The replies that a call may mean: those whose short name begins so, then those that hold it anywhere. */
export function matching(replies: readonly CannedReply[], typed: string): CannedReply[] {
  const ordered = [...replies].sort((a, b) => a.shortcut.localeCompare(b.shortcut))
  const begins = ordered.filter(({ shortcut }) => shortcut.startsWith(typed))
  const holds = ordered.filter(({ shortcut }) => !shortcut.startsWith(typed) && shortcut.includes(typed))
  return [...begins, ...holds]
}

/** The stretches of a text that came from variables, for a line beneath them, and the gaps that are left. */
export function marked(text: string, filled: readonly string[]): FilledPart[] {
  const names = [...new Set(filled)].filter((value) => value !== '').sort((a, b) => b.length - a.length)
  const values = names.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp([PLACE.source, ...values].join('|'), 'g')
  const parts: FilledPart[] = []
  let done = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > done) parts.push({ kind: 'words', text: text.slice(done, match.index) })
    parts.push(match[1] === undefined ? { kind: 'filled', text: match[0] } : gapOf(match))
    done = match.index + match[0].length
  }
  if (done < text.length) parts.push({ kind: 'words', text: text.slice(done) })
  return parts
}

function gapOf([text, name]: RegExpMatchArray): Gap {
  const variable = CANNED_VARIABLES.find((one) => one === name?.trim()) ?? null
  return { kind: 'gap', variable, text }
}
