import { letters, mailTransport, type Queryable, stores } from '@shopbell/database'
import type {
  AgentId,
  EmailBody,
  EmailSettingsBody,
  MailServer,
  StoreId,
  TestLetter,
} from '@shopbell/protocol'
import { and, desc, eq, isNotNull } from 'drizzle-orm'
import { agentById } from '../agents/agent'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { drawToken, hashOfToken } from '../foundation/ids'
import { enqueueLetter } from '../foundation/letters'
import { requireAddress } from '../foundation/mail-address'
import { sealed } from '../foundation/sealed'
import type { Work } from '../foundation/transact'
import { requireStore } from '../stores/store'
import { testLetter } from './letters-to-team'
import { type MailSettings, mailRoute, SEALED_FOR } from './mail-route'
import type { PostOffice } from './post-office'
import type { MailRoute } from './smtp'
import { smtpUrlOf } from './smtp-url'

/** What the email page shows of a store. */
export async function emailOf(db: Queryable, settings: MailSettings, storeId: StoreId): Promise<EmailBody> {
  const store = await requireStore(db, storeId)
  const route = await mailRoute(db, settings)
  return {
    contactAddress: store.contactAddress,
    server: route === null ? null : shownServer(route),
    isFixed: settings.fromEnvironment !== null,
    answerWithinMs: store.emailAnswer,
    confirmedAt: store.mailConfirmedAt,
    test: await lastTest(db, storeId),
  }
}

/**
 * The mail server that an owner entered, as letters would leave by it; null where they want none. The kept password
 * goes to the server and the name it was given for, never to another. Throws `invalid` with the field.
 */
export function enteredRoute(entered: EmailSettingsBody['server'], kept: MailRoute | null): MailRoute | null {
  if (entered === undefined || entered === null) return null
  const { host, port, security, user, password, fromAddress } = entered
  const server = { host, port, security }
  const from = requireAddress(fromAddress, 'server.fromAddress')
  if (user === null) return { server: { ...server, login: null }, fromAddress: from }
  if (password !== null && password !== '') {
    return { server: { ...server, login: { user, password } }, fromAddress: from }
  }
  const isKept = kept?.server.host === host && kept.server.port === port && kept.server.login?.user === user
  if (kept?.server.login === undefined || kept.server.login === null || !isKept) {
    throw wrong('server.password', 'Enter the password that goes with this server and name.')
  }
  return { server: { ...server, login: kept.server.login }, fromAddress: from }
}

export interface EmailChange {
  readonly by: AgentId
  readonly storeId: StoreId
  readonly contactAddress: string | null
  /** Undefined: the mail server stays as it is. Null: none. */
  readonly route: MailRoute | null | undefined
}

/**
 * Keeps the store's own address, and the mail server, which is one for all stores here: with another one it has to be
 * seen again that letters arrive. Throws `invalid`, or `not_permitted` where the environment or the demo says no.
 */
export async function saveEmail(work: Work, settings: MailSettings, change: EmailChange): Promise<void> {
  const { by, storeId, route } = change
  const { demo } = await requireStore(work.db, storeId)
  const contactAddress =
    change.contactAddress === null ? null : requireAddress(change.contactAddress, 'contactAddress')
  await work.db.update(stores).set({ contactAddress }).where(eq(stores.id, storeId))
  if (route !== undefined) {
    if (demo) throw new DomainError('not_permitted', { message: "The demo's letters stay here." })
    if (settings.fromEnvironment !== null) {
      throw new DomainError('not_permitted', { message: 'The mail server is set by SMTP_URL.' })
    }
    await keepRoute(work, settings.secret, route)
  }
  await audit(work, by, { what: 'email.saved', storeId, details: { server: route?.server.host ?? null } })
}

/**
 * Writes a test letter with a one-time link to the owner's own address. A link in an earlier one no longer works.
 * Throws `invalid` where letters cannot leave.
 */
export async function sendTest(
  work: Work,
  { consoleUrl, host }: PostOffice,
  { by, storeId, route }: { by: AgentId; storeId: StoreId; route: MailRoute | null },
): Promise<void> {
  const store = await requireStore(work.db, storeId)
  const agent = await agentById(work.db, by)
  if (agent === null) throw new DomainError('not_identified')
  if (route === null && !store.demo) {
    throw new DomainError('invalid', { message: 'Enter your mail server first.' })
  }
  const code = drawToken()
  await work.db
    .update(stores)
    .set({ mailTestHash: hashOfToken(code), mailTestedAt: work.now.getTime() })
    .where(eq(stores.id, storeId))
  await enqueueLetter(work, {
    kind: 'test',
    key: `test:${hashOfToken(code)}`,
    storeId,
    toAddress: agent.address,
    toName: agent.name,
    fromName: store.name,
    replyTo: store.contactAddress,
    host,
    ...testLetter({ store: store.name, url: `${consoleUrl}/mail/confirm/${code}` }),
  })
  await audit(work, by, { what: 'email.tested', storeId })
}

/** The link of a test letter was followed: letters of that store arrive. Gives the store; null if it works no more. */
export async function confirmMail(work: Work, code: string): Promise<StoreId | null> {
  const [store] = await work.db
    .update(stores)
    .set({ mailConfirmedAt: work.now.getTime(), mailTestHash: null })
    .where(eq(stores.mailTestHash, hashOfToken(code)))
    .returning({ id: stores.id })
  if (store === undefined) return null
  await audit(work, 'nobody', { what: 'email.confirmed', storeId: store.id })
  work.emit({ kind: 'store.changed', storeId: store.id })
  return store.id
}

async function keepRoute(work: Work, secret: string, route: MailRoute | null): Promise<void> {
  await work.db.delete(mailTransport)
  if (route !== null) {
    const smtpUrl = sealed(secret, SEALED_FOR, smtpUrlOf(route.server))
    const savedAt = work.now.getTime()
    await work.db.insert(mailTransport).values({ smtpUrl, fromAddress: route.fromAddress, savedAt })
  }
  const doubted = await work.db
    .update(stores)
    .set({ mailConfirmedAt: null, mailTestHash: null })
    .where(isNotNull(stores.mailConfirmedAt))
    .returning({ id: stores.id })
  for (const { id } of doubted) work.emit({ kind: 'store.changed', storeId: id })
}

async function lastTest(db: Queryable, storeId: StoreId): Promise<TestLetter | null> {
  const [found] = await db
    .select({
      address: letters.toAddress,
      at: letters.createdAt,
      state: letters.state,
      lastError: letters.lastError,
    })
    .from(letters)
    .where(and(eq(letters.storeId, storeId), eq(letters.kind, 'test')))
    .orderBy(desc(letters.createdAt))
    .limit(1)
  return found ?? null
}

function shownServer({ server, fromAddress }: MailRoute): MailServer {
  const { host, port, security, login } = server
  return { host, port, security, user: login?.user ?? null, fromAddress }
}

function wrong(field: string, message: string): DomainError {
  return new DomainError('invalid', { message, fields: { [field]: message } })
}
