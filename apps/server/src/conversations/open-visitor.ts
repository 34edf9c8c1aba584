import { type Queryable, stores, visitors } from '@shopbell/database'
import type { StoreId, VisitorId } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import { drawToken, drawVisitorId, hashOfToken } from '../foundation/ids'
import type { Work } from '../foundation/transact'

/** A visitor's session. The token is told once and kept as its hash. */
export interface BegunVisitor {
  readonly visitorId: VisitorId
  readonly token: string
}

/** Begins a session for a browser that has none. Throws `store_not_found`. */
export async function beginVisitor(work: Work, storeId: StoreId): Promise<BegunVisitor> {
  const [store] = await work.db.select({ id: stores.id }).from(stores).where(eq(stores.id, storeId))
  if (store === undefined) throw new DomainError('store_not_found')
  const visitorId = drawVisitorId()
  const token = drawToken()
  await work.db.insert(visitors).values({
    storeId,
    id: visitorId,
    kind: 'web',
    tokenHash: hashOfToken(token),
    createdAt: work.now.getTime(),
  })
  return { visitorId, token }
}

/** The visitor of this store who holds the token; null for an unknown one and for another store's. */
export async function visitorByToken(
  db: Queryable,
  storeId: StoreId,
  token: string,
): Promise<{ readonly id: VisitorId; readonly name: string | null } | null> {
  const [visitor] = await db
    .select({ id: visitors.id, name: visitors.name })
    .from(visitors)
    .where(and(eq(visitors.storeId, storeId), eq(visitors.tokenHash, hashOfToken(token))))
  return visitor ?? null
}
