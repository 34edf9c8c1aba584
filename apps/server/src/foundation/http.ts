import type { Writable } from 'node:stream'
import { LIMITS, type RefusalCode } from '@shopbell/protocol'
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import { DomainError } from './errors'
import { answerError, answerNotFound, answerUnreadable } from './http-errors'
import { describeError } from './http-log'

export interface HttpOptions {
  readonly logLevel: string
  /** Where log lines go; standard error unless given. */
  readonly log?: Writable
  readonly trustProxy: readonly string[]
  /** Whether the world reaches us over TLS. */
  readonly isHttps: boolean
  /** Hears the code of every request that is refused. */
  readonly onRefused?: (code: RefusalCode) => void
}

const REQUEST_WITHIN_MS = 15_000
const HEADERS_WITHIN_MS = 10_000
const LOOK_FOR_STALLED_EVERY_MS = 5_000
const KEEP_ALIVE_MS = 65_000
const MAX_PARAMETER_LENGTH = 100

/**
 * A web server that validates nothing by itself and trusts nobody: bounded bodies, headers and times, JSON bodies
 * only, our own words for every error, and the headers of a page that nobody may frame.
 */
export function openHttp(options: HttpOptions): FastifyInstance {
  const { onRefused = () => {} } = options
  const safeHeaders = options.isHttps
    ? { ...SAFE_HEADERS, 'strict-transport-security': `max-age=${HALF_A_YEAR_SECONDS}` }
    : SAFE_HEADERS
  const app = Fastify({
    logger: loggerOptions(options),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: LIMITS.frameBytes,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A body that stalls is only noticed by Node's own sweep, which reads its settings from here.
    http: {
      requestTimeout: REQUEST_WITHIN_MS,
      headersTimeout: HEADERS_WITHIN_MS,
      connectionsCheckingInterval: LOOK_FOR_STALLED_EVERY_MS,
    },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    // An address that cannot be read meets no hook.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.headers(safeHeaders)),
    clientErrorHandler: (error, line) => answerUnreadable(error, line, onRefused),
  })
  app.decorate('refused', onRefused)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  app.setErrorHandler(answerError)
  const routes: KnownRoute[] = []
  const socketUrls = new Set<string | undefined>()
  app.addHook('onRoute', (route) => {
    const { url, method } = route
    routes.push(...[method].flat().map((name) => ({ method: name, pattern: patternOf(url) })))
    if ('websocket' in route) socketUrls.add(url)
  })
  app.setNotFoundHandler((request, reply) =>
    answerNotFound(request, reply, allowedMethods(routes, request.url)),
  )
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(safeHeaders)
  })
  // Left to itself, the plugin opens a socket on every path, which nobody counts, and names the path in the log.
  app.addHook('onRequest', async (request) => {
    if (isUpgrade(request) && !socketUrls.has(request.routeOptions.url)) throw new DomainError('not_found')
  })
  app.addHook('onResponse', logResponse)
  return app
}

function isUpgrade({ raw }: FastifyRequest): boolean {
  return 'upgrade' in raw && raw.upgrade === true
}

const HALF_A_YEAR_SECONDS = 15_552_000

/** A route that shows a page or serves other sites replaces what does not fit it. */
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

interface KnownRoute {
  readonly method: string
  readonly pattern: RegExp
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    if (!part.startsWith(':')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return '[^/]+'
  })
  return new RegExp(`^${parts.join('/')}$`)
}

function allowedMethods(routes: readonly KnownRoute[], url: string): readonly string[] {
  const path = url.split('?', 1)[0] ?? url
  return [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))]
}

function parseJson(
  _request: FastifyRequest,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
) {
  if (text === '') return done(null, undefined)
  try {
    done(null, JSON.parse(String(text)))
  } catch {
    done(new DomainError('not_json'))
  }
}

/** The route's pattern, never the address asked for: that may hold a code. No words, headers or addresses. */
async function logResponse(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    },
    'answered',
  )
}

function loggerOptions({ logLevel, log }: HttpOptions): NonNullable<FastifyServerOptions['logger']> {
  if (logLevel === 'silent') return false
  return {
    level: logLevel,
    stream: log ?? process.stderr,
    base: null,
    serializers: {
      // Fastify's own words for a request hold its address and where it came from.
      req: (request) => ({ method: request.method, route: request.routeOptions?.url ?? 'none' }),
      err: describeError,
    },
  }
}
