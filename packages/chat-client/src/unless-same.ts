/** `fresh`, or `before` if both hold the same parts: what did not change keeps its identity, so screens can tell. */
export function unlessSame<Value extends object>(before: Value | null | undefined, fresh: Value): Value {
  if (!before) return fresh
  const parts = Object.entries(fresh)
  const isSame = parts.length === Object.keys(before).length
  return isSame && parts.every(([name, part]) => Reflect.get(before, name) === part) ? before : fresh
}
