import {
  agents,
  cannedReplies,
  memberships,
  type Queryable,
  stores,
  teamMembers,
  teams,
} from '@shopbell/database'
import { eq } from 'drizzle-orm'
import { makeEntryLink } from '../agents/entry-links'
import { drawCannedReplyId } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { keepRules } from '../stores/rules'
import { SHIPPED_RULES } from '../stores/shipped-rules'
import { allowSite, isAllowedOrigin } from '../stores/sites'
import { storeById } from '../stores/store'
import { DEMO_CONVERSATIONS } from './conversations'
import { DEMO_CANNED_REPLIES, DEMO_STORE, type DemoAgent, INES, NOOR, WORKSHOP } from './people'

/** Enough for what is laid out, and for the visitor who tries it. */
const CAPACITY = 8

/**
 * The demo store with its people and canned replies, once, and its shop's sites as they are at this start. Returns
 * the code that opens Ines's console.
 */
export async function seedDemo(
  work: Work,
  shopOrigins: readonly string[],
): Promise<{ readonly entryCode: string }> {
  if ((await storeById(work.db, DEMO_STORE)) === null) await openDemoStore(work)
  for (const origin of shopOrigins) {
    if (!(await isAllowedOrigin(work.db, DEMO_STORE, origin))) {
      await allowSite(work, { by: 'system', storeId: DEMO_STORE, origin })
    }
  }
  return { entryCode: await makeEntryLink(work, INES.id) }
}

/** What the terminal says of the demo: its name, and how many conversations there are or will be. */
export async function demoNote(db: Queryable, products: number): Promise<string> {
  const [store] = await db.select({ name: stores.name }).from(stores).where(eq(stores.id, DEMO_STORE))
  const parts = [store?.name ?? '', `${products} products`, `${DEMO_CONVERSATIONS.length} conversations`]
  return parts.filter((part) => !part.startsWith('0 ')).join(', ')
}

async function openDemoStore(work: Work): Promise<void> {
  const { db } = work
  const createdAt = work.now.getTime()
  await db.insert(stores).values({
    id: DEMO_STORE,
    name: 'Mackerel Sky',
    accent: '#F2B705',
    capacity: CAPACITY,
    demo: true,
    createdAt,
  })
  await keepRules(work, DEMO_STORE, SHIPPED_RULES)
  await db
    .insert(agents)
    .values([INES, NOOR].map((agent: DemoAgent) => ({ ...agent, passwordHash: null, createdAt })))
    .onConflictDoNothing()
  await db.insert(memberships).values([
    { storeId: DEMO_STORE, agentId: INES.id, role: 'owner', createdAt },
    { storeId: DEMO_STORE, agentId: NOOR.id, role: 'agent', createdAt },
  ])
  await db.insert(teams).values({ storeId: DEMO_STORE, ...WORKSHOP, createdAt })
  await db.insert(teamMembers).values({ storeId: DEMO_STORE, teamId: WORKSHOP.id, agentId: NOOR.id })
  await db
    .insert(cannedReplies)
    .values(DEMO_CANNED_REPLIES.map((reply) => ({ storeId: DEMO_STORE, id: drawCannedReplyId(), ...reply })))
}
