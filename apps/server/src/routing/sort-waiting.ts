import { conversations, entries, type Queryable } from '@shopbell/database'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { appendEntries } from '../conversations/append-entries'
import type { Sorting } from '../conversations/new-entry'
import type { Work } from '../foundation/transact'
import { rulesOf } from '../stores/rules'
import { sortingOf } from './sorting'
import { staffedTeams } from './teams'

/** As many as one commit may well hold; the others follow with the next look at the queue. */
const AT_ONCE = 200

/**
 * Gives those who wait their priority, team and tags by the store's rules, once for each conversation. Where a hand
 * has given one to a team, it stays there. Locks conversations, so that no store and no agent may be locked after it.
 */
export async function sortWaiting(work: Work, storeId: StoreId): Promise<void> {
  const { db } = work
  const unsorted = await unsortedOf(db, storeId)
  if (unsorted.length === 0) return
  const rules = await rulesOf(db, storeId)
  // They stay unsorted: rules that come are for them too.
  if (rules.length === 0) return
  const staffed = await staffedTeams(db, storeId)
  const texts = await firstTexts(
    db,
    unsorted.map(({ id }) => id),
  )
  await appendEntries(
    work,
    unsorted.map(({ id, page, teamId }): Sorting => {
      const { priority, team, tags } = sortingOf(rules, { text: texts.get(id) ?? '', page }, staffed)
      const sorts = { priority, teamId: teamId ?? team, tags }
      return { from: 'server', storeId, conversationId: id, sorts }
    }),
  )
}

function unsortedOf(db: Queryable, storeId: StoreId) {
  const { id, page, teamId } = conversations
  return db
    .select({ id, page, teamId })
    .from(conversations)
    .where(
      and(
        eq(conversations.storeId, storeId),
        sql`${conversations.status} <> 'closed'`,
        eq(conversations.status, 'waiting'),
        eq(conversations.isSorted, false),
      ),
    )
    .orderBy(asc(conversations.queuedAt), asc(conversations.id))
    .limit(AT_ONCE)
}

/** A conversation begins with the visitor's message; before it stands at most the link to an earlier one. */
async function firstTexts(
  db: Queryable,
  conversationIds: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, string>> {
  const rows = await db
    .selectDistinctOn([entries.conversationId], {
      id: entries.conversationId,
      text: sql<string>`${entries.body} ->> 'text'`,
    })
    .from(entries)
    .where(
      and(
        inArray(entries.conversationId, [...conversationIds]),
        lte(entries.seq, 2),
        eq(entries.kind, 'message'),
        eq(entries.senderKind, 'visitor'),
      ),
    )
    .orderBy(entries.conversationId, entries.seq)
  return new Map(rows.map(({ id, text }) => [id, text]))
}
