import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { LIMITS, type Limits, SERVER_TIMES, TIMES } from '@shopbell/protocol'
import * as z from 'zod'
import { DEFAULT_DURATIONS, type Durations, durationsWith } from './foundation/durations'
import { isLoopbackHost } from './foundation/http-address'
import { parseAddress } from './foundation/mail-address'
import type { LetterCaps } from './mail/outbox'
import type { MailRoute } from './mail/smtp'
import { readSmtpUrl } from './mail/smtp-url'

/** Everything that is decided before the server starts. */
export interface Config {
  readonly port: number
  readonly demoPort: number
  readonly host: string
  /** The origin under which the world reaches us; null: this computer only. */
  readonly publicUrl: string | null
  readonly dataDir: string
  /** Null: the Postgres that npm brought, in the data directory. */
  readonly databaseUrl: string | null
  readonly secret: string | null
  /** Whose `X-Forwarded-*` headers count. */
  readonly trustProxy: readonly string[]
  readonly hasDemo: boolean
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** Where the figures are shown: on a port of their own, to whoever has the token, or nowhere. */
  readonly metrics: { readonly port: number | null; readonly token: string | null }
  /** How letters leave; null: as the email page says. And how many may. */
  readonly mail: { readonly route: MailRoute | null; readonly caps: LetterCaps }
  readonly durations: Durations
  readonly wireTimes: WireTimes
  readonly limits: ServerLimits
}

/** Durations of the sockets, in milliseconds. */
export interface WireTimes {
  readonly helloMs: number
  readonly pingMinMs: number
  readonly pingMaxMs: number
  readonly lostMs: number
  /** How often open sockets are judged again, and what the panels were told is compared with what is true. */
  readonly judgeMs: number
  /** The widest spread of the return after a good-bye. */
  readonly returnMs: number
  /** After a good-bye a socket has this long to close. */
  readonly goodByeMs: number
}

export interface ServerLimits extends Limits {
  /** High, for carriers put many people behind one address. */
  readonly socketsPerAddress: number
  /** Bytes that may wait for a slow reader. */
  readonly bufferedBytes: number
}

/** The environment or the command line asks for something that cannot be. The message is one plain line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
const DEFAULT_PORT = 4_100
const MIN_SECRET_LENGTH = 32
const METRICS_TOKEN = /^[0-9A-Za-z_-]{32,128}$/
const SECOND = 1_000
const FOUR_WEEKS = 28 * 24 * 60 * 60 * SECOND

/** Reads the settings of this process. Throws a `ConfigError` that names the first wrong one and what is allowed. */
export function readConfig(
  flags: readonly string[] = process.argv.slice(2),
  environment: Environment = process.env,
): Config {
  const unknown = flags.find((flag) => flag !== '--no-demo')
  if (unknown !== undefined)
    throw new ConfigError(`${unknown} is not known here. The only flag is --no-demo.`)
  const read = schema.safeParse(withoutEmpty(environment))
  if (!read.success) throw new ConfigError(sentence(read.error))
  const { PORT: port, PUBLIC_URL: publicUrl, ...rest } = read.data
  const demoPort = rest.DEMO_PORT ?? port + 1
  if (demoPort === port || demoPort > 65_535) {
    throw new ConfigError('DEMO_PORT must be a port from 1 to 65535, and not the same as PORT.')
  }
  const metricsPort = rest.METRICS_PORT ?? null
  const others = isDemoWanted(publicUrl, flags) ? [port, demoPort] : [port]
  if (metricsPort !== null && others.includes(metricsPort)) {
    throw new ConfigError('METRICS_PORT must be another port than PORT and DEMO_PORT.')
  }
  if (rest.DATABASE_URL !== null && rest.SECRET === null) {
    throw new ConfigError(
      `SECRET is required with DATABASE_URL: ${MIN_SECRET_LENGTH} characters or more, the same on every server and at every start.`,
    )
  }
  return {
    port,
    demoPort,
    host: rest.HOST,
    publicUrl,
    dataDir: resolve(rest.DATA_DIR),
    databaseUrl: rest.DATABASE_URL,
    secret: rest.SECRET,
    trustProxy: rest.TRUST_PROXY,
    hasDemo: isDemoWanted(publicUrl, flags),
    logLevel: rest.LOG_LEVEL,
    metrics: { port: metricsPort, token: rest.METRICS_TOKEN },
    mail: {
      route: mailRouteIn(rest.SMTP_URL, rest.MAIL_FROM),
      caps: {
        perAddressAndDay: rest.LETTERS_PER_ADDRESS_AND_DAY,
        perStoreAndHour: rest.LETTERS_PER_STORE_AND_HOUR,
      },
    },
    durations: durationsWith({
      agentLostGraceMs: rest.AGENT_GRACE_MS,
      agentReturnMs: rest.AGENT_RETURN_MS,
      replyTargetMs: rest.REPLY_TARGET_MS,
      replyAlarmMs: rest.REPLY_ALARM_MS,
      laterReplyTargetMs: rest.LATER_REPLY_TARGET_MS,
      laterReplyAlarmMs: rest.LATER_REPLY_ALARM_MS,
      waitingAlarmMs: rest.WAITING_ALARM_MS,
      visitorSilentMs: rest.VISITOR_SILENT_MS,
      emailSilentMs: rest.EMAIL_SILENT_MS,
      emailAnswerMs: rest.EMAIL_ANSWER_MS,
      reopenMs: rest.REOPEN_MS,
      letterOnceGoneMs: rest.LETTER_ONCE_GONE_MS,
      letterWhileHereMs: rest.LETTER_WHILE_HERE_MS,
      leaseMs: rest.LEASE_MS,
      leaseRenewMs: rest.LEASE_RENEW_MS,
    }),
    wireTimes: {
      helloMs: rest.HELLO_MS,
      pingMinMs: rest.PING_MIN_MS,
      pingMaxMs: Math.max(rest.PING_MIN_MS, rest.PING_MAX_MS),
      lostMs: rest.LOST_MS,
      judgeMs: rest.JUDGE_MS,
      returnMs: rest.RETURN_MS,
      goodByeMs: rest.GOOD_BYE_MS,
    },
    limits: {
      ...LIMITS,
      sendsPerTenSeconds: rest.SENDS_PER_TEN_SECONDS,
      framesPerTenSeconds: rest.FRAMES_PER_TEN_SECONDS,
      socketsPerAddress: rest.SOCKETS_PER_ADDRESS,
      bufferedBytes: rest.BUFFERED_BYTES,
    },
  }
}

/** The demo's people have no passwords: they are for this computer alone. */
function isDemoWanted(publicUrl: string | null, flags: readonly string[]): boolean {
  const isOnlyHere = publicUrl === null || isLoopbackHost(new URL(publicUrl).hostname.replace(/^\[|]$/g, ''))
  return isOnlyHere && !flags.includes('--no-demo')
}

function mailRouteIn(smtpUrl: string | null, fromAddress: string | null): MailRoute | null {
  const server = smtpUrl === null ? null : readSmtpUrl(smtpUrl)
  if (server === null) return null
  if (fromAddress === null) {
    throw new ConfigError('MAIL_FROM is required with SMTP_URL: the address that letters come from.')
  }
  return { server, fromAddress }
}

type Environment = Readonly<Record<string, string | undefined>>

const whole = (least: number, most: number, fallback: number, unit = '') =>
  z
    .string()
    .refine(
      (value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number${unit} from ${least} to ${most}`,
    )
    .transform(Number)
    .prefault(String(fallback))

const durationMs = (least: number, fallback: number) => whole(least, FOUR_WEEKS, fallback, ' of milliseconds')

const schema = z.object({
  PORT: whole(1, 65_535, DEFAULT_PORT),
  DEMO_PORT: whole(1, 65_535, 0).optional(),
  HOST: z
    .string()
    .refine(
      (value) => isIP(value) > 0 || value === 'localhost',
      'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0',
    )
    // A container's image sets 0.0.0.0. Even with a PUBLIC_URL it is a proxy that faces the world, not this port.
    .default('127.0.0.1'),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, 'must be an address such as https://chat.example.com, without a path')
    .transform((value) => new URL(value).origin)
    .nullable()
    .default(null),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .refine(
      (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
      'must begin with postgres://',
    )
    .nullable()
    .default(null),
  SECRET: z
    .string()
    .min(MIN_SECRET_LENGTH, `must have ${MIN_SECRET_LENGTH} characters or more`)
    .nullable()
    .default(null),
  TRUST_PROXY: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine(
      (parts) => parts.every(isProxy),
      'must list addresses or networks of proxies, such as 127.0.0.1,10.0.0.0/8, or "loopback"',
    ),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('warn'),
  METRICS_PORT: whole(1, 65_535, 0).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(METRICS_TOKEN, 'must be 32 to 128 of 0-9, A-Z, a-z, _ and -')
    .nullable()
    .default(null),
  SMTP_URL: z
    .string()
    .refine(
      (value) => readSmtpUrl(value) !== null,
      'must look like smtp://user:password@mail.example.com:587 or smtps://…, with %40 for an @ in the name',
    )
    .nullable()
    .default(null),
  MAIL_FROM: z
    .string()
    .transform((value, context) => {
      const read = parseAddress(value)
      if (read.kind === 'address') return read.address
      context.addIssue('must be one address, such as chat@example.com')
      return z.NEVER
    })
    .nullable()
    .default(null),
  LETTERS_PER_ADDRESS_AND_DAY: whole(1, 1_000_000, 20),
  LETTERS_PER_STORE_AND_HOUR: whole(1, 1_000_000, 200),

  AGENT_GRACE_MS: durationMs(500, DEFAULT_DURATIONS.agentLostGraceMs),
  AGENT_RETURN_MS: durationMs(500, DEFAULT_DURATIONS.agentReturnMs),
  REPLY_TARGET_MS: durationMs(500, DEFAULT_DURATIONS.replyTargetMs),
  REPLY_ALARM_MS: durationMs(500, DEFAULT_DURATIONS.replyAlarmMs),
  LATER_REPLY_TARGET_MS: durationMs(500, DEFAULT_DURATIONS.laterReplyTargetMs),
  LATER_REPLY_ALARM_MS: durationMs(500, DEFAULT_DURATIONS.laterReplyAlarmMs),
  WAITING_ALARM_MS: durationMs(500, DEFAULT_DURATIONS.waitingAlarmMs),
  VISITOR_SILENT_MS: durationMs(500, DEFAULT_DURATIONS.visitorSilentMs),
  EMAIL_SILENT_MS: durationMs(500, DEFAULT_DURATIONS.emailSilentMs),
  EMAIL_ANSWER_MS: durationMs(500, DEFAULT_DURATIONS.emailAnswerMs),
  REOPEN_MS: durationMs(500, DEFAULT_DURATIONS.reopenMs),
  LETTER_ONCE_GONE_MS: durationMs(500, DEFAULT_DURATIONS.letterOnceGoneMs),
  LETTER_WHILE_HERE_MS: durationMs(500, DEFAULT_DURATIONS.letterWhileHereMs),
  LEASE_MS: durationMs(500, DEFAULT_DURATIONS.leaseMs),
  LEASE_RENEW_MS: durationMs(200, DEFAULT_DURATIONS.leaseRenewMs),

  HELLO_MS: durationMs(200, SERVER_TIMES.helloMs),
  PING_MIN_MS: durationMs(200, SERVER_TIMES.pingMinMs),
  PING_MAX_MS: durationMs(200, TIMES.pingMaxMs),
  LOST_MS: durationMs(500, TIMES.lostMs),
  JUDGE_MS: durationMs(100, 3 * SECOND),
  RETURN_MS: durationMs(0, 5 * SECOND),
  GOOD_BYE_MS: durationMs(20, 1_500),

  SENDS_PER_TEN_SECONDS: whole(1, 1_000_000, LIMITS.sendsPerTenSeconds),
  FRAMES_PER_TEN_SECONDS: whole(10, 10_000_000, LIMITS.framesPerTenSeconds),
  SOCKETS_PER_ADDRESS: whole(1, 10_000_000, 2_000),
  BUFFERED_BYTES: whole(65_536, 1_000_000_000, 1_048_576),
})

/** Compose files and panels of hosters pass an empty text where nothing was entered. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
}

function sentence(error: z.ZodError): string {
  const [issue] = error.issues
  return issue === undefined ? 'A setting is wrong.' : `${issue.path.join('.')} ${issue.message}.`
}

function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:')
}

function isProxy(part: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(part)) return true
  const [address = '', bits, ...more] = part.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
