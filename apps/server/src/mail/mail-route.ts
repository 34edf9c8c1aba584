import { mailTransport, type Queryable, stores } from '@shopbell/database'
import { and, eq, isNotNull } from 'drizzle-orm'
import { unsealed } from '../foundation/sealed'
import type { Work } from '../foundation/transact'
import type { MailRoute } from './smtp'
import { readSmtpUrl } from './smtp-url'

/** What the environment says of mail, and the secret that opens what was saved. */
export interface MailSettings {
  readonly fromEnvironment: MailRoute | null
  readonly secret: string
}

/** For what the saved server is sealed. */
export const SEALED_FOR = 'mail transport'

/** How letters leave: as the environment says, else as the email page does. Null where neither says. */
export async function mailRoute(
  db: Queryable,
  { fromEnvironment, secret }: MailSettings,
): Promise<MailRoute | null> {
  if (fromEnvironment !== null) return fromEnvironment
  const [saved] = await db.select().from(mailTransport)
  if (saved === undefined) return null
  const server = readSmtpUrl(unsealed(secret, SEALED_FOR, saved.smtpUrl))
  if (server === null) throw new Error('the saved mail server cannot be read')
  return { server, fromAddress: saved.fromAddress }
}

/**
 * Without a mail server nobody is promised a letter, however it was confirmed before: a setting of the environment
 * may be gone. The demo's letters never leave, and are promised. To be called at the start.
 */
export async function doubtWithoutRoute(work: Work, settings: MailSettings): Promise<void> {
  if ((await mailRoute(work.db, settings)) !== null) return
  await work.db
    .update(stores)
    .set({ mailConfirmedAt: null })
    .where(and(isNotNull(stores.mailConfirmedAt), eq(stores.demo, false)))
}
