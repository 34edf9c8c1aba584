import { entries, type Queryable } from '@shopbell/database'
import type { ConversationId, Entry } from '@shopbell/protocol'
import { and, desc, eq, gt, isNotNull, lt, type SQL } from 'drizzle-orm'
import type { StoredEntry } from '../foundation/stored-entry'
import { storedEntry } from './entry-json'
import type { Head } from './head'
import { placeInLog } from './log-places'
import { type Audience, entriesFor } from './readers'

/** One side of a place in the log, in the reader's numbers. */
export type Side = { readonly after: number } | { readonly before: number }

export interface LogPage {
  /** In the reader's numbers, gapless, ascending. */
  readonly entries: readonly Entry[]
  /** The reader's highest number. */
  readonly head: number
  /** Whether the side that was asked for goes on. */
  readonly more: boolean
}

/** A page of a conversation whose head was read for this reader. At most `limit` entries. */
export async function logPage(
  db: Queryable,
  head: Head,
  { audience, side, limit }: { readonly audience: Audience; readonly side: Side; readonly limit: number },
): Promise<LogPage> {
  const stored =
    'after' in side
      ? await entriesAfter(db, head.id, { audience, after: side.after, limit })
      : await entriesBefore(db, head.id, { audience, before: side.before, limit })
  const found = entriesFor(audience, stored)
  const top = (audience === 'agent' ? head.nextSeq : head.nextVisible) - 1
  const last = found.at(-1)?.seq
  const first = found[0]?.seq
  // The head was read first, so that the log may have grown since.
  const more = 'after' in side ? last !== undefined && last < top : first !== undefined && first > 1
  return { entries: found, head: Math.max(top, last ?? 0), more }
}

/** Everything after a place in the log, oldest first. */
export async function entriesAfter(
  db: Queryable,
  conversationId: ConversationId,
  { audience, after, limit }: { readonly audience: Audience; readonly after: number; readonly limit: number },
): Promise<readonly StoredEntry[]> {
  const rows = await db
    .select({ entry: storedEntry })
    .from(entries)
    .where(and(eq(entries.conversationId, conversationId), beyond(audience, after)))
    .orderBy(entries.seq)
    .limit(limit)
  return rows.map(({ entry }) => entry)
}

/** What precedes a place in the log: the newest of it, oldest first. */
export async function entriesBefore(
  db: Queryable,
  conversationId: ConversationId,
  {
    audience,
    before,
    limit,
  }: { readonly audience: Audience; readonly before: number; readonly limit: number },
): Promise<readonly StoredEntry[]> {
  const place = placeInLog(before)
  const rows = await db
    .select({ entry: storedEntry })
    .from(entries)
    .where(
      and(
        eq(entries.conversationId, conversationId),
        audience === 'agent'
          ? lt(entries.seq, place)
          : and(isNotNull(entries.visible), lt(entries.visible, place)),
      ),
    )
    .orderBy(desc(entries.seq))
    .limit(limit)
  return rows.map(({ entry }) => entry).reverse()
}

/** `visible` is never above `seq`: the first condition makes the second a range of the log's key. */
function beyond(audience: Audience, after: number): SQL | undefined {
  const place = placeInLog(after)
  return audience === 'agent'
    ? gt(entries.seq, place)
    : and(gt(entries.seq, place), gt(entries.visible, place))
}
