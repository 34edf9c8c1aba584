import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error'
import { handOver, type RunAs } from './run-as'

/** Where our Postgres listens: on a socket in a folder that only we may enter, or on a loopback port. */
export type Address = { kind: 'socket'; folder: string; port: number } | { kind: 'loopback'; port: number }

// It names the socket's file only: nobody listens on the port.
const SOCKET_PORT = 5432
// A socket's path is a field of fixed size in the kernel.
const LONGEST_PATH_BYTES = process.platform === 'darwin' ? 103 : 107
// Above this the system hands out ports to outgoing connections, which would be in our way now and then.
const PORTS = { from: 20_000, below: 32_768 }
const PORT_TRIES = 50

/**
 * An address for a Postgres of this data directory: its socket folder (made, for its owner only), or a free loopback
 * port where the path is too long for a socket or the file system has none.
 */
export async function chooseAddress(dataDir: string, runAs: RunAs): Promise<Address> {
  const folder = join(dataDir, 'postgres-socket')
  if (process.platform === 'win32' || !fitsSocket(folder)) return { kind: 'loopback', port: await freePort() }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  handOver(runAs, folder)
  if (await canListen(join(folder, '.probe'))) return { kind: 'socket', folder, port: SOCKET_PORT }
  return { kind: 'loopback', port: await freePort() }
}

/** Whether a socket in this folder has a path that the system can take. */
export function fitsSocket(folder: string): boolean {
  return Buffer.byteLength(socketPath(folder, SOCKET_PORT)) <= LONGEST_PATH_BYTES
}

/** The file that Postgres makes for its socket in a folder. */
export function socketPath(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${port}`)
}

async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.below - PORTS.from))
    if (await canListen(port)) return port
  }
  throw new EmbeddedPostgresError(
    `No free port for the built-in Postgres between ${PORTS.from} and ${PORTS.below}.`,
  )
}

/** Whether somebody could listen there now: on a loopback port, or on a socket of this path. */
function canListen(where: number | string): Promise<boolean> {
  if (typeof where === 'string') rmSync(where, { force: true })
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(typeof where === 'string' ? { path: where } : { port: where, host: '127.0.0.1' }, () =>
      server.close(() => resolve(true)),
    )
  })
}
