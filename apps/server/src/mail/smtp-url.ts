import { isLoopbackHost } from '../foundation/http-address'

/** A mail server, and as whom we speak with it. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte on; `starttls` begins in the open and turns to TLS. */
  readonly security: 'tls' | 'starttls'
  /** Null where it takes letters from anybody who reaches it. */
  readonly login: { readonly user: string; readonly password: string } | null
}

const PORTS = { tls: 465, starttls: 587 } as const

/** The server that `smtp://user:password@host:port` or `smtps://…` names; null where a text is neither. */
export function readSmtpUrl(text: string): SmtpServer | null {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  const isBare = ['', '/'].includes(url.pathname) && url.search === '' && url.hash === ''
  const [user, password] = [decoded(url.username), decoded(url.password)]
  if (!isBare || url.hostname === '' || user === null || password === null) return null
  if ((user === '') !== (password === '')) return null
  const security = url.protocol.toLowerCase() === 'smtps:' ? 'tls' : 'starttls'
  return {
    host: url.hostname.replace(/^\[|]$/g, ''),
    port: url.port === '' ? PORTS[security] : Number(url.port),
    security,
    login: user === '' ? null : { user, password },
  }
}

/** The same server as one line. */
export function smtpUrlOf({ host, port, security, login }: SmtpServer): string {
  const name = host.includes(':') ? `[${host}]` : host
  const as = login === null ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${as}${name}:${port}`
}

/** Whether it is on this computer, where nobody listens on the way. */
export function isHere({ host }: SmtpServer): boolean {
  return isLoopbackHost(host)
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray percent sign: whoever wrote it has to write %25.
    return null
  }
}
