/** Whether a value that came from outside is what it should be. */
export type Check = (value: unknown) => boolean

export const text = (value: unknown): value is string => typeof value === 'string'
export const flag = (value: unknown): value is boolean => typeof value === 'boolean'
export const number = (value: unknown): value is number => Number.isFinite(value)
/** A place in a log: a whole number from 0. */
export const place = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export function oneOf(...values: readonly unknown[]): Check {
  return (value) => values.includes(value)
}

/** Null and missing pass too. */
export function maybe(check: Check): Check {
  return (value) => value === null || value === undefined || check(value)
}

export function list(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check)
}

/**
 * The guard of an object whose named fields pass. Every field of the type must be named, so that a field added to
 * it is not forgotten here. Others are ignored: downward the wire is open.
 */
export function shape<T extends object>(fields: { readonly [Name in keyof T]-?: Check }) {
  return (value: unknown): value is T => {
    if (!isObject(value)) return false
    for (const name in fields) if (!fields[name](value[name])) return false
    return true
  }
}
