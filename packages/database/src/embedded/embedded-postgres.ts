import { bringUp, connectionTo, MAINTENANCE_DATABASE, type Running } from './bring-up'
import { makeCluster } from './cluster'
import { type Connection, connectionUrl, openClient } from './connection'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { type Place, preparePlace } from './place'
import { stopPostmaster } from './postmaster'
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
  /** Stops it and returns when it is gone. The second call waits for the first. */
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  dataDir: string
  /** A file URL in or below the checkout, from where the programs are looked for: this module, if left out. */
  resolveFrom?: string
  /** Added to the usual ones. */
  settings?: Settings
  /** Hears once if Postgres is gone for good: it could not be started again, or another server has it now. */
  onLost?: (error: EmbeddedPostgresError) => void
}

const DATABASE = 'shopbell'

/**
 * Starts the Postgres of this data directory, or takes over the one that a killed server left running in it. While
 * we run we hold a lock in it, and start it again if it dies. Throws an `EmbeddedPostgresError` whose message is one
 * plain line, such as "Another Shopbell uses ./data (process 5123)."
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = preparePlace(options.dataDir, options.resolveFrom ?? import.meta.url)
  const isNew = await makeCluster(place.dataFolder, place.binaries, place.runAs)
  const running = await keepRunning(place, options)
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

/** Gets to a Postgres that is ours, and gets to it again whenever it is lost, at the same address. */
async function keepRunning(
  place: Place,
  { settings = {}, onLost = () => {} }: EmbeddedPostgresOptions,
): Promise<Omit<Running, 'release'> & { stop(): Promise<void> }> {
  let current: Running | undefined
  let reviving = Promise.resolve()
  let stopping: Promise<void> | undefined
  let isLost = false
  const wish = {
    settings: { ...SETTINGS, ...settings },
    onLost: () => {
      if (stopping === undefined) reviving = revive()
    },
    isOff: () => stopping !== undefined,
  }
  const revive = async () => {
    try {
      current = await bringUp(place, { ...wish, address: current?.address })
    } catch (error) {
      if (stopping !== undefined) return
      isLost = true
      onLost(asEmbeddedPostgresError(error))
    }
  }
  const stop = async () => {
    await reviving
    // Lost means that another server may have it now.
    if (isLost) return
    // The lock is held to the end: whoever comes now must not take over what is about to stop.
    await stopPostmaster(place.dataFolder, place.binaries)
    await current?.release()
  }
  const first = await bringUp(place, { ...wish, address: undefined })
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

async function makeDatabase(maintenanceUrl: string): Promise<void> {
  const client = openClient(maintenanceUrl, { max: 1, onnotice: () => {} })
  try {
    const found = await client`select 1 from pg_database where datname = ${DATABASE}`
    if (found.length === 0) await client`create database ${client(DATABASE)}`
  } finally {
    await client.end({ timeout: 1 })
  }
}

function asEmbeddedPostgresError(error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error
  return new EmbeddedPostgresError('The built-in Postgres is gone.', { cause: error })
}
