import { type Queryable, stores } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import type { Store } from './store'

/**
 * How soon a store answers by email, in ms; null while it is not known whether its letters arrive, so that nothing may be
 * promised.
 */
export function emailPromiseOf({
  demo,
  mailConfirmedAt,
  emailAnswer,
}: Pick<Store, 'demo' | 'mailConfirmedAt' | 'emailAnswer'>): number | null {
  return demo || mailConfirmedAt !== null ? emailAnswer : null
}

/** The same for a store of which only the id is known. Throws `store_not_found`. */
export async function promisedByEmail(db: Queryable, storeId: StoreId): Promise<number | null> {
  const { demo, mailConfirmedAt, emailAnswer } = stores
  const [store] = await db
    .select({ demo, mailConfirmedAt, emailAnswer })
    .from(stores)
    .where(eq(stores.id, storeId))
  if (store === undefined) throw new DomainError('store_not_found')
  return emailPromiseOf(store)
}
