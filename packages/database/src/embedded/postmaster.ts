import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Address, socketPath } from './address'
import type { Binaries } from './binaries'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { type PostmasterFile, postmasterPath, readPostmasterFile } from './postmaster-file'
import { isOurPostgres } from './process-facts'
import { commandAs, type RunAs } from './run-as'
import { postgresWords, type Settings } from './settings'

const LOOK_AGAIN_MS = 20
const LARGEST_LOG_BYTES = 5_000_000
const STOP_FAST_MS = 12_000
const STOP_AT_ONCE_MS = 5_000

/** What it takes to start Postgres. Its words go to `log`. */
export type StartOrder = {
  dataFolder: string
  log: string
  binaries: Binaries
  runAs: RunAs
  address: Address
  settings: Settings
}

/**
 * Starts Postgres and returns once its file says that it is ready. It has a session of its own: Ctrl+C would
 * otherwise stop it before the server has finished with it. Undefined where it left again before it was ready,
 * because another one was faster or an old one is not quite gone.
 */
export async function startPostmaster(
  order: StartOrder,
  patienceMs: number,
): Promise<PostmasterFile | undefined> {
  const { program, words, identity } = commandAs(
    order.runAs,
    order.binaries.postgres,
    postgresWords(order.dataFolder, order.address, order.settings),
  )
  const log = openLog(order.log)
  const child = spawn(program, words, {
    ...identity,
    cwd: order.dataFolder,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  let hasLeft = false
  child.once('error', () => (hasLeft = true))
  child.once('exit', () => (hasLeft = true))
  for (
    const deadline = performance.now() + patienceMs;
    performance.now() < deadline;
    await pause(LOOK_AGAIN_MS)
  ) {
    if (hasLeft) return undefined
    const file = readPostmasterFile(order.dataFolder)
    if (file?.isReady && file.pid === child.pid) return file
  }
  child.kill('SIGQUIT')
  throw new EmbeddedPostgresError(`The built-in Postgres did not get ready in time. See ${order.log}.`)
}

/**
 * Stops the Postgres of this data folder, if one runs, and returns when it is gone. Open transactions are ended. Its
 * file tells: the process of an orphan stays to be seen for a while after its end.
 */
export async function stopPostmaster(dataFolder: string, binaries?: Binaries): Promise<void> {
  const file = readPostmasterFile(dataFolder)
  if (file === undefined || !isOurPostgres(file.pid, dataFolder)) return
  askToStop(file.pid, dataFolder, 'SIGINT', binaries)
  if (await isGone(dataFolder, file.pid, STOP_FAST_MS)) return
  // Without its farewell it recovers at its next start; nothing acknowledged is lost.
  askToStop(file.pid, dataFolder, 'SIGQUIT', binaries)
  if (await isGone(dataFolder, file.pid, STOP_AT_ONCE_MS)) return
  throw new EmbeddedPostgresError(`The built-in Postgres (process ${file.pid}) does not stop.`)
}

/** Removes the files of a Postgres that is no more, which would keep a new one from starting. */
export function removeStaleFiles(dataFolder: string, file: PostmasterFile): void {
  rmSync(postmasterPath(dataFolder), { force: true })
  if (file.socketFolder === undefined) return
  const socket = socketPath(file.socketFolder, file.port)
  rmSync(`${socket}.lock`, { force: true })
  rmSync(socket, { force: true })
}

function askToStop(
  pid: number,
  dataFolder: string,
  signal: 'SIGINT' | 'SIGQUIT',
  binaries: Binaries | undefined,
): void {
  if (process.platform === 'win32' && binaries !== undefined) {
    // Windows knows no signals: what Node calls one there is the end of the process.
    const mode = signal === 'SIGINT' ? 'fast' : 'immediate'
    spawnSync(binaries.pgCtl, ['stop', '-W', '-m', mode, '-D', dataFolder], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(pid, signal)
  } catch {
    // It left by itself in the meantime, which is what we wanted.
  }
}

async function isGone(dataFolder: string, pid: number, patienceMs: number): Promise<boolean> {
  for (
    const deadline = performance.now() + patienceMs;
    performance.now() < deadline;
    await pause(LOOK_AGAIN_MS)
  ) {
    if (readPostmasterFile(dataFolder)?.pid !== pid) return true
  }
  return false
}

/** The log to append to; a long one makes room for a new one first, and one older one is kept. */
function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG_BYTES)
    renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}
