import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url))

/** The built server as a child process, on a data directory of its own. It can be killed and started again. */
export interface BuiltServer extends AsyncDisposable {
  readonly origin: string
  readonly shopOrigin: string
  /** The process that answers now; another one after `start`. */
  readonly pid: number
  /** Everything printed so far. */
  printed(): string
  /** The first printed link whose path begins with `path`; throws while there is none. */
  link(path: string): string
  /** Ends the process with this signal and waits until it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null>
  /** Starts it again on the same data and ports, and waits until it answers. */
  start(): Promise<void>
}

/** Starts the built server on an empty data directory and waits until it answers. `flags` such as `--no-demo`. */
export async function startBuiltServer(
  options: { flags?: readonly string[]; environment?: Readonly<Record<string, string>> } = {},
): Promise<BuiltServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'shopbell-journey-'))
  const [port, demoPort] = await freePorts()
  const origin = `http://localhost:${port}`
  let printed = ''
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['--enable-source-maps', MAIN, ...(options.flags ?? [])], {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(port),
        DEMO_PORT: String(demoPort),
        DATA_DIR: dataDirectory,
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const hear = (chunk: Buffer) => {
      printed += chunk.toString()
    }
    started.stdout?.on('data', hear)
    started.stderr?.on('data', hear)
    await ready(started, () => printed)
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | null> {
    const ending = child
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null)
      return ending?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => ending.once('exit', (code) => resolve(code)))
    ending.kill(signal)
    return gone
  }

  await start()
  return {
    origin,
    shopOrigin: `http://localhost:${demoPort}`,
    get pid() {
      return child?.pid ?? 0
    },
    printed: () => printed,
    link(path) {
      const found = printed.match(new RegExp(`http://\\S+${path}\\S*`, 'g'))?.at(-1)
      if (found === undefined) throw new Error(`No link to ${path} was printed:\n${printed}`)
      return found
    },
    end,
    start,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** Waits for the last line of the greeting, or fails with what was printed if the process leaves before. */
async function ready(child: ChildProcess, printed: () => string): Promise<void> {
  const from = printed().length
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (/^ *Stop /m.test(printed().slice(from))) resolve()
    }
    child.stdout?.on('data', look)
    child.once('exit', (code) => reject(new Error(`The server left with ${code}:\n${printed()}`)))
  })
}

/** Two ports that nobody listens on, below the range of outgoing connections. */
async function freePorts(): Promise<[number, number]> {
  const found: number[] = []
  for (let port = 20_000 + (process.pid % 6_000) * 2; found.length < 2; port += 1) {
    if (await isFree(port)) found.push(port)
    else found.length = 0
  }
  const [first = 0, second = 0] = found
  return [first, second]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
