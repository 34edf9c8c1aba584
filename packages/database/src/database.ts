import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Client, ClientOptions } from './clients'
import { QueryPool } from './query-pool'
import * as schema from './schema'

/** Where queries run: the pool, or the open transaction of a `Work`. It opens no transaction itself. */
export type Queryable = Omit<PostgresJsDatabase<typeof schema>, 'transaction'>

/** A pool for queries. */
export interface Database {
  readonly db: Queryable
  end(): Promise<void>
}

const END_WITHIN_SECONDS = 2

/** Opens a pool of its own for queries: four connections unless told otherwise. */
export function openDatabase(url: string, options: Partial<ClientOptions> = {}): Database {
  const pool = new QueryPool(url, { max: 4, name: 'shopbell queries', ...options, prepare: drizzleOn })
  return { db: drizzleOn(pool.client), end: () => pool.end(END_WITHIN_SECONDS) }
}

/** Drizzle on a client that is used for nothing else: it changes how the client treats dates and JSON. */
export function drizzleOn(client: Client): Queryable {
  return drizzle(client, { schema })
}
