/** What a field may be given in place of what belongs there. As JSON, for some of it cannot be written otherwise. */
export const WRONG = [
  ['null', 'null'],
  ['a list', '["x"]'],
  ['a number', '7'],
  ['true', 'true'],
  ['an object', '{}'],
  ['a poisoned object', '{"__proto__":{"role":"owner"},"constructor":{"prototype":{"role":"owner"}}}'],
  ['the word __proto__', '"__proto__"'],
  ['NUL', '"a\\u0000b"'],
  ['half a surrogate pair', '"a\\ud800b"'],
] as const

export type Wrong = (typeof WRONG)[number][0]

/** More than a frame or a body may hold. */
export const MEGABYTE = JSON.stringify('x'.repeat(1_048_576))

/** What nobody may set by naming it: each is a column or a field that the server alone decides. */
export const UNASKED: Readonly<Record<string, unknown>> = {
  id: 'conv_0000000000000000',
  role: 'owner',
  sender: { kind: 'agent', id: 'agt_colleague', name: 'Kit' },
  kind: 'note',
  via: 'console',
  visible: 1,
  seq: 1,
  at: 0,
  store: 'sto_demo',
  storeId: 'sto_demo',
  visitor: 'vis_demo0',
  visitorId: 'vis_demo0',
  agentId: 'agt_colleague',
  conversationId: 'conv_0000000000000000',
  standing: { status: 'closed', closedAtMs: 0 },
  demo: true,
  passwordHash: '',
  files: [],
}

/** Every field of a frame or body and of what it holds, as a path with dots. */
export function fieldsOf(value: unknown, above = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [
    `${above}${name}`,
    ...fieldsOf(item, `${above}${name}.`),
  ])
}

/** The JSON of a frame or body with something else in one of its fields. */
export function jsonWith(value: unknown, field: string, json: string): string {
  return JSON.stringify(put(value, field.split('.'))).replace(`"${HERE}"`, () => json)
}

const HERE = 'put-it-here'

function put(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return HERE
  if (Array.isArray(value)) return value.map((item, at) => (String(at) === name ? put(item, rest) : item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === name ? put(item, rest) : item]),
  )
}

/** The JSON of a frame or body with one more field. */
export function jsonAnd(value: object, name: string, item: unknown): string {
  const text = JSON.stringify(value)
  const more = `${JSON.stringify(name)}:${JSON.stringify(item)}}`
  return text === '{}' ? `{${more}` : `${text.slice(0, -1)},${more}`
}
