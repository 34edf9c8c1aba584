import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import { openClient } from '../embedded/connection'
import { migrate } from '../migrate'

/** A database of one test's own, with every table and no rows. `url` is for `openClient`. */
export type TestDatabase = { url: string; drop(): Promise<void> }

const TEMPLATE = 'shopbell_template'
// Any number: the workers of one run wait for each other here while the first of them makes the template.
const TEMPLATE_LOCK = 7_417

/**
 * Makes a new database with all migrations applied, by copying one that is migrated once a run. It needs the
 * Postgres of `@shopbell/database/testing/global-setup`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.SHOPBELL_TEST_POSTGRES
  if (serverUrl === undefined) {
    throw new Error('There is no test Postgres: add @shopbell/database/testing/global-setup to globalSetup.')
  }
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(serverUrl, async (sql) => {
    await makeTemplate(sql, serverUrl)
    await sql`create database ${sql(name)} template ${sql(TEMPLATE)}`
  })
  return {
    url: withDatabase(serverUrl, name),
    drop: () =>
      onServer(serverUrl, async (sql) => {
        await sql`drop database if exists ${sql(name)} with (force)`
      }),
  }
}

/** Makes the next `createTestDatabase` migrate afresh, where a Postgres outlives the runs that use it. */
export async function dropTemplate(serverUrl: string): Promise<void> {
  await onServer(serverUrl, async (sql) => {
    await sql`drop database if exists ${sql(TEMPLATE)} with (force)`
  })
}

async function makeTemplate(sql: postgres.Sql, serverUrl: string): Promise<void> {
  if (await isThere(sql, TEMPLATE)) return
  await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`
  if (await isThere(sql, TEMPLATE)) return
  // Made under another name: whoever sees the template sees all of it.
  const unfinished = `${TEMPLATE}_unfinished`
  await sql`drop database if exists ${sql(unfinished)} with (force)`
  await sql`create database ${sql(unfinished)}`
  await migrate(withDatabase(serverUrl, unfinished))
  await sql`alter database ${sql(unfinished)} rename to ${sql(TEMPLATE)}`
}

async function isThere(sql: postgres.Sql, name: string): Promise<boolean> {
  const found = await sql`select 1 from pg_database where datname = ${name}`
  return found.length > 0
}

/** One connection for a moment; a lock taken on it goes with it. */
async function onServer(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = openClient(url, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${name}`
  return parsed.href
}
