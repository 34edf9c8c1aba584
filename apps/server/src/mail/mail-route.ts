import { mailTransport, type Queryable } from '@shopbell/database'
import { unsealed } from '../foundation/sealed'
import type { Store } from '../stores/store'
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
 * Whether shoppers may be told that an answer comes by email: once the owner has said that a letter arrived. In the
 * demo, whose letters never leave, always.
 */
export function mayPromiseLetters(
  store: Pick<Store, 'demo' | 'mailConfirmedAt'>,
  route: MailRoute | null,
): boolean {
  return store.demo || (route !== null && store.mailConfirmedAt !== null)
}
