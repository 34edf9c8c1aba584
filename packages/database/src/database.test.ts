import { readdir } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrayLiteral, openClient, runPreparedOn } from './clients'
import { type Database, openDatabase } from './database'
import { DatabaseIdentityError, databaseIdentity, sqlStateOf } from './database-identity'
import { migrate } from './migrate'
import { installation, stores } from './schema'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

let home: TestDatabase
let database: Database
beforeAll(async () => {
  home = await createTestDatabase()
  database = openDatabase(home.url)
})
afterAll(async () => {
  await database.end()
  await home.drop()
})

test('servers that start together migrate one after the other, and again changes nothing', async () => {
  const { url, drop } = await createTestDatabase()
  const admin = openClient(url, { max: 1, name: 'test' })
  await admin`drop schema public cascade`
  await admin`drop schema if exists drizzle cascade`
  await admin`create schema public`
  await Promise.all([migrate(url), migrate(url), migrate(url)])
  const migrations = await readdir(new URL('../migrations', import.meta.url))
  const [{ count } = { count: 0 }] = await admin<{ count: number }[]>`
    select count(*) from drizzle.__drizzle_migrations`
  expect(count).toBe(migrations.filter((name) => name.endsWith('.sql')).length)
  const [{ persistence } = { persistence: '' }] = await admin<{ persistence: string }[]>`
    select relpersistence as persistence from pg_class where relname = 'presence'`
  expect(persistence).toBe('u')
  await admin.end()
  await drop()
})

test('sessions have their deadlines', async () => {
  const rows = await database.db.execute<{ name: string; setting: string }>(sql`
    select name, setting from pg_settings
    where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`)
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    statement_timeout: '5000',
    lock_timeout: '2000',
    idle_in_transaction_session_timeout: '5000',
  })
})

test('milliseconds are numbers on every way in and out', async () => {
  const id = 'sto_numbers'
  const createdAt = Date.UTC(2026, 0, 5)
  await database.db.insert(stores).values({ id, name: 'x', accent: '#000000', createdAt })
  const client = openClient(home.url, { max: 1, name: 'test' })
  const run = runPreparedOn(client)
  expect(
    await run('select created_at from stores where id = $1 and created_at = $2', [id, createdAt]),
  ).toEqual([{ created_at: createdAt }])
  await client.end()
})

test('array literals carry any text', async () => {
  const texts = [
    'plain',
    'a,b',
    '{}',
    '"quoted"',
    'back\\slash',
    'null',
    'NULL',
    '',
    ' ',
    'line\nbreak',
    'ünï 🦑',
  ]
  const client = openClient(home.url, { max: 1, name: 'test' })
  const run = runPreparedOn(client)
  const rows = await run<{ value: string | null }>('select unnest($1::text[]) as value', [
    arrayLiteral([...texts, null]),
  ])
  expect(rows.map(({ value }) => value)).toEqual([...texts, null])
  const numbers = await run<{ value: number | null }>('select unnest($1::bigint[]) as value', [
    arrayLiteral([1, -2, null, 1_795_514_400_000]),
  ])
  expect(numbers.map(({ value }) => value)).toEqual([1, -2, null, 1_795_514_400_000])
  await client.end()
})

test('a failure keeps its SQLSTATE through drizzle', async () => {
  const failure = await database.db.execute(sql`select 1 / 0`).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(sqlStateOf(failure)).toBe('22012')
})

test('a database keeps its epoch until it is restored elsewhere, and takes one SECRET only', async () => {
  const { db } = database
  let drawn = 0
  const identify = (secret = 'a secret') =>
    databaseIdentity(db, {
      secret,
      nowMs: 1,
      drawEpoch: () => {
        drawn += 1
        return `epoch ${drawn}`
      },
    })
  const first = await identify()
  expect(first).toEqual({ epoch: 'epoch 1', isNew: true })
  expect(await identify()).toEqual({ epoch: 'epoch 1', isNew: false })
  await expect(identify('another secret')).rejects.toThrow(DatabaseIdentityError)
  await db.update(installation).set({ systemIdentifier: 'the one before the restore' })
  const [one, two] = await Promise.all([identify(), identify()])
  expect(one.epoch).not.toBe('epoch 1')
  expect(two).toEqual(one)
  expect(await identify()).toEqual(one)
})
