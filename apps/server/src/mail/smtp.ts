import type { letters } from '@shopbell/database'
import { createTransport } from 'nodemailer'
import { oneLine } from '../foundation/letters'
import { isHere, type SmtpServer } from './smtp-url'

export type Letter = typeof letters.$inferSelect

/** How letters leave: by which server, and as from whom. */
export interface MailRoute {
  readonly server: SmtpServer
  readonly fromAddress: string
}

/** What became of one try. */
export type Delivery =
  | { readonly kind: 'accepted' }
  /** The server will never take it. */
  | { readonly kind: 'refused'; readonly because: string }
  /** It may take it another time, or has taken it without our hearing so. */
  | { readonly kind: 'unsure'; readonly because: string }

/** Why a mail server cannot be used, said of the setting that is to be mended. */
export interface ServerFault {
  readonly field: 'host' | 'security' | 'password'
  readonly message: string
}

const CONNECT_WITHIN_MS = 20_000
const CHECK_WITHIN_MS = 10_000
const REASON_LENGTH = 300

/**
 * Hands a letter to the server, once. The bytes depend on the letter and the address it comes from only, so that
 * whoever gets it twice can see that it is one.
 */
export async function deliver(route: MailRoute, letter: Letter, signal: AbortSignal): Promise<Delivery> {
  try {
    await transportTo(route.server, CONNECT_WITHIN_MS).sendMail({
      from: { name: letter.fromName, address: route.fromAddress },
      to: { name: letter.toName ?? '', address: letter.toAddress },
      envelope: { from: route.fromAddress, to: [letter.toAddress] },
      replyTo: letter.replyTo === null ? undefined : { name: letter.fromName, address: letter.replyTo },
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      messageId: letter.messageId,
      date: new Date(letter.createdAt),
      baseBoundary: letter.id,
      inReplyTo: letter.inReplyTo ?? undefined,
      references: letter.inReplyTo ?? undefined,
      // A person wrote the replies. To anything else no machine should answer.
      headers: letter.kind === 'replies' ? {} : { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
      signal,
    })
    return { kind: 'accepted' }
  } catch (error) {
    const { code, permanent } = faultIn(error)
    // Only what was said of the letter itself is final: a wrong password or a lost line says nothing about it.
    const isFinal = permanent === true && (code === 'EENVELOPE' || code === 'EMESSAGE')
    return { kind: isFinal ? 'refused' : 'unsure', because: reasonIn(error) }
  }
}

/** Speaks with the server as far as one can without a letter. Null where it may be used. */
export async function checkServer(
  server: SmtpServer,
  withinMs: number = CHECK_WITHIN_MS,
): Promise<ServerFault | null> {
  const transport = transportTo(server, withinMs)
  const tooLate = AbortSignal.timeout(withinMs)
  const late = new Promise<never>((_, reject) => {
    tooLate.addEventListener('abort', () =>
      reject(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })),
    )
  })
  try {
    await Promise.race([transport.verify(), late])
    return null
  } catch (error) {
    return serverFault(server, faultIn(error))
  }
}

function transportTo(server: SmtpServer, withinMs: number) {
  const { host, port, security, login } = server
  const isNear = isHere(server)
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    // A password travels in the open on this computer only.
    requireTLS: security === 'starttls' && login !== null && !isNear,
    tls: { rejectUnauthorized: !isNear },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: withinMs,
    greetingTimeout: withinMs,
    dnsTimeout: withinMs,
    socketTimeout: withinMs,
  })
}

function serverFault({ host, port }: SmtpServer, { code, socketCode }: Fault): ServerFault {
  // The network's own codes are one word; those of TLS are several.
  if (code === 'ETLS' || (code === 'ESOCKET' && socketCode?.includes('_') === true)) {
    return { field: 'security', message: `The server at ${host} does not speak TLS as it should.` }
  }
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return { field: 'password', message: 'The server does not accept this name and password.' }
  }
  if (code === 'EDNS') return { field: 'host', message: `No server is known as ${host}.` }
  return { field: 'host', message: `No mail server answers at ${host}, port ${port}.` }
}

/** What nodemailer says of a failure. */
interface Fault {
  readonly code?: string
  /** What the network said before. */
  readonly socketCode?: string
  /** The server said so for good. */
  readonly permanent?: boolean
}

function faultIn(error: unknown): Fault {
  if (!(error instanceof Error)) return {}
  return {
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('originalCode' in error && typeof error.originalCode === 'string'
      ? { socketCode: error.originalCode }
      : {}),
    ...('permanent' in error && typeof error.permanent === 'boolean' ? { permanent: error.permanent } : {}),
  }
}

/** The server's own words where it said any: the owner knows best what to ask it. */
function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return oneLine('response' in error ? String(error.response) : error.message, REASON_LENGTH)
}
