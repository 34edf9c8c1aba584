import { type Queryable, sites } from '@shopbell/database'
import type { PageContext, StoreId } from '@shopbell/protocol'
import { and, desc, eq, sql } from 'drizzle-orm'

/** What letters need to know of this installation. */
export interface PostOffice {
  /** Where the console is, without a slash at the end. */
  readonly consoleUrl: string
  /** The right half of every Message-ID. */
  readonly host: string
}

/**
 * Where the shopper finds the chat: the site that it began on, if that is still the store's, else the one last seen.
 * Never the address of the page itself, for shoppers could put words into that. Null where there is none.
 */
export async function chatUrlOf(
  db: Queryable,
  storeId: StoreId,
  page: PageContext | null,
): Promise<string | null> {
  const allowed = await db
    .select({ origin: sites.origin })
    .from(sites)
    .where(and(eq(sites.storeId, storeId), sites.allowed))
    .orderBy(sql`${desc(sites.lastSeenAt)} nulls last`, sites.origin)
  const began = page !== null && URL.canParse(page.url) ? new URL(page.url).origin : null
  const site = allowed.find(({ origin }) => origin === began) ?? allowed[0]
  return site === undefined ? null : `${site.origin}/`
}
