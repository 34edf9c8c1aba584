import { existsSync, mkdirSync, opendirSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type Binaries, embeddedBinaries } from './binaries'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { chooseRunAs, handOver, makeReachable, type RunAs, whereabouts } from './run-as'

/** Where and how one Postgres lives: everything about it that stays the same from start to start. */
export type Place = {
  dataDir: string
  /** The folder that Postgres itself keeps, inside `dataDir`. */
  dataFolder: string
  log: string
  binaries: Binaries
  runAs: RunAs
}

// The folder's name carries it: the next major stands beside this one until it has taken over.
const MAJOR = 18

/**
 * Makes the data directory if need be and finds out how a Postgres can run there; the programs are looked for from
 * `resolveFrom`. Throws an `EmbeddedPostgresError` where none can.
 */
export function preparePlace(dataDir: string, resolveFrom: string): Place {
  const binaries = embeddedBinaries(resolveFrom)
  const real = makeDataDir(dataDir)
  const dataFolder = join(real, `postgres-${MAJOR}`)
  const facts = whereabouts(dataFolder)
  const runAs = chooseRunAs(facts)
  makeReachable(runAs, binaries.postgres, real)
  if (facts.owner?.uid === 0) handOver(runAs, dataFolder)
  return { dataDir: real, dataFolder, log: join(real, 'postgres.log'), binaries, runAs }
}

/** A path for the screen: from where we stand, if it lies below. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : `./${short}`
}

function makeDataDir(dataDir: string): string {
  try {
    mkdirSync(dirname(resolve(dataDir)), { recursive: true })
    // It also holds keys, so it is for its owner only from its first moment.
    if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 })
    const real = realpathSync(dataDir)
    opendirSync(real).closeSync()
    return real
  } catch (error) {
    throw new EmbeddedPostgresError(`The data directory ${shownPath(dataDir)} cannot be used.`, {
      cause: error,
    })
  }
}
