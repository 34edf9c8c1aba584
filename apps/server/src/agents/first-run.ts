import { installation, memberships, type Queryable, stores } from '@shopbell/database'
import type { AgentId, FirstRunBody, StoreId } from '@shopbell/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawAgentId, drawStoreId } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { createStore } from '../stores/store'
import { createAgent, nameFromAddress } from './agent'
import { drawCode, isCode } from './codes'
import { addMember } from './memberships'

/** Whether somebody owns a store that is not the demo's. */
export async function hasOwner(db: Queryable): Promise<boolean> {
  const [found] = await db
    .select({ id: memberships.agentId })
    .from(memberships)
    .innerJoin(stores, eq(stores.id, memberships.storeId))
    .where(and(eq(memberships.role, 'owner'), eq(stores.demo, false)))
    .limit(1)
  return found !== undefined
}

/** The code of the link that makes the first owner, drawn when there is none yet; null once there is an owner. */
export async function firstRunCode(work: Work, draw: () => string = drawCode): Promise<string | null> {
  if (await hasOwner(work.db)) return null
  await work.db.update(installation).set({ firstRunCode: draw() }).where(isNull(installation.firstRunCode))
  const [kept] = await work.db.select({ code: installation.firstRunCode }).from(installation)
  return kept?.code ?? null
}

/** Whether the link of this code would still work. */
export async function isFirstRunCode(db: Queryable, code: string): Promise<boolean> {
  if (!isCode(code)) return false
  const [found] = await db
    .select({ one: installation.one })
    .from(installation)
    .where(eq(installation.firstRunCode, code))
  return found !== undefined
}

/**
 * Makes the first store and its owner. The code works once: of two at a time one wins. Throws `link_used`,
 * `not_found` for a code that never was one, or `already_exists` where the address is in use.
 */
export async function makeFirstOwner(
  work: Work,
  {
    code,
    storeName,
    address,
    passwordHash,
  }: Omit<FirstRunBody, 'password'> & { readonly passwordHash: string },
): Promise<{ readonly agentId: AgentId; readonly storeId: StoreId }> {
  if (!(await useFirstRunCode(work, code))) {
    throw new DomainError((await hasOwner(work.db)) ? 'link_used' : 'not_found')
  }
  const agentId = drawAgentId()
  const storeId = drawStoreId()
  await createStore(work, { id: storeId, name: storeName.trim() })
  await createAgent(work, { id: agentId, name: nameFromAddress(address), address, passwordHash })
  await addMember(work, { storeId, agentId, role: 'owner' })
  await audit(work, agentId, { what: 'store.opened', storeId })
  return { agentId, storeId }
}

async function useFirstRunCode(work: Work, code: string): Promise<boolean> {
  if (!isCode(code)) return false
  const taken = await work.db
    .update(installation)
    .set({ firstRunCode: null })
    .where(eq(installation.firstRunCode, code))
    .returning({ one: installation.one })
  return taken.length > 0
}
