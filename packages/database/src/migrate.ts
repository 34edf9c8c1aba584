import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { openClient } from './clients'

// Any number, the same in every release: servers that start together migrate one after the other.
const MIGRATION_LOCK = 7_281_554
const MIGRATION_TIMEOUT_MS = 10 * 60 * 1_000

/**
 * Brings the database to this release's schema. Servers that start at once wait for the first of them. `folder` is
 * where the migrations lie, if not beside this package or beside a bundled server.
 */
export async function migrate(url: string, folder = migrationsFolder()): Promise<void> {
  const client = openClient(url, {
    max: 1,
    name: 'shopbell migrations',
    maxLifetimeSeconds: null,
    statementTimeoutMs: MIGRATION_TIMEOUT_MS,
    lockTimeoutMs: MIGRATION_TIMEOUT_MS,
    idleInTransactionTimeoutMs: MIGRATION_TIMEOUT_MS,
  })
  try {
    // Held by the session, so it goes with the connection whatever happens.
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await runMigrations(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end({ timeout: 1 })
  }
}

function migrationsFolder(): string {
  const candidates = ['./migrations', '../migrations'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(`${path}/meta/_journal.json`))
  if (found === undefined) throw new Error(`No migrations at ${candidates.join(' or ')}.`)
  return found
}
