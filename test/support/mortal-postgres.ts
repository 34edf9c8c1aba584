import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAM = fileURLToPath(
  new URL('../../packages/database/src/testing/embedded-server.ts', import.meta.url),
)

/** A Postgres with every durability setting on, beside the server under test, that can be killed and started again. */
export class MortalPostgres implements AsyncDisposable {
  /** The same after each start. */
  readonly url: string
  readonly #dataDir: string
  #keeper: ChildProcess

  private constructor(dataDir: string, keeper: ChildProcess, url: string) {
    this.#dataDir = dataDir
    this.#keeper = keeper
    this.url = url
  }

  static async start(): Promise<MortalPostgres> {
    const dataDir = await mkdtemp(join(tmpdir(), 'shopbell-mortal-'))
    const { keeper, url } = await keep(dataDir)
    return new MortalPostgres(dataDir, keeper, url)
  }

  /** Kills it with SIGKILL, and first the one who would start it again. */
  async kill(): Promise<void> {
    const gone = once(this.#keeper, 'exit')
    this.#keeper.kill('SIGKILL')
    await gone
    const [pid] = readFileSync(join(this.#dataDir, 'postgres-18/postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')
  }

  /** Starts it again on what is on the disk, and waits until it answers. */
  async start(): Promise<void> {
    const { keeper, url } = await keep(this.#dataDir)
    this.#keeper = keeper
    if (url !== this.url) throw new Error(`It is somewhere else now: ${url}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#keeper.exitCode === null && this.#keeper.signalCode === null) await this.kill()
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

async function keep(dataDir: string): Promise<{ keeper: ChildProcess; url: string }> {
  const keeper = fork(PROGRAM, [dataDir], { cwd: ROOT, execArgv: ['--import', 'tsx'] })
  const [url]: unknown[] = await once(keeper, 'message')
  return { keeper, url: String(url) }
}
