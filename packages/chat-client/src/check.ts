export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** What the text says as JSON; null if it says nothing. */
export function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}

export function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem)
}

/**
 * Whether a value that came from outside has these fields, named with a space between them: `name` for a text,
 * `#name` for a number, `!name` for true or false; with a `?` in front null and missing pass too. Other fields are
 * ignored: downward the wire is open. Names in a string, because that is what makes it small.
 */
export function has(value: unknown, fields: string | undefined): value is Record<string, unknown> {
  // Of a kind that came from outside no fields may be known, or the ones that every object has.
  if (!isObject(value) || typeof fields !== 'string') return false
  return fields.split(' ').every((field) => {
    const part = value[field.replace(/\W/g, '')]
    if (part === null || part === undefined) return !field || field.startsWith('?')
    if (field.includes('#')) return Number.isFinite(part)
    return typeof part === (field.includes('!') ? 'boolean' : 'string')
  })
}

/** Whether it is one of these kinds, told apart by the field `tag`, and has the fields that the kind has. */
export function isOneOf(
  value: unknown,
  tag: string,
  kinds: Readonly<Record<string, string>>,
): value is Record<string, unknown> {
  return isObject(value) && has(value, kinds[String(value[tag])])
}
