import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WireName } from './frame-socket'
import { ROOT } from './report'

/** A server under measure, in a process of its own. */
export interface Contender extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  readonly wire: WireName
}

/** Bare ws with the same frames; `keep` says how it keeps messages. */
export async function startRelay(keep: string, url: string): Promise<Contender> {
  return started(new URL('../contenders/relay.ts', import.meta.url), [keep, url], 'plain')
}

/** Sockets and nothing else. */
export async function startBareWs(nodeFlags: readonly string[]): Promise<Contender> {
  return started(new URL('../contenders/bare-ws.ts', import.meta.url), [], 'plain', nodeFlags)
}

export async function startSocketIo(url: string): Promise<Contender> {
  return started(new URL('../contenders/socket-io.ts', import.meta.url), [url], 'socket.io')
}

/** The built server, with its limits out of the way of one address that is everybody. */
export async function startShopbell(
  environment: Readonly<Record<string, string>>,
  nodeFlags: readonly string[] = [],
): Promise<Contender> {
  const port = await freePort()
  const child = spawn(process.execPath, [...nodeFlags, join(ROOT, 'apps/server/dist/main.js'), '--no-demo'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      SECRET: 'a secret of the benches, which keep nothing',
      SENDS_PER_TEN_SECONDS: '1000000',
      FRAMES_PER_TEN_SECONDS: '10000000',
      SOCKETS_PER_ADDRESS: '1000000',
      ...environment,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await saidStop(child)
  return { pid: child.pid ?? 0, port, wire: 'plain', [Symbol.asyncDispose]: () => ended(child) }
}

async function started(
  program: URL,
  words: readonly string[],
  wire: WireName,
  nodeFlags: readonly string[] = [],
): Promise<Contender> {
  const child = fork(fileURLToPath(program), words, {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: ['--import', 'tsx', ...nodeFlags],
  })
  const [{ port }] = await Promise.race([once(child, 'message'), leftTooEarly(child)])
  return { pid: child.pid ?? 0, port, wire, [Symbol.asyncDispose]: () => ended(child) }
}

/** The last line of the greeting: everything is open by then. */
async function saidStop(child: ChildProcess): Promise<void> {
  let said = ''
  const greeted = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      if (/^ *Stop /m.test(said)) resolve()
    })
  })
  await Promise.race([greeted, leftTooEarly(child)])
}

async function leftTooEarly(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`A contender has left with ${code}.`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
