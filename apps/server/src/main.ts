import { createServer } from 'node:net'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  DatabaseIdentityError,
  databaseIdentity,
  EmbeddedPostgresError,
  migrate,
  openDatabase,
  startEmbeddedPostgres,
} from '@shopbell/database'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { firstRunCode } from './agents/first-run'
import { Passwords } from './agents/passwords'
import { type App, buildApp } from './app'
import { type Config, ConfigError, readConfig } from './config'
import { demoNote, seedDemo } from './demo/seed'
import { countProducts, openShop } from './demo/shop'
import { type CorrectedClock, correctedClock, systemClock } from './foundation/clock'
import { drawText } from './foundation/ids'
import { keptSecret } from './secret'
import { linkLines, stepLine } from './terminal'

/** Why the server cannot start or go on, in one plain line. */
class StartError extends Error {
  override readonly name = 'StartError'
}

const BUILT = {
  widget: fileURLToPath(new URL('../../widget/dist', import.meta.url)),
  console: fileURLToPath(new URL('../../console/dist', import.meta.url)),
  shop: fileURLToPath(new URL('../../demo-store/dist', import.meta.url)),
}
const SHOP_PAGE = '/harbour-coat'
const STOP_WITHIN_MS = 14_000
const CORRECT_CLOCK_EVERY_MS = 30_000
const EPOCH_LENGTH = 20

/** What is to be closed, the last opened first. */
const opened: (() => Promise<unknown>)[] = []
let isStopping = false

try {
  await start(readConfig())
} catch (error) {
  console.error(isPlain(error) ? error.message : error)
  await stop(1)
}

async function start(config: Config): Promise<void> {
  process.on('SIGINT', () => void stop(0))
  process.on('SIGTERM', () => void stop(0))
  await requireFreePort(config.port, config.host, 'PORT')
  if (config.hasDemo) await requireFreePort(config.demoPort, config.host, 'DEMO_PORT')
  if (config.metrics.port !== null) await requireFreePort(config.metrics.port, config.host, 'METRICS_PORT')

  const startedMs = systemClock.now()
  const { url, note } = await reachDatabase(config)
  await migrate(url)
  const clock = correctedClock(systemClock)
  const secret = config.secret ?? keptSecret(config.dataDir)
  const epoch = await identify(url, secret, clock)
  const app = await buildApp({
    config,
    clock,
    databaseUrl: url,
    secret,
    epoch,
    passwords: new Passwords(),
    built: BUILT,
  })
  opened.push(() => app.close())
  await correctClock(app, clock)
  const correcting = setInterval(() => void correctClock(app, clock), CORRECT_CLOCK_EVERY_MS)
  opened.push(async () => clearInterval(correcting))
  console.log(stepLine('Database', systemClock.now() - startedMs, note))

  await listen(app.fastify, config.port, config.host, 'PORT')
  if (app.metricsHttp !== null && config.metrics.port !== null) {
    await listen(app.metricsHttp, config.metrics.port, config.host, 'METRICS_PORT')
  }
  app.start()
  const origin = config.publicUrl ?? `http://localhost:${config.port}`
  const demo = config.hasDemo
    ? await openDemo(app, config, origin)
    : { shop: null, enter: null, letters: null }
  const code = await app.transact((work) => firstRunCode(work))
  console.log(
    linkLines({
      ...demo,
      console: `${origin}/console`,
      start: code === null ? null : `${origin}/start/${code}`,
      data: config.databaseUrl === null ? `Ctrl+C. Everything stays in ${shown(config.dataDir)}` : 'Ctrl+C',
    }),
  )
}

/** The connection string of a database that is ours, and what the terminal says of it. */
async function reachDatabase({ databaseUrl, dataDir }: Config): Promise<{ url: string; note: string }> {
  if (databaseUrl === null) {
    const postgres = await startEmbeddedPostgres({
      dataDir,
      resolveFrom: import.meta.url,
      onLost: (error) => {
        console.error(error.message)
        void stop(1)
      },
    })
    opened.push(() => postgres.stop())
    return { url: postgres.url, note: `Postgres ${postgres.version.split('.')[0]} in ${shown(dataDir)}` }
  }
  const { hostname } = new URL(databaseUrl)
  const database = openDatabase(databaseUrl, { max: 1 })
  try {
    const [row] = await database.db.execute<{ version: number }>(
      sql`select current_setting('server_version_num')::int as version`,
    )
    const major = Math.floor((row?.version ?? 0) / 10_000)
    if (major < 15) throw new StartError(`The Postgres of DATABASE_URL is a ${major}. Use 15 or newer.`)
    return { url: databaseUrl, note: `Postgres ${major}${hostname === '' ? '' : ` at ${hostname}`}` }
  } catch (error) {
    if (error instanceof StartError) throw error
    const reason = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    throw new StartError(`The Postgres of DATABASE_URL does not answer${reason}.`)
  } finally {
    await database.end()
  }
}

async function identify(url: string, secret: string, clock: CorrectedClock): Promise<string> {
  const database = openDatabase(url, { max: 1 })
  try {
    const identity = { secret, nowMs: clock.now(), drawEpoch: () => drawText(EPOCH_LENGTH) }
    return (await databaseIdentity(database.db, identity)).epoch
  } finally {
    await database.end()
  }
}

/** The database's time is the time: every server compares deadlines and leases by it. */
async function correctClock({ db, fastify }: App, clock: CorrectedClock): Promise<void> {
  try {
    const askedMs = systemClock.now()
    const [row] = await db.execute<{ now: string }>(
      sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as now`,
    )
    if (row !== undefined) clock.correct(Number(row.now), askedMs, systemClock.now())
  } catch (error) {
    // The correction of half a minute ago is still a good one.
    fastify.log.warn({ err: error }, 'the clock could not be compared')
  }
}

async function openDemo(
  app: App,
  config: Config,
  chatOrigin: string,
): Promise<{ shop: string | null; enter: string; letters: string }> {
  const shopOrigin = `http://localhost:${config.demoPort}`
  const consoleOrigin = `http://localhost:${config.port}`
  const { entryCode } = await app.transact((work) =>
    seedDemo(work, [shopOrigin, `http://127.0.0.1:${config.demoPort}`]),
  )
  const shop = openShop({ built: BUILT.shop, chatOrigin, logLevel: config.logLevel })
  if (shop !== null) {
    await listen(shop, config.demoPort, config.host, 'DEMO_PORT')
    opened.push(() => shop.close())
  }
  console.log(stepLine('Demo', 0, await demoNote(app.db, countProducts(BUILT.shop))))
  return {
    shop: shop === null ? null : `${shopOrigin}${SHOP_PAGE}`,
    enter: `${consoleOrigin}/enter/${entryCode}`,
    letters: `${consoleOrigin}/letters`,
  }
}

async function listen(
  server: FastifyInstance,
  port: number,
  host: string,
  setting: PortSetting,
): Promise<void> {
  try {
    await server.listen({ port, host, listenTextResolver: () => '' })
  } catch (error) {
    throw listenError(error, port, host, setting)
  }
}

type PortSetting = 'PORT' | 'DEMO_PORT' | 'METRICS_PORT'

/** Asked first, so that a second start says so at once and touches nothing. */
async function requireFreePort(port: number, host: string, setting: PortSetting): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen(port, host, resolve)
    })
  } catch (error) {
    throw listenError(error, port, host, setting)
  } finally {
    probe.close()
  }
}

function listenError(error: unknown, port: number, host: string, setting: PortSetting): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const example = `${setting}=${port + (setting === 'PORT' ? 100 : 1)} npm start`
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is taken. Set ${setting}, for example: ${example}.`)
  if (code === 'EACCES') {
    return new StartError(
      `Port ${port} needs more rights than we have. Set ${setting}, for example: ${setting}=${4100} npm start.`,
    )
  }
  if (code === 'EADDRNOTAVAIL') return new StartError(`HOST ${host} is no address of this computer.`)
  return error
}

/** Closes what was opened, in the opposite order, and leaves. A second signal leaves at once. */
async function stop(code: number): Promise<void> {
  if (isStopping) process.exit(code === 0 ? 130 : code)
  isStopping = true
  // Whatever hangs: who stopped us waits no longer than this.
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  let exitCode = code
  for (const close of opened.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      console.error(error)
      exitCode = 1
    }
  }
  process.exit(exitCode)
}

function isPlain(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof StartError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof DatabaseIdentityError
  )
}

/** A folder from where we stand, if it lies below. */
function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : `./${short}`
}
