import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { connectionUrl, openClient, startEmbeddedPostgres } from '@shopbell/database'
import { ROOT } from './report'
import { seed } from './seed'

const TEMPLATE = 'bench_template'

/** A Postgres of a bench's own, with the durability that ours always has. */
export interface BenchPostgres extends AsyncDisposable {
  /** The process whose family does all of its work. */
  readonly pid: number
  /** The connection string of a new database that holds what was seeded. What is dirty has been written out. */
  clone(name: string): Promise<string>
}

/** Starts it beside the checkout's other caches, where a disk is a disk, and seeds what `clone` copies. */
export async function startBenchPostgres(conversations: number): Promise<BenchPostgres> {
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  const dataDir = mkdtempSync(join(ROOT, '.cache/bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir, resolveFrom: import.meta.url })
  const urlOf = (database: string) => connectionUrl({ ...postgres.connection, database })
  const [pid] = readFileSync(join(dataDir, 'postgres-18/postmaster.pid'), 'utf8').split('\n')
  // A run that is broken off has no time to wait for it.
  const cut = () => {
    process.kill(Number(pid), 'SIGQUIT')
    rmSync(dataDir, { recursive: true, force: true })
  }
  process.once('exit', cut)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const admin = openClient(postgres.url, { max: 1, name: 'bench', statementTimeoutMs: 60_000 })
  await admin.unsafe(`create database ${TEMPLATE}`)
  await seed(urlOf(TEMPLATE), conversations)
  return {
    pid: Number(pid),
    async clone(name) {
      await admin.unsafe(`create database ${name} template ${TEMPLATE}`)
      await admin.unsafe('checkpoint')
      return urlOf(name)
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', cut)
      await admin.end({ timeout: 1 })
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
