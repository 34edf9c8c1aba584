import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { BuiltServer } from '../../support/built-server'

/** Lets a server be asked to collect its garbage: what it has not got round to throw away is no leak. */
export const MEASURABLE = {
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
  // What the C library sets aside for each thread is no leak either.
  MALLOC_ARENA_MAX: '2',
}
/** What a process may keep of all that was thrown at it. */
const KEPT_AT_MOST_MIB = 20

/** Waits until the server holds hardly more memory than it did at rest, in MiB. */
export async function memoryComesBackTo(server: BuiltServer, restingMib: number): Promise<void> {
  await expect
    .poll(async () => (await heldMib(server)) - restingMib, { timeout: 30_000, interval: 200 })
    .toBeLessThan(KEPT_AT_MOST_MIB)
}

/** What the server's process holds once its garbage is collected, in MiB; 0 where no /proc tells. */
export async function heldMib(server: BuiltServer): Promise<number> {
  if (process.platform !== 'linux') return 0
  await collectGarbage(server)
  // Source: proc_pid_status(5), VmRSS.
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024
}

async function collectGarbage(server: BuiltServer): Promise<void> {
  const address = /Debugger listening on (ws:\S+)/.exec(server.printed())?.[1]
  if (address === undefined) throw new Error('The server was not started to be measured')
  const inspector = new WebSocket(address)
  await once(inspector, 'open')
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
  await once(inspector, 'message')
  inspector.close()
  await once(inspector, 'close')
}
