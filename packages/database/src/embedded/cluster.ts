import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Binaries } from './binaries'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { isAlive } from './process-facts'
import { commandAs, handOver, type RunAs } from './run-as'

/** The only role of our Postgres. */
export const OWNER = 'shopbell'

const PASSWORD_FILE = 'shopbell-password'

/**
 * Makes a new data folder unless it is there, and returns whether it did. It is made beside its place and moved
 * there when it is whole, so that nobody ever finds half of one; of two who make it at once, one wins.
 */
export async function makeCluster(dataFolder: string, binaries: Binaries, runAs: RunAs): Promise<boolean> {
  if (existsSync(dataFolder)) return false
  removeUnfinished(dataFolder)
  const unfinished = mkdtempSync(`${dataFolder}.tmp-${process.pid}-`)
  const password = `${unfinished}.password`
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  handOver(runAs, unfinished)
  handOver(runAs, password)
  try {
    await initdb(unfinished, password, binaries, runAs)
    renameSync(password, join(unfinished, PASSWORD_FILE))
    renameSync(unfinished, dataFolder)
    return true
  } catch (error) {
    if (existsSync(dataFolder)) return false
    throw error
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
    rmSync(password, { force: true })
  }
}

/** The password of the only role; on a socket nobody asks for it. */
export function clusterPassword(dataFolder: string): string {
  return readFileSync(join(dataFolder, PASSWORD_FILE), 'utf8').trim()
}

function initdb(folder: string, passwordFile: string, binaries: Binaries, runAs: RunAs): Promise<void> {
  const { program, words, identity } = commandAs(runAs, binaries.initdb, [
    `--pgdata=${folder}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    // A socket stands in a folder that only its owner may enter; on a port anybody on this machine may knock.
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every machine and after every upgrade of its system.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ])
  const child = spawn(program, words, { ...identity, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stdout.on('data', (chunk) => said.push(String(chunk)))
  child.stderr.on('data', (chunk) => said.push(String(chunk)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve()
      const reason = said.join('').trim().split('\n').at(-1) ?? ''
      reject(
        new EmbeddedPostgresError(
          `The built-in Postgres could not make ${folder}: ${reason || `exit ${code}`}`,
        ),
      )
    })
  })
}

/** What others left behind who were killed in the middle of it. */
function removeUnfinished(dataFolder: string): void {
  const start = `${dataFolder}.tmp-`
  for (const name of readdirSync(dirname(dataFolder))) {
    const path = join(dirname(dataFolder), name)
    const pid = Number(path.slice(start.length).split('-')[0])
    if (path.startsWith(start) && !isAlive(pid)) rmSync(path, { recursive: true, force: true })
  }
}
