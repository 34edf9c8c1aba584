import type postgres from 'postgres'
import { openClient as openPlainClient } from './embedded/connection'

/** A raw postgres.js client. Statements on it give and take numbers for bigint, never dates. */
export type Client = postgres.Sql<{ bigint: number }>

/** What a statement may be given: text, numbers and nulls. Arrays go as literals (`arrayLiteral`), JSON as text. */
export type Param = string | number | boolean | null

/** Runs one statement, prepared once per connection, and gives its rows, whose shape the caller vouches for. */
export type RunPrepared = <Row extends object>(
  text: string,
  params?: readonly Param[],
) => Promise<readonly Row[]>

export interface ClientOptions {
  readonly max: number
  /** Shown by `pg_stat_activity`. */
  readonly name: string
  readonly statementTimeoutMs?: number
  readonly lockTimeoutMs?: number
  readonly idleInTransactionTimeoutMs?: number
  /** A prepared statement is planned once. By itself Postgres plans some of them anew each time, for dearer than they run. */
  readonly plansOnce?: boolean
  /** Null: a connection lives until it is lost. */
  readonly maxLifetimeSeconds?: number | null
  readonly onClose?: () => void
}

export const STATEMENT_TIMEOUT_MS = 5_000
const LOCK_TIMEOUT_MS = 2_000
const CONNECT_TIMEOUT_SECONDS = 5
const RECONNECT_AFTER_SECONDS = 0.1

/** Opens a client for a connection string, a Unix socket in `?host=` included. It connects with its first statement. */
export function openClient(url: string, options: ClientOptions): Client {
  return openPlainClient(url, {
    max: options.max,
    ...(options.maxLifetimeSeconds === undefined ? {} : { max_lifetime: options.maxLifetimeSeconds }),
    ...(options.onClose === undefined ? {} : { onclose: options.onClose }),
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    // By itself it would wait longer and longer, and so for 20 seconds after the database is back.
    backoff: () => RECONNECT_AFTER_SECONDS,
    // Arrays are passed as literals, so a connection need not ask for their types first.
    fetch_types: false,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: options.name,
      ...(options.plansOnce === true ? { plan_cache_mode: 'force_generic_plan' } : {}),
      statement_timeout: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
      lock_timeout: options.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    },
  })
}

/** The way to run prepared statements on a client. Each is sent at once, in the order of the calls. */
export function runPreparedOn(client: Client): RunPrepared {
  return <Row extends object>(text: string, params: readonly Param[] = []) =>
    // postgres.js sends on `then` only; `execute` keeps the order of two calls in one `Promise.all`.
    client.unsafe<Row[]>(text, [...params], { prepare: true }).execute()
}

/** Postgres's text form of an array. */
export function arrayLiteral(values: readonly (string | number | null)[]): string {
  let literal = '{'
  for (const value of values) {
    if (literal.length > 1) literal += ','
    if (value === null) literal += 'NULL'
    else if (typeof value === 'number') literal += value
    else literal += quoted(value)
  }
  return `${literal}}`
}

const PLAIN = /^[0-9a-z_]{5,}$/
const NEEDS_ESCAPE = /["\\]/g

/** Ids of ours go as they are; anything else is quoted, for a comma, a brace or `null` means something there. */
function quoted(value: string): string {
  return PLAIN.test(value) ? value : `"${value.replace(NEEDS_ESCAPE, '\\$&')}"`
}
