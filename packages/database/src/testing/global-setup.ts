import { dropTemplate } from './test-database'
import { startTestPostgres, type TestPostgres } from './test-postgres'

declare global {
  // Every project of a run loads this file anew, in one process: they share what they find here.
  var shopbellTestPostgres: { postgres: Promise<TestPostgres>; users: number } | undefined
}

/**
 * Gives one throw-away Postgres to all projects of a Vitest run, by `SHOPBELL_TEST_POSTGRES` in the environment, and
 * stops it when the last of them is done. Where that is set beforehand, the tests use the Postgres it names.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const given = process.env.SHOPBELL_TEST_POSTGRES
  if (globalThis.shopbellTestPostgres === undefined && given !== undefined) {
    await dropTemplate(given)
    return async () => {}
  }
  globalThis.shopbellTestPostgres ??= { postgres: startTestPostgres(), users: 0 }
  const shared = globalThis.shopbellTestPostgres
  shared.users += 1
  const postgres = await shared.postgres
  process.env.SHOPBELL_TEST_POSTGRES = postgres.url
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    delete process.env.SHOPBELL_TEST_POSTGRES
    globalThis.shopbellTestPostgres = undefined
    await postgres.stop()
  }
}
