import { type Queryable, rules as rulesTable } from '@shopbell/database'
import type { Rule, StoreId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { drawRuleId } from '../foundation/ids'
import type { Work } from '../foundation/transact'

/** What a store wants done with conversations that begin in a certain way, in order. */
export function rulesOf(db: Queryable, storeId: StoreId): Promise<Rule[]> {
  const { name, isOn, condition, effect, place } = rulesTable
  return db
    .select({ name, isOn, condition, effect })
    .from(rulesTable)
    .where(eq(rulesTable.storeId, storeId))
    .orderBy(place)
}

/** Keeps these rules, in their order, in place of what there was. Nobody else does so meanwhile: the store is locked. */
export async function keepRules(work: Work, storeId: StoreId, rules: readonly Rule[]): Promise<void> {
  await work.db.delete(rulesTable).where(eq(rulesTable.storeId, storeId))
  if (rules.length === 0) return
  await work.db
    .insert(rulesTable)
    .values(rules.map((rule, place) => ({ storeId, id: drawRuleId(), place, ...rule })))
}
