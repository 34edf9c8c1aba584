import type { EmailBody, EmailSettingsBody } from '@shopbell/protocol'
import { copy } from '../copy'
import type { Errors } from '../foundation/form-state'

/** The email page as it is typed: words, until they are sent. */
export interface TypedEmail {
  readonly contactAddress: string
  readonly host: string
  readonly port: string
  readonly security: 'tls' | 'starttls'
  readonly user: string
  readonly password: string
  readonly fromAddress: string
}

/** The ports that mail servers are on, by how they are spoken to. */
const PORTS = { starttls: '587', tls: '465' } as const

export function typedEmail({ contactAddress, server }: EmailBody): TypedEmail {
  return {
    contactAddress: contactAddress ?? '',
    host: server?.host ?? '',
    port: String(server?.port ?? PORTS.starttls),
    security: server?.security ?? 'starttls',
    user: server?.user ?? '',
    password: '',
    fromAddress: server?.fromAddress ?? '',
  }
}

/** With the other encryption a usual port moves along; one that was chosen by hand stays. */
export function withSecurity(typed: TypedEmail, security: TypedEmail['security']): TypedEmail {
  const isUsual = typed.port === PORTS[typed.security]
  return { ...typed, security, port: isUsual ? PORTS[security] : typed.port }
}

/** What is sent. Where the mail server is not the page's to change it is left out. */
export function emailBodyOf(typed: TypedEmail, isServersToChange: boolean): EmailSettingsBody {
  const contact = typed.contactAddress.trim()
  const contactAddress = contact === '' ? null : contact
  if (!isServersToChange) return { contactAddress }
  const { security, password } = typed
  const [host, user] = [typed.host.trim(), typed.user.trim()]
  if (host === '') return { contactAddress, server: null }
  return {
    contactAddress,
    server: {
      host,
      port: Number(typed.port),
      security,
      user: user === '' ? null : user,
      password: password === '' ? null : password,
      fromAddress: typed.fromAddress.trim(),
    },
  }
}

/** What can be seen to be wrong without asking; the server knows the rest. */
export function wrongInEmail({ server }: EmailSettingsBody): Errors {
  if (server === undefined || server === null) return {}
  const { port, fromAddress } = server
  return {
    ...(Number.isInteger(port) && port >= 1 && port <= 65_535 ? {} : { 'server.port': copy.mail.portWrong }),
    ...(fromAddress === '' ? { 'server.fromAddress': copy.mail.fromMissing } : {}),
  }
}
