import { setTimeout as pause } from 'node:timers/promises'
import type postgres from 'postgres'
import { openClient } from './connection'

/** Who has the right to be the one server on this Postgres: ourselves now, or a process that runs. */
export type LockAnswer =
  | { kind: 'held'; dataFolder: string; version: string; release(): Promise<void> }
  | { kind: 'taken'; byPid: number | undefined }
  | { kind: 'no_answer' }

// Any number that nobody else locks in the maintenance database: 'shop' in ASCII.
const LOCK_KEY = 0x73_68_6f_70
const ANSWER_WITHIN_MS = 3_000
const NAME = 'shopbell server'
// The lock of a killed server goes with its connection, a moment after the process.
const TRIES = 10
const TRY_AGAIN_MS = 100

/**
 * Takes the lock by which a running server is known, and keeps it as long as its connection lives. `onLost` is
 * called once if the connection ends by itself. `url` names a database that is never dropped.
 */
export async function takeServerLock(url: string, onLost: () => void): Promise<LockAnswer> {
  let state: 'taking' | 'held' | 'over' = 'taking'
  const client = openClient(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: ANSWER_WITHIN_MS / 1000,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: `${NAME} ${process.pid}` },
    onclose: () => {
      if (state === 'held') onLost()
      state = 'over'
    },
  })
  const end = async () => {
    state = 'over'
    await client.end({ timeout: 1 })
  }
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const row = await answerInTime(attempt(client))
      if (row?.held) {
        state = 'held'
        return {
          kind: 'held',
          dataFolder: row.dataFolder,
          version: row.version.split(' ')[0] ?? '',
          release: end,
        }
      }
      await pause(TRY_AGAIN_MS)
    }
    const byPid = await answerInTime(holder(client))
    await end()
    return { kind: 'taken', byPid }
  } catch {
    // Nobody there, still starting, going down, or a stranger: the caller looks at the process and decides.
    await end()
    return { kind: 'no_answer' }
  }
}

type Row = { held: boolean; dataFolder: string; version: string }

async function attempt(client: postgres.Sql): Promise<Row | undefined> {
  const [row] = await client<Row[]>`
    select pg_try_advisory_lock(${LOCK_KEY}) as held,
      current_setting('data_directory') as "dataFolder",
      current_setting('server_version') as version`
  return row
}

/** The process that holds the lock, as it named itself. */
async function holder(client: postgres.Sql): Promise<number | undefined> {
  const [row] = await client<{ name: string }[]>`
    select activity.application_name as name
    from pg_locks join pg_stat_activity as activity using (pid)
    where locktype = 'advisory' and granted and classid = 0 and objid = ${LOCK_KEY} and activity.datname = current_database()`
  const pid = Number(row?.name.slice(NAME.length))
  return pid > 0 ? pid : undefined
}

/** A query on a connection that dies may never settle; this does. */
async function answerInTime<Answer>(query: Promise<Answer>): Promise<Answer> {
  const late = new AbortController()
  const deadline = pause(ANSWER_WITHIN_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error('Postgres did not answer in time.')
  })
  try {
    return await Promise.race([query, deadline])
  } finally {
    late.abort()
    deadline.catch(() => {})
  }
}
