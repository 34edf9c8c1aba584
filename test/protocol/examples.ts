/** One step of an example on the protocol's page, in the order in which the steps stand. */
export type Step =
  | { readonly kind: 'connect'; readonly socket: string; readonly path: string; readonly origin: string }
  | { readonly kind: 'send'; readonly socket: string; readonly frame: unknown }
  | { readonly kind: 'hear'; readonly socket: string; readonly frame: unknown }
  | { readonly kind: 'closed'; readonly socket: string; readonly code: number }
  | {
      readonly kind: 'request'
      readonly signedIn: boolean
      readonly method: string
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | null
      readonly status: number
      readonly answer: unknown
    }

/** Every example of a page, read out of its fenced `wire` and `http` blocks. */
export function stepsOf(markdown: string): readonly Step[] {
  return [...markdown.matchAll(/^```(wire|http)([^\n]*)\n(.*?)^```/gms)].flatMap(
    ([, language, name = '', text = '']) =>
      language === 'wire' ? wireSteps(name.trim(), text) : [requestStep(name.trim() !== '', text)],
  )
}

function wireSteps(socket: string, text: string): Step[] {
  return text
    .trim()
    .split('\n')
    .map((line): Step => {
      const connect = line.match(/^· connect (\S+), Origin (\S+)$/)
      if (connect) return { kind: 'connect', socket, path: connect[1] ?? '', origin: connect[2] ?? '' }
      const closed = line.match(/^· closed (\d+)$/)
      if (closed) return { kind: 'closed', socket, code: Number(closed[1]) }
      if (line.startsWith('> ')) return { kind: 'send', socket, frame: JSON.parse(line.slice(2)) }
      if (line.startsWith('< ')) return { kind: 'hear', socket, frame: JSON.parse(line.slice(2)) }
      throw new Error(`Not a line of an example: ${line}`)
    })
}

function requestStep(signedIn: boolean, text: string): Step {
  const [request = '', ...rest] = text.trim().split('\n\n')
  const answer = rest.at(-1) ?? ''
  const [first = '', ...headers] = request.split('\n')
  const [method = '', path = ''] = first.split(' ')
  const [status = '', ...body] = answer.split('\n')
  return {
    kind: 'request',
    signedIn,
    method,
    path,
    headers: Object.fromEntries(headers.map((line) => line.split(': ', 2))),
    body: rest.length > 1 ? (rest[0] ?? null) : null,
    status: Number(status),
    answer: body.length > 0 ? JSON.parse(body.join('\n')) : null,
  }
}

/**
 * What stands on the page for what a run draws anew: ids, tokens, epochs, the console's address. The first time
 * one is met in an answer it is bound to the answer's; from then on it must be the same everywhere.
 */
export class Stand {
  readonly #bound: Map<string, string>

  constructor(bound: Iterable<readonly [string, string]>) {
    this.#bound = new Map(bound)
  }

  /** The page's text with everything bound put in its place. */
  fill(text: string): string {
    return [...this.#bound].reduce((filled, [printed, actual]) => filled.replaceAll(printed, actual), text)
  }

  /** Null if `actual` is what the page prints, and binds what was new; otherwise where they differ, in words. */
  match(printed: unknown, actual: unknown): string | null {
    const before = new Map(this.#bound)
    const difference = this.#compare(printed, actual, '')
    if (difference !== null) {
      this.#bound.clear()
      for (const [name, value] of before) this.#bound.set(name, value)
    }
    return difference
  }

  #compare(printed: unknown, actual: unknown, where: string): string | null {
    const differs = `${where || 'it'}: printed ${JSON.stringify(printed)}, was ${JSON.stringify(actual)}`
    if (typeof printed === 'string') return this.#compareText(printed, actual) ? null : differs
    if (typeof printed === 'number' && isTime(printed)) return isTime(actual) ? null : differs
    if (Array.isArray(printed)) {
      if (!Array.isArray(actual) || actual.length !== printed.length) return differs
      return firstOf(printed, (item, at) => this.#compare(item, actual[at], `${where}[${at}]`))
    }
    if (isRecord(printed)) {
      if (!isRecord(actual)) return differs
      return firstOf(Object.entries(printed), ([key, value]) =>
        this.#compare(value, actual[key], `${where}.${key}`),
      )
    }
    return printed === actual ? null : differs
  }

  #compareText(printed: string, actual: unknown): boolean {
    if (typeof actual !== 'string') return false
    if (!/^(conv|vis|agt|sto|team|epoch|token)_/.test(printed)) return this.fill(printed) === actual
    const bound = this.#bound.get(printed)
    if (bound !== undefined) return bound === actual
    this.#bound.set(printed, actual)
    return true
  }
}

/** Milliseconds of a time in this century: they differ from run to run. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 1_500_000_000_000 && value < 4_000_000_000_000
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstOf<Item>(
  items: readonly Item[],
  look: (item: Item, at: number) => string | null,
): string | null {
  for (const [at, item] of items.entries()) {
    const found = look(item, at)
    if (found !== null) return found
  }
  return null
}
