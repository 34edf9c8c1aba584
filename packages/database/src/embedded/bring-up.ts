import { setTimeout as pause } from 'node:timers/promises'
import { type Address, chooseAddress } from './address'
import { clusterPassword, OWNER } from './cluster'
import { type Connection, connectionUrl } from './connection'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { type Place, shownPath } from './place'
import { removeStaleFiles, startPostmaster } from './postmaster'
import { type PostmasterFile, readPostmasterFile } from './postmaster-file'
import { isAlive, isOurPostgres } from './process-facts'
import { type LockAnswer, takeServerLock } from './server-lock'
import type { Settings } from './settings'

/** A Postgres whose lock we hold, and how we came to it. */
export type Running = {
  address: Address
  how: 'started' | 'taken_over'
  version: string
  release(): Promise<void>
}

/** `address` is where to start it if none runs: left out, one is chosen. `onLost` hears when the lock is lost. */
export type Wish = {
  settings: Settings
  address: Address | undefined
  onLost: () => void
  isOff: () => boolean
}

/** The database that is always there and never dropped: the lock is taken in it. */
export const MAINTENANCE_DATABASE = 'postgres'

// Recovery after a crash may take its time; a Postgres that leaves at once will not do better later.
const READY_WITHIN_MS = 60_000
const START_WITHIN_MS = 10_000
const LOOK_AGAIN_MS = 100
const NO_ANSWER_MEANS_STALE_MS = 3_000

/**
 * Gets to a Postgres whose lock is ours: the one that runs, or one that it starts. Of two servers that try at once
 * one wins, and the other finds it running. Throws an `EmbeddedPostgresError` where there is none to be had.
 */
export async function bringUp(place: Place, wish: Wish): Promise<Running> {
  const begunMs = performance.now()
  let failingSinceMs: number | undefined
  let silentSinceMs: number | undefined
  for (; performance.now() - begunMs < READY_WITHIN_MS && !wish.isOff(); await pause(LOOK_AGAIN_MS)) {
    const file = readPostmasterFile(place.dataFolder)
    if (file === undefined) {
      failingSinceMs ??= performance.now()
      if (performance.now() - failingSinceMs > START_WITHIN_MS) break
      const started = await start(place, wish)
      if (started !== undefined) return started
      continue
    }
    failingSinceMs = undefined
    const found = await takeOver(place, file, wish)
    if (found !== undefined) return found
    silentSinceMs ??= performance.now()
    const isSilentForLong = performance.now() - silentSinceMs > NO_ANSWER_MEANS_STALE_MS
    const isStale = !isOurPostgres(file.pid, place.dataFolder) && (isSilentForLong || !isAlive(file.pid))
    if (isStale) removeStaleFiles(place.dataFolder, file)
  }
  throw new EmbeddedPostgresError(`The built-in Postgres does not start. See ${shownPath(place.log)}.`)
}

/** How to connect to a Postgres of this place at this address. */
export function connectionTo(place: Place, address: Address, database: string): Connection {
  const isSocket = address.kind === 'socket'
  return {
    host: isSocket ? address.folder : '127.0.0.1',
    port: address.port,
    user: OWNER,
    password: isSocket ? undefined : clusterPassword(place.dataFolder),
    database,
  }
}

async function start(
  place: Place,
  { settings, address: wanted, onLost }: Wish,
): Promise<Running | undefined> {
  const address = wanted ?? (await chooseAddress(place.dataDir, place.runAs))
  const file = await startPostmaster({ ...place, address, settings }, READY_WITHIN_MS)
  if (file === undefined) return undefined
  const lock = await lockAt(place, address, onLost)
  if (lock.kind !== 'held') return undefined
  return { address, how: 'started', version: lock.version, release: lock.release }
}

async function takeOver(place: Place, file: PostmasterFile, { onLost }: Wish): Promise<Running | undefined> {
  const address = addressIn(file)
  if (address === undefined) return undefined
  const lock = await lockAt(place, address, onLost)
  if (lock.kind === 'taken') throw inUse(place.dataDir, lock.byPid)
  if (lock.kind === 'no_answer') return undefined
  return { address, how: 'taken_over', version: lock.version, release: lock.release }
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

function inUse(dataDir: string, pid: number | undefined): EmbeddedPostgresError {
  const process = pid === undefined ? '' : ` (process ${pid})`
  return new EmbeddedPostgresError(`Another Shopbell uses ${shownPath(dataDir)}${process}.`)
}
