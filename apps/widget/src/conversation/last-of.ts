/** Remembers the last result for the same arguments, so that an unchanged part of the screen is not drawn again. */
export function lastOf<Arguments extends readonly unknown[], Result>(
  make: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  let last: { given: Arguments; result: Result } | undefined
  return (...given) => {
    if (last?.given.every((value, at) => Object.is(value, given[at]))) return last.result
    last = { given, result: make(...given) }
    return last.result
  }
}
