import { join } from 'node:path'
import type { Writable } from 'node:stream'
import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import { type Database, openDatabase, type Queryable } from '@shopbell/database'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { accountRoutes } from './agents/account-routes'
import type { Passwords } from './agents/passwords'
import { peopleRoutes } from './agents/people-routes'
import { agentRoutes, entryRoutes } from './agents/routes'
import { whoAsks } from './agents/session-routes'
import type { Config } from './config'
import { AppendLane } from './conversations/append-lane'
import { ReadMarks } from './conversations/read-marks'
import { conversationRoutes, unreadRoute } from './conversations/routes'
import { VisitorPresence } from './conversations/visitor-presence'
import { DEMO_STORE } from './demo/people'
import { welcomeToDemo } from './demo/welcome'
import type { Clock } from './foundation/clock'
import { DomainError } from './foundation/errors'
import { openHttp } from './foundation/http'
import { requireConsolesHost, requireConsolesOrigin } from './foundation/http-console'
import { readFiles, type ServedFile } from './foundation/http-files'
import { answerPage, restOf } from './foundation/http-pages'
import { answerPreflight, answerVisitorsOrigin } from './foundation/http-visitor'
import { drawText } from './foundation/ids'
import { openTransact, type Transact, type Work } from './foundation/transact'
import { insightRoutes } from './insights/routes'
import { jobHandlers } from './jobs/handlers'
import { Schedule } from './jobs/schedule'
import { JobWorker } from './jobs/worker'
import { doubtWithoutRoute, type MailSettings, mailRoute } from './mail/mail-route'
import { Outbox } from './mail/outbox'
import type { PostOffice } from './mail/post-office'
import { mailRoutes, transcriptRoute } from './mail/routes'
import { tellOfFailure } from './mail/tell-of-failure'
import { type Invited, writeInvitation } from './mail/write-to-team'
import { Metrics } from './metrics/metrics'
import { metricsRoute, openMetricsHttp } from './metrics/routes'
import { Reactions } from './reactions'
import { memoryBus } from './realtime/bus'
import { keepRealtime, openRealtime, type Realtime } from './realtime/realtime'
import { countOverdue } from './routing/overdue'
import { Presence } from './routing/presence'
import { addressRoute, availabilityRoute, publishedHoursRoute, routingRoutes } from './routing/routes'
import { sweep } from './routing/sweep'
import { teamRoutes } from './routing/team-routes'
import { AllowedOrigins } from './stores/allowed-origins'
import { originIn } from './stores/origins'
import { storeRoutes, widgetRoutes } from './stores/routes'
import { Sightings } from './stores/sightings'
import { keepRelease, readBuiltWidget } from './stores/widget-releases'

export interface AppOptions {
  readonly config: Config
  readonly clock: Clock
  /** The connection string of a migrated database. */
  readonly databaseUrl: string
  readonly secret: string
  /** Names the database's history. */
  readonly epoch: string
  readonly passwords: Passwords
  /** Folders of what was built; empty or missing ones are not served. */
  readonly built: { readonly widget: string; readonly console: string }
  readonly log?: Writable
  /** 0 to 1, for what is to be spread. */
  readonly random?: () => number
}

export interface App {
  readonly fastify: FastifyInstance
  /** The figures on a port of their own, where that is wanted. */
  readonly metricsHttp: FastifyInstance | null
  readonly db: Queryable
  readonly transact: Transact
  /** Does again and again what time makes due. Tests do it by hand instead. */
  start(): void
  /** What time makes due now, once: sockets, judgement, sweep, jobs. */
  tick(): Promise<void>
  /** Settles when everything that happened so far has been reacted to and told. */
  settled(): Promise<void>
  /** Says good-bye to the sockets, finishes what was begun, and closes everything that this opened. */
  close(): Promise<void>
}

const SWEEP_EVERY_MS = 1_000
const JOBS_EVERY_MS = 1_000
const SIGHTINGS_EVERY_MS = 1_000
const OUTBOX_EVERY_MS = 1_000

/** The whole server but for its process: routes, sockets, and what runs beside them. It listens when told to. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config, clock, databaseUrl, epoch, random = Math.random } = options
  const isHttps = config.publicUrl?.startsWith('https:') ?? false
  const metrics = new Metrics()
  const logging = {
    logLevel: config.logLevel,
    ...(options.log === undefined ? {} : { log: options.log }),
  }
  const fastify = openHttp({
    ...logging,
    trustProxy: config.trustProxy,
    isHttps,
    onRefused: (code) => metrics.refused('http', code),
  })
  const report = (error: unknown) => fastify.log.error({ err: error }, 'something failed beside a request')
  const database: Database = openDatabase(databaseUrl)
  const bus = memoryBus(report)
  const { durations } = config
  const { transact, end: endTransact } = openTransact({
    url: databaseUrl,
    clock,
    publish: bus.publish,
    durations,
    onEnded: (end) => metrics.commandEnded(end),
  })
  const { db } = database
  const process = drawText(16)
  const presence = new Presence({ transact, durations, process, report })
  const sightings = new Sightings(clock, transact)
  const allowedOrigins = new AllowedOrigins(db, clock)
  bus.subscribe((events) => {
    for (const event of events) {
      if (event.kind !== 'site.changed') continue
      allowedOrigins.forget(event.storeId)
      sightings.forget(event.storeId)
    }
  })
  const lane = new AppendLane({
    url: databaseUrl,
    clock,
    publish: bus.publish,
    durations,
    report,
    onCommitted: (entries, tookMs) => metrics.committed(entries, tookMs),
  })
  const realtime = openRealtime({
    db,
    transact,
    clock,
    epoch,
    presence,
    sightings,
    allowedOrigins,
    report,
    random,
    bus,
    lane,
    marks: new ReadMarks({ transact, report }),
    visitors: new VisitorPresence({ transact, report }),
    publicUrl: config.publicUrl,
    times: config.wireTimes,
    durations,
    limits: config.limits,
    figures: {
      refused: (code) => metrics.refused('socket', code),
      saidBye: (code) => metrics.saidBye(code),
      broke: (code) => metrics.broke(code),
      delivered: (lagMs) => metrics.delivered(lagMs),
    },
  })
  const reactions = new Reactions({ db, transact, report })
  bus.subscribe((events) => reactions.hear(events))
  const office = postOfficeOf(config)
  const mail = { fromEnvironment: config.mail.route, secret: options.secret }
  await transact((work) => doubtWithoutRoute(work, mail))
  const outbox = new Outbox({
    transact,
    route: () => mailRoute(db, mail),
    caps: config.mail.caps,
    onFailed: tellOfFailure,
    report,
  })
  const worker = new JobWorker({ transact, clock, handlers: jobHandlers(transact, office), report })
  const schedule = new Schedule(report)
  await addRoutes(fastify, { ...options, db, transact, sightings, allowedOrigins, realtime, mail, office })
  const figures = {
    metrics,
    token: config.metrics.token,
    sockets: () => realtime.counts(),
    laneDepth: () => lane.depth,
    countOverdue: () => countOverdue(db, clock.now()),
  }
  if (config.metrics.port !== null || config.metrics.token !== null) metrics.watchLoop()
  // On the main port only to whoever has the token.
  if (config.metrics.token !== null) metricsRoute(fastify, figures)
  const metricsHttp = config.metrics.port === null ? null : openMetricsHttp(logging, figures)

  return {
    fastify,
    metricsHttp,
    db,
    transact,
    start() {
      presence.start()
      keepRealtime(realtime, schedule, config.wireTimes.judgeMs)
      schedule.every(SWEEP_EVERY_MS, () => sweep({ db, transact, clock }))
      schedule.every(JOBS_EVERY_MS, () => worker.runDue())
      schedule.every(OUTBOX_EVERY_MS, () => outbox.runDue())
      schedule.every(SIGHTINGS_EVERY_MS, () => sightings.flush())
    },
    async tick() {
      await realtime.beat()
      await presence.renew()
      await sweep({ db, transact, clock })
      await worker.runDue()
      await outbox.runDue()
      await sightings.flush()
      await realtime.judge()
      await settled()
    },
    settled,
    async close() {
      outbox.close()
      await schedule.stop()
      await reactions.end()
      await realtime.close()
      await closeHttp(fastify, realtime)
      await sightings.flush().catch(report)
      await endTransact()
      await metricsHttp?.close()
      metrics.end()
      await database.end()
    },
  }

  async function settled(): Promise<void> {
    await realtime.settled()
    await reactions.settled()
    await realtime.settled()
  }
}

/** Where letters lead to, and what stands in their Message-IDs: a name of ours, if we have one. */
function postOfficeOf({ publicUrl, port, mail }: Config): PostOffice {
  const consoleUrl = publicUrl ?? `http://localhost:${port}`
  const fromDomain = mail.route?.fromAddress.split('@')[1]
  return { consoleUrl, host: publicUrl === null ? (fromDomain ?? 'localhost') : new URL(publicUrl).hostname }
}

/** Requests under way may finish, for a moment. */
async function closeHttp(fastify: FastifyInstance, realtime: Realtime): Promise<void> {
  const cut = setTimeout(() => {
    realtime.cut()
    fastify.server.closeAllConnections()
  }, FINISH_WITHIN_MS)
  await fastify.close()
  clearTimeout(cut)
}

const FINISH_WITHIN_MS = 3_000

interface Parts extends AppOptions {
  readonly db: Queryable
  readonly transact: Transact
  readonly sightings: Sightings
  readonly allowedOrigins: AllowedOrigins
  readonly realtime: Realtime
  readonly mail: MailSettings
  readonly office: PostOffice
}

async function addRoutes(fastify: FastifyInstance, parts: Parts): Promise<void> {
  const { config, db } = parts
  fastify.decorateRequest('signedIn', null)
  await fastify.register(cookie)
  await fastify.register(websocket, {
    options: { maxPayload: config.limits.frameBytes, perMessageDeflate: false, clientTracking: false },
    // The sockets have been told and closed by then.
    preClose: (done: () => void) => done(),
  })
  await fastify.register(async (scope) => addConsole(scope, parts))
  await fastify.register(async (scope) => addVisitors(scope, parts))
  await fastify.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      request.signedIn = await whoAsks(parts, request)
    })
    parts.realtime.routes(scope)
  })
  await fastify.register(async (scope) => addWidget(scope, parts))

  fastify.get('/health', async () => ({ status: 'up' }))
  fastify.get('/ready', async () => {
    await db.execute(sql`select 1`).catch((cause) => {
      throw new DomainError('busy', { message: 'The database does not answer.', retryAfterMs: 2_000, cause })
    })
    return { status: 'ready' }
  })
}

const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  // Letters, as their readers see them.
  "frame-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** What agents and owners see, for the console's own pages only. */
function addConsole(scope: FastifyInstance, parts: Parts): void {
  const { config, built, transact, office } = parts
  const isHttps = config.publicUrl?.startsWith('https:') ?? false
  const files = readFiles(built.console)
  const desk = {
    ...parts,
    isHttps,
    onEntered: (work: Parameters<typeof welcomeToDemo>[0], agentId: Parameters<typeof welcomeToDemo>[1]) =>
      welcomeToDemo(work, agentId, `http://localhost:${config.demoPort}`),
  }
  scope.addHook('onRequest', async (request) => {
    requireConsolesHost(request, config.publicUrl)
    requireConsolesOrigin(request, config.publicUrl)
    request.signedIn = await whoAsks(parts, request)
  })
  agentRoutes(scope, desk)
  accountRoutes(scope, desk)
  peopleRoutes(scope, {
    ...parts,
    consoleUrl: office.consoleUrl,
    writeInvitation: (work: Work, invited: Invited) => writeInvitation(work, office, invited),
  })
  if (config.hasDemo) entryRoutes(scope, desk)
  conversationRoutes(scope, parts)
  routingRoutes(scope, { transact })
  teamRoutes(scope, parts)
  insightRoutes(scope, parts)
  mailRoutes(scope, { ...parts, demoStore: config.hasDemo ? DEMO_STORE : null })
  storeRoutes(scope, { ...parts, publicUrl: config.publicUrl ?? `http://localhost:${config.port}` })

  const page = (path: string) => ({ file: files.get(path), path, policy: CONSOLE_POLICY })
  scope.get('/', async (_request, reply) => reply.redirect('/console/', 302))
  scope.get('/console', async (_request, reply) => reply.redirect('/console/', 301))
  scope.get('/console/*', async (request, reply) => {
    const path = restOf(request)
    // Every place in the console is one page; only what looks like a file can be missing.
    return answerPage(request, reply, page(files.has(path) || /\.\w+$/.test(path) ? path : 'index.html'))
  })
  scope.get('/start/:code', async (request, reply) => answerPage(request, reply, page('index.html')))
}

/** What a store's pages ask without a socket. */
function addVisitors(scope: FastifyInstance, parts: Parts): void {
  const { allowedOrigins, sightings } = parts
  scope.addHook(
    'onRequest',
    answerVisitorsOrigin(async (storeId, header) => {
      const origin = originIn(header)
      if (origin === null) return false
      const isAllowed = (await allowedOrigins.judge(storeId, origin)) === 'allowed'
      if (isAllowed) sightings.seen(storeId, origin)
      else sightings.refused(storeId, origin)
      return isAllowed
    }),
  )
  unreadRoute(scope, parts)
  availabilityRoute(scope, parts)
  addressRoute(scope, parts)
  transcriptRoute(scope, parts)
  publishedHoursRoute(scope, parts)
  scope.options('/v1/stores/:store/unread', answerPreflight)
  scope.options('/v1/stores/:store/availability', answerPreflight)
  scope.options('/v1/stores/:store/address', answerPreflight)
  scope.options('/v1/stores/:store/transcript', answerPreflight)
}

function addWidget(scope: FastifyInstance, parts: Parts): void {
  const { built, config, clock } = parts
  const widget = readBuiltWidget(built.widget)
  const assets = new Map<string, ServedFile>()
  if (widget !== null) {
    const releases = keepRelease(built.widget, join(config.dataDir, 'widget-releases'), clock.now())
    // The newest last, so that it wins where two releases share a name.
    for (const folder of [...releases].reverse())
      for (const [name, file] of readFiles(folder)) assets.set(name, file)
  }
  widgetRoutes(scope, { ...parts, widget, assets })
}
