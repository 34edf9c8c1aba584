import { type Queryable, sites } from '@shopbell/database'
import type { AgentId, Site, StoreId } from '@shopbell/protocol'
import { and, desc, eq, inArray } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'

interface SiteChange {
  readonly by: AgentId | 'system'
  readonly storeId: StoreId
  readonly origin: string
}

/** Sites that loaded the script or were entered: allowed ones first, then the newest seen. */
export function sitesOf(db: Queryable, storeId: StoreId): Promise<Site[]> {
  return db
    .select({
      origin: sites.origin,
      allowed: sites.allowed,
      lastSeenAt: sites.lastSeenAt,
      refused: sites.refused,
    })
    .from(sites)
    .where(eq(sites.storeId, storeId))
    .orderBy(desc(sites.allowed), desc(sites.lastSeenAt), sites.origin)
}

/** Whether the widget may speak with this store from a page of that origin. */
export async function isAllowedOrigin(db: Queryable, storeId: StoreId, origin: string): Promise<boolean> {
  const [found] = await db
    .select({ allowed: sites.allowed })
    .from(sites)
    .where(and(eq(sites.storeId, storeId), eq(sites.origin, origin)))
  return found?.allowed ?? false
}

/** Allows a site, whether it was seen before or not. What it was refused so far is forgotten. */
export async function allowSite(work: Work, { by, storeId, origin }: SiteChange): Promise<void> {
  await work.db
    .insert(sites)
    .values({ storeId, origin, allowed: true })
    .onConflictDoUpdate({ target: [sites.storeId, sites.origin], set: { allowed: true, refused: 0 } })
  await audit(work, by, { what: 'site.allowed', storeId, details: { origin } })
  work.emit({ kind: 'site.changed', storeId })
}

/** Takes a site off the list. Throws `not_found`. */
export async function removeSite(work: Work, { by, storeId, origin }: SiteChange): Promise<void> {
  const removed = await work.db
    .delete(sites)
    .where(and(eq(sites.storeId, storeId), eq(sites.origin, origin)))
    .returning({ origin: sites.origin })
  if (removed.length === 0) throw new DomainError('not_found')
  await audit(work, by, { what: 'site.removed', storeId, details: { origin } })
  work.emit({ kind: 'site.changed', storeId })
}

/** Every allowed site of these stores, as `store origin`. */
export async function allowedSites(
  db: Queryable,
  storeIds: readonly StoreId[],
): Promise<ReadonlySet<string>> {
  if (storeIds.length === 0) return new Set()
  const rows = await db
    .select({ storeId: sites.storeId, origin: sites.origin })
    .from(sites)
    .where(and(inArray(sites.storeId, [...storeIds]), sites.allowed))
  return new Set(rows.map(({ storeId, origin }) => `${storeId} ${origin}`))
}
