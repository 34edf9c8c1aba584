import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../embedded/embedded-postgres'
import { stopPostmaster } from '../embedded/postmaster'
import { readPostmasterFile } from '../embedded/postmaster-file'
import { isAlive } from '../embedded/process-facts'

/** A Postgres that is thrown away. `url` is its superuser's. */
export type TestPostgres = { url: string; stop(): Promise<void> }

// It is thrown away, so nothing needs to reach the disk; every worker has pools of its own.
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
}

/**
 * Starts a Postgres in a new temporary folder, removed again by `stop`. Those of earlier runs that were killed
 * before they could clean up are stopped and removed first.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const home = join(realpathSync(tmpdir()), `shopbell-tests-${process.getuid?.() ?? 'all'}`)
  mkdirSync(home, { recursive: true, mode: 0o711 })
  await reapLeftovers(home)
  const dataDir = mkdtempSync(join(home, `${process.pid}-`))
  const postgres = await startEmbeddedPostgres({ dataDir, resolveFrom: import.meta.url, settings: SETTINGS })
  const stopAtOnce = () => killAtOnce(dataDir)
  process.once('exit', stopAtOnce)
  return {
    url: postgres.url,
    async stop() {
      process.off('exit', stopAtOnce)
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function reapLeftovers(home: string): Promise<void> {
  for (const name of readdirSync(home)) {
    const dataDir = join(home, name)
    if (isAlive(Number.parseInt(name, 10))) continue
    for (const folder of clusters(dataDir)) await stopPostmaster(folder)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** For a run that is broken off: there is no time to wait, and the next run removes the folder. */
function killAtOnce(dataDir: string): void {
  for (const folder of clusters(dataDir)) {
    const file = readPostmasterFile(folder)
    if (file !== undefined && isAlive(file.pid)) process.kill(file.pid, 'SIGQUIT')
  }
}

function clusters(dataDir: string): string[] {
  // Another run that starts now clears away the same.
  if (!existsSync(dataDir)) return []
  const isCluster = /^postgres-\d+$/
  return readdirSync(dataDir)
    .filter((name) => isCluster.test(name))
    .map((name) => join(dataDir, name))
}
