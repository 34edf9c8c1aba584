import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, chooseAddress } from './address'
import { type Binaries, embeddedBinaries } from './binaries'
import { clusterPassword, makeCluster, OWNER } from './cluster'
import { type Connection, connectionUrl, openClient } from './connection'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { removeStaleFiles, startPostmaster, stopPostmaster } from './postmaster'
import { type PostmasterFile, readPostmasterFile } from './postmaster-file'
import { isAlive, isOurPostgres } from './process-facts'
import { chooseRunAs, handOver, makeReachable, type RunAs, whereabouts } from './run-as'
import { type LockAnswer, takeServerLock } from './server-lock'
import { SETTINGS, type Settings } from './settings'

/** The Postgres that runs in our data directory, ours alone until `stop`. */
export type EmbeddedPostgres = {
  connection: Connection
  /** The connection as one string, for `openClient`. */
  url: string
  /** Such as 18.4. */
  version: string
  /** Whether its data folder is new, it was started on an old one, or it was still running and is ours now. */
  how: 'created' | 'started' | 'taken_over'
  /** Stops it and returns when it is gone. The second call does nothing. */
  stop(): Promise<void>
}

/** `onLost` hears once if Postgres is gone for good while we run: it could not be started again, or another server has it. */
export type EmbeddedPostgresOptions = {
  dataDir: string
  resolveFrom?: string
  settings?: Settings
  onLost?: (error: EmbeddedPostgresError) => void
}

const MAJOR = 18
const DATABASE = 'shopbell'
const MAINTENANCE_DATABASE = 'postgres'
const START_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 100
const NO_ANSWER_MEANS_STALE_MS = 3_000

/**
 * Starts the Postgres of this data directory, or takes over the one that a killed server left running in it. While
 * we run we hold a lock in it, and start it again if it dies. Throws an `EmbeddedPostgresError` whose message is one
 * plain line, such as "Another Shopbell uses ./data (process 5123)."
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = preparePlace(options)
  const isNew = await makeCluster(place.dataFolder, place.binaries, place.runAs)
  const running = await keepRunning(place, options.onLost ?? (() => {}))
  try {
    await makeDatabase(connectionUrl(connectionTo(place, running.address, MAINTENANCE_DATABASE)))
  } catch (error) {
    await running.stop()
    throw asEmbeddedPostgresError(error)
  }
  const connection = connectionTo(place, running.address, DATABASE)
  return {
    connection,
    url: connectionUrl(connection),
    version: running.version,
    how: isNew ? 'created' : running.how,
    stop: running.stop,
  }
}

/** Everything that stays the same while we live in a data directory. */
type Place = {
  dataDir: string
  dataFolder: string
  log: string
  binaries: Binaries
  runAs: RunAs
  settings: Settings
}

function preparePlace({
  dataDir,
  resolveFrom = import.meta.url,
  settings = {},
}: EmbeddedPostgresOptions): Place {
  const binaries = embeddedBinaries(resolveFrom)
  const real = makeDataDir(dataDir)
  const dataFolder = join(real, `postgres-${MAJOR}`)
  const facts = whereabouts(dataFolder)
  const runAs = chooseRunAs(facts)
  makeReachable(runAs, binaries.postgres, real)
  if (facts.owner?.uid === 0) handOver(runAs, dataFolder)
  const log = join(real, 'postgres.log')
  return { dataDir: real, dataFolder, log, binaries, runAs, settings: { ...SETTINGS, ...settings } }
}

function makeDataDir(dataDir: string): string {
  try {
    mkdirSync(dirname(resolve(dataDir)), { recursive: true })
    if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 })
    return realpathSync(dataDir)
  } catch (error) {
    throw new EmbeddedPostgresError(`The data directory ${shown(dataDir)} cannot be used.`, { cause: error })
  }
}

type Running = { address: Address; how: 'started' | 'taken_over'; version: string; release(): Promise<void> }

/** Gets to a Postgres that is ours, and gets to it again whenever it is lost, at the same address. */
async function keepRunning(
  place: Place,
  onLost: (error: EmbeddedPostgresError) => void,
): Promise<Omit<Running, 'release'> & { stop(): Promise<void> }> {
  let stopping: Promise<void> | undefined
  let current: Running | undefined
  const revive = async () => {
    if (stopping !== undefined) return
    try {
      current = await bringUp(
        place,
        current?.address,
        () => void revive(),
        () => stopping !== undefined,
      )
    } catch (error) {
      if (stopping === undefined) onLost(asEmbeddedPostgresError(error))
    }
  }
  const stop = async () => {
    // The lock is held to the end: whoever comes now must not take over what is about to stop.
    await stopPostmaster(place.dataFolder, place.binaries)
    await current?.release()
  }
  const first = await bringUp(
    place,
    undefined,
    () => void revive(),
    () => false,
  )
  current = first
  return {
    address: first.address,
    how: first.how,
    version: first.version,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Gets to a Postgres whose lock is ours: the one that runs, or one that it starts (at `wanted`, if given). */
async function bringUp(
  place: Place,
  wanted: Address | undefined,
  onLost: () => void,
  isOff: () => boolean,
): Promise<Running> {
  const startedMs = performance.now()
  let silentSinceMs: number | undefined
  for (; performance.now() - startedMs < START_WITHIN_MS && !isOff(); await pause(LOOK_AGAIN_MS)) {
    const file = readPostmasterFile(place.dataFolder)
    if (file === undefined) {
      const address = wanted ?? (await chooseAddress(place.dataDir, place.runAs))
      if (!(await startPostmaster({ ...place, address }, START_WITHIN_MS))) continue
      const lock = await lockAt(place, address, onLost)
      if (lock.kind === 'held')
        return { address, how: 'started', version: lock.version, release: lock.release }
      continue
    }
    const address = addressIn(file)
    const lock: LockAnswer =
      address === undefined ? { kind: 'no_answer' } : await lockAt(place, address, onLost)
    if (lock.kind === 'taken') throw inUse(place.dataDir, lock.byPid)
    if (lock.kind === 'held' && address !== undefined) {
      return { address, how: 'taken_over', version: lock.version, release: lock.release }
    }
    silentSinceMs ??= performance.now()
    const isSilentForLong = performance.now() - silentSinceMs > NO_ANSWER_MEANS_STALE_MS
    const isStale = !isOurPostgres(file.pid, place.dataFolder) && (isSilentForLong || !isAlive(file.pid))
    if (isStale) removeStaleFiles(place.dataFolder, file)
  }
  throw new EmbeddedPostgresError(`The built-in Postgres does not start. See ${shown(place.log)}.`)
}

/** The lock at this address; a Postgres of another data folder that answers there is none of ours. */
async function lockAt(place: Place, address: Address, onLost: () => void): Promise<LockAnswer> {
  const lock = await takeServerLock(connectionUrl(connectionTo(place, address, MAINTENANCE_DATABASE)), onLost)
  if (lock.kind !== 'held' || lock.dataFolder === place.dataFolder) return lock
  await lock.release()
  return { kind: 'no_answer' }
}

function addressIn(file: PostmasterFile): Address | undefined {
  if (file.port === 0) return undefined
  if (file.socketFolder !== undefined) return { kind: 'socket', folder: file.socketFolder, port: file.port }
  return { kind: 'loopback', port: file.port }
}

function connectionTo(place: Place, address: Address, database: string): Connection {
  const isSocket = address.kind === 'socket'
  return {
    host: isSocket ? address.folder : '127.0.0.1',
    port: address.port,
    user: OWNER,
    password: isSocket ? undefined : clusterPassword(place.dataFolder),
    database,
  }
}

async function makeDatabase(maintenanceUrl: string): Promise<void> {
  const client = openClient(maintenanceUrl, { max: 1, onnotice: () => {} })
  try {
    const found = await client`select 1 from pg_database where datname = ${DATABASE}`
    if (found.length === 0) await client`create database ${client(DATABASE)}`
  } finally {
    await client.end({ timeout: 1 })
  }
}

function inUse(dataDir: string, pid: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Another Shopbell uses ${shown(dataDir)}${pid === undefined ? '' : ` (process ${pid})`}.`,
  )
}

/** A path for the screen: from where we stand, if it lies below. */
function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : `./${short}`
}

function asEmbeddedPostgresError(error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error
  return new EmbeddedPostgresError('The built-in Postgres is gone.', { cause: error })
}
