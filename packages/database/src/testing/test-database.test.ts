import { expect, test } from 'vitest'
import { openClient } from '../embedded/connection'
import { createTestDatabase } from './test-database'

test('each test has a database of its own, which goes when it is dropped', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const client = openClient(one.url, { max: 1 })
  await client`create table only_here (id int)`
  await client.end()

  const neighbour = openClient(other.url, { max: 1 })
  const found = await neighbour`select 1 from pg_tables where tablename = 'only_here'`
  expect(found).toHaveLength(0)

  await one.drop()
  const databases = await neighbour<{ datname: string }[]>`select datname from pg_database`
  expect(databases.map(({ datname }) => datname)).not.toContain(new URL(one.url).pathname.slice(1))
  await neighbour.end()
  await other.drop()
})
