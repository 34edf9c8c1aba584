/** Markup that is safe to print as it stands. */
export interface Html {
  readonly markup: string
}

export type Piece = Html | string | number | false | null | undefined | readonly Piece[]

/** A template whose values are escaped, unless they are `Html` themselves. Nothing prints for `false` and `null`. */
export function html(texts: TemplateStringsArray, ...pieces: Piece[]): Html {
  const [first = '', ...rest] = texts
  return { markup: first + rest.map((text, place) => print(pieces[place]) + text).join('') }
}

/** Vouches for markup that did not come out of `html`. For our own drawings only. */
export function trusted(markup: string): Html {
  return { markup }
}

function print(piece: Piece): string {
  if (piece === false || piece === null || piece === undefined) return ''
  if (typeof piece === 'string') return escaped(piece)
  if (typeof piece === 'number') return String(piece)
  if ('markup' in piece) return piece.markup
  return piece.map(print).join('')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
