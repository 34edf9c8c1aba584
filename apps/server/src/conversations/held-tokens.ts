import { type Queryable, visitors } from '@shopbell/database'
import { inArray } from 'drizzle-orm'

/** Those of these visitors' tokens, given as their hashes, that still hold. */
export async function heldVisitorTokens(
  db: Queryable,
  tokenHashes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (tokenHashes.length === 0) return new Set()
  const held = await db
    .select({ tokenHash: visitors.tokenHash })
    .from(visitors)
    .where(inArray(visitors.tokenHash, [...tokenHashes]))
  return new Set(held.flatMap(({ tokenHash }) => tokenHash ?? []))
}
