import { cannedReplies, type Queryable } from '@shopbell/database'
import type { AgentId, CannedReply, CannedReplyBody, CannedReplyId, StoreId } from '@shopbell/protocol'
import { and, eq, ne } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawCannedReplyId } from '../foundation/ids'
import type { Work } from '../foundation/transact'

interface Change {
  readonly by: AgentId
  readonly storeId: StoreId
  readonly id: CannedReplyId
}

/** A store's canned replies, by shortcut. */
export function cannedRepliesOf(db: Queryable, storeId: StoreId): Promise<CannedReply[]> {
  return db
    .select({ id: cannedReplies.id, shortcut: cannedReplies.shortcut, text: cannedReplies.text })
    .from(cannedReplies)
    .where(eq(cannedReplies.storeId, storeId))
    .orderBy(cannedReplies.shortcut)
}

/** Adds a canned reply. Throws `already_exists` where the shortcut is in use. */
export async function addCannedReply(
  work: Work,
  { by, storeId, reply }: { by: AgentId; storeId: StoreId; reply: CannedReplyBody },
): Promise<CannedReply> {
  const id = drawCannedReplyId()
  const made = await work.db
    .insert(cannedReplies)
    .values({ storeId, id, ...reply })
    .onConflictDoNothing()
    .returning({ id: cannedReplies.id })
  if (made.length === 0) throw shortcutInUse(reply)
  await audit(work, by, { what: 'canned_reply.added', storeId, details: { id } })
  return { id, ...reply }
}

/** Changes a canned reply. Throws `not_found`, or `already_exists` where another has the shortcut. */
export async function changeCannedReply(
  work: Work,
  { by, storeId, id, reply }: Change & { reply: CannedReplyBody },
): Promise<CannedReply> {
  const [other] = await work.db
    .select({ id: cannedReplies.id })
    .from(cannedReplies)
    .where(
      and(
        eq(cannedReplies.storeId, storeId),
        eq(cannedReplies.shortcut, reply.shortcut),
        ne(cannedReplies.id, id),
      ),
    )
  if (other !== undefined) throw shortcutInUse(reply)
  const changed = await work.db
    .update(cannedReplies)
    .set({ shortcut: reply.shortcut, text: reply.text })
    .where(and(eq(cannedReplies.storeId, storeId), eq(cannedReplies.id, id)))
    .returning({ id: cannedReplies.id })
  if (changed.length === 0) throw new DomainError('not_found')
  await audit(work, by, { what: 'canned_reply.changed', storeId, details: { id } })
  return { id, ...reply }
}

/** Removes a canned reply. Throws `not_found`. */
export async function removeCannedReply(work: Work, { by, storeId, id }: Change): Promise<void> {
  const removed = await work.db
    .delete(cannedReplies)
    .where(and(eq(cannedReplies.storeId, storeId), eq(cannedReplies.id, id)))
    .returning({ id: cannedReplies.id })
  if (removed.length === 0) throw new DomainError('not_found')
  await audit(work, by, { what: 'canned_reply.removed', storeId, details: { id } })
}

function shortcutInUse({ shortcut }: CannedReplyBody): DomainError {
  const message = `/${shortcut} is in use.`
  return new DomainError('already_exists', { message, fields: { shortcut: message } })
}
