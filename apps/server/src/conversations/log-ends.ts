import { conversations, type Queryable } from '@shopbell/database'
import type { ConversationId } from '@shopbell/protocol'
import { inArray } from 'drizzle-orm'

/** How far a log goes: over everything, and over what visitors may see. */
export interface LogEnd {
  readonly id: ConversationId
  readonly nextSeq: number
  readonly nextVisible: number
}

/** Where these logs end. The asker has seen that each of them is theirs to hear. */
export async function logEnds(
  db: Queryable,
  ids: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, LogEnd>> {
  if (ids.length === 0) return new Map()
  const { id, nextSeq, nextVisible } = conversations
  const rows = await db
    .select({ id, nextSeq, nextVisible })
    .from(conversations)
    .where(inArray(conversations.id, [...ids]))
  return new Map(rows.map((row) => [row.id, row]))
}
