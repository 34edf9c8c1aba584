import { type Queryable, stores } from '@shopbell/database'
import type { StoreId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import { DEFAULT_ACCENT } from './accent-tokens'
import { keepRules } from './rules'
import { SHIPPED_RULES } from './shipped-rules'

export type Store = typeof stores.$inferSelect

export interface NewStore {
  readonly id: StoreId
  readonly name: string
  readonly accent?: string
  readonly demo?: boolean
}

/** The store, or null. */
export async function storeById(db: Queryable, id: StoreId): Promise<Store | null> {
  const [found] = await db.select().from(stores).where(eq(stores.id, id))
  return found ?? null
}

/** The store. Throws `store_not_found`. */
export async function requireStore(db: Queryable, id: StoreId): Promise<Store> {
  const found = await storeById(db, id)
  if (found === null) throw new DomainError('store_not_found')
  return found
}

/** Locks a store: what is decided about it as a whole is decided one after the other. Before anything else is locked. */
export async function lockStore(work: Work, id: StoreId): Promise<void> {
  await work.db.select({ id: stores.id }).from(stores).where(eq(stores.id, id)).for('no key update')
}

/** Makes a store, with the rules that every store begins with. */
export async function createStore(
  work: Work,
  { id, name, accent = DEFAULT_ACCENT, demo = false }: NewStore,
): Promise<void> {
  await work.db.insert(stores).values({ id, name, accent, demo, createdAt: work.now.getTime() })
  await keepRules(work, id, SHIPPED_RULES)
}
