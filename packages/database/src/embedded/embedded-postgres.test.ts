import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { openClient } from './connection'
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { stopPostmaster } from './postmaster'
import { readPostmasterFile } from './postmaster-file'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const PATIENCE_MS = 120_000

const folders: string[] = []

afterEach(async () => {
  for (const dataDir of folders.splice(0)) {
    await stopPostmaster(clusterOf(dataDir))
    rmSync(dataDir, { recursive: true, force: true })
  }
})

function newDataDir(name = ''): string {
  const dataDir = join(mkdtempSync(join(realpathSync(tmpdir()), 'shopbell-data-')), name)
  folders.push(dataDir)
  return dataDir
}

function clusterOf(dataDir: string): string {
  return join(dataDir, 'postgres-18')
}

function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, resolveFrom: import.meta.url, ...options })
}

function postmasterPid(dataDir: string): number {
  const file = readPostmasterFile(clusterOf(dataDir))
  if (file === undefined) throw new Error(`No Postgres runs in ${dataDir}.`)
  return file.pid
}

/** What a query answers, on a connection of its own, as soon as somebody answers. */
async function ask(url: string, query: string): Promise<readonly Record<string, unknown>[]> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await pause(50)) {
    const client = openClient(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
    try {
      return await client.unsafe(query)
    } catch (error) {
      if (performance.now() > deadline) throw error
    } finally {
      await client.end({ timeout: 1 })
    }
  }
}

async function otherServer(dataDir: string) {
  const program = fileURLToPath(new URL('../testing/embedded-server.ts', import.meta.url))
  const child = fork(program, [dataDir], { cwd: ROOT, execArgv: ['--import', 'tsx'] })
  const [url]: unknown[] = await once(child, 'message')
  return {
    url: String(url),
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('what was kept is there after a stop and a start', { timeout: PATIENCE_MS }, async () => {
  const dataDir = newDataDir()
  const first = await start(dataDir)
  expect(first.how).toBe('created')
  expect(first.version).toMatch(/^18\.\d+$/)
  await ask(first.url, "create table kept (words text); insert into kept values ('Hello')")
  await first.stop()
  expect(readdirSync(dataDir).sort()).toEqual(['postgres-18', 'postgres-socket', 'postgres.log'])
  expect(existsSync(join(clusterOf(dataDir), 'postmaster.pid'))).toBe(false)

  const second = await start(dataDir)
  expect(second.how).toBe('started')
  expect(await ask(second.url, 'select words from kept')).toEqual([{ words: 'Hello' }])
  await second.stop()
})

test('it never trades what is acknowledged for speed', { timeout: PATIENCE_MS }, async () => {
  const postgres = await start(newDataDir())
  const settings = await ask(
    postgres.url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
      current_setting('full_page_writes') as full_page_writes, current_setting('timezone') as timezone,
      current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listen_addresses`,
  )
  expect(settings).toEqual([
    {
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      timezone: 'UTC',
      encoding: 'UTF8',
      listen_addresses: '',
    },
  ])
  await postgres.stop()
})

test('a second server is refused in one line that names the first', { timeout: PATIENCE_MS }, async () => {
  const dataDir = newDataDir()
  const first = await otherServer(dataDir)
  const refusal = await start(dataDir).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(EmbeddedPostgresError)
  expect(String(refusal)).toContain(`Another Shopbell uses ${dataDir} (process ${first.pid}).`)
  expect(await ask(first.url, 'select 1 as still')).toEqual([{ still: 1 }])
  await first.kill()
})

test('of two that start at once on a new folder one wins', { timeout: PATIENCE_MS }, async () => {
  const dataDir = newDataDir()
  const outcomes = await Promise.allSettled([start(dataDir), start(dataDir)])
  const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  expect(winners).toHaveLength(1)
  for (const winner of winners) await winner.stop()
  expect(readdirSync(dataDir).filter((name) => name.includes('.tmp-'))).toEqual([])
})

test('after a killed server the next one takes over what runs', { timeout: PATIENCE_MS }, async () => {
  const dataDir = newDataDir()
  const killed = await otherServer(dataDir)
  await ask(killed.url, "create table kept (words text); insert into kept values ('Before the kill')")
  const pid = postmasterPid(dataDir)
  await killed.kill()

  const next = await start(dataDir)
  expect(next.how).toBe('taken_over')
  expect(postmasterPid(dataDir)).toBe(pid)
  expect(next.url).toBe(killed.url)
  expect(await ask(next.url, 'select words from kept')).toEqual([{ words: 'Before the kill' }])
  await next.stop()
})

test('a killed Postgres comes back by itself with every acknowledged row', {
  timeout: PATIENCE_MS,
}, async () => {
  const dataDir = newDataDir()
  const lost: EmbeddedPostgresError[] = []
  const postgres = await start(dataDir, { onLost: (error) => lost.push(error) })
  await ask(postgres.url, 'create table kept (place int)')
  const killed = postmasterPid(dataDir)

  const client = openClient(postgres.url, { max: 1 })
  let acknowledged = 0
  setTimeout(() => process.kill(killed, 'SIGKILL'), 300)
  try {
    for (;;) {
      await client`insert into kept values (${acknowledged + 1})`
      acknowledged += 1
    }
  } catch {
    // The connection died with Postgres; what had been acknowledged by then is the question.
  }
  await client.end({ timeout: 0 })

  expect(acknowledged).toBeGreaterThan(0)
  const rows = await ask(
    postgres.url,
    `select count(*)::int as kept from kept where place <= ${acknowledged}`,
  )
  expect(rows).toEqual([{ kept: acknowledged }])
  expect(postmasterPid(dataDir)).not.toBe(killed)
  expect(lost).toEqual([])
  await postgres.stop()
})

test('a server that lost its lock connection holds the lock again', { timeout: PATIENCE_MS }, async () => {
  const dataDir = newDataDir()
  const postgres = await start(dataDir)
  const locks = "select pid from pg_locks where locktype = 'advisory'"
  const [before] = await ask(postgres.url, locks)
  await ask(postgres.url, `select pg_terminate_backend(${before?.pid})`)
  await expect.poll(async () => await ask(postgres.url, locks), { timeout: 10_000 }).toHaveLength(1)
  await expect(start(dataDir)).rejects.toThrow('Another Shopbell uses')
  await postgres.stop()
})

test('a data directory that is a file is named in one sentence', async () => {
  await expect(start(fileURLToPath(import.meta.url))).rejects.toThrow(
    /^The data directory \S+embedded-postgres\.test\.ts cannot be used\.$/,
  )
})

test('after a killed server and a killed Postgres the next start recovers', {
  timeout: PATIENCE_MS,
}, async () => {
  const dataDir = newDataDir()
  const killed = await otherServer(dataDir)
  await ask(killed.url, 'create table kept (place int); insert into kept select generate_series(1, 500)')
  const pid = postmasterPid(dataDir)
  await killed.kill()
  process.kill(pid, 'SIGKILL')

  const next = await start(dataDir)
  expect(next.how).toBe('started')
  expect(await ask(next.url, 'select count(*)::int as kept from kept')).toEqual([{ kept: 500 }])
  await next.stop()
})

test('a file left by a Postgres whose number now belongs to somebody else is cleared', {
  timeout: PATIENCE_MS,
}, async () => {
  const dataDir = newDataDir()
  const first = await start(dataDir)
  await first.stop()
  const stale = [process.pid, clusterOf(dataDir), 1, 5432, join(dataDir, 'postgres-socket'), '', '', 'ready']
  writeFileSync(join(clusterOf(dataDir), 'postmaster.pid'), stale.join('\n'))

  const second = await start(dataDir)
  expect(second.how).toBe('started')
  await second.stop()
})

test('where a path is too long for a socket it listens on a loopback port with a password', {
  timeout: PATIENCE_MS,
}, async () => {
  const postgres = await start(newDataDir('long'.repeat(25)))
  const { host, port, password } = postgres.connection
  expect(host).toBe('127.0.0.1')
  expect(port).toBeLessThan(32_768)
  expect(await ask(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
  const stranger = openClient(postgres.url.replace(String(password), 'guess'), { max: 1 })
  await expect(stranger`select 1`).rejects.toThrow('password authentication failed')
  await stranger.end()
  await postgres.stop()
})
