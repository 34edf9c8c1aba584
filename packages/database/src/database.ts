import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { type Client, type ClientOptions, openClient } from './clients'
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
  const client = openClient(url, { max: 4, name: 'shopbell queries', ...options })
  return { db: drizzleOn(client), end: () => client.end({ timeout: END_WITHIN_SECONDS }) }
}

/** Drizzle on a client that is used for nothing else: it changes how the client treats dates and JSON. */
export function drizzleOn(client: Client): Queryable {
  return drizzle(client, { schema })
}
