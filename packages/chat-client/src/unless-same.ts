/** `fresh`, or `before` if both hold the same parts: what did not change keeps its identity, so screens can tell. */
export function unlessSame<Value extends object>(before: Value | null | undefined, fresh: Value): Value {
  if (!before) return fresh
  const names = Object.keys(fresh)
  if (names.length !== Object.keys(before).length) return fresh
  const parts = new Map<string, unknown>(Object.entries(before))
  return Object.entries(fresh).every(([name, part]) => parts.has(name) && parts.get(name) === part)
    ? before
    : fresh
}
