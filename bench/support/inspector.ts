import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'

const COLLECTIONS = 3
const BETWEEN_MS = 100

/** What a Node process that listens for its debugger is started with. It says nothing about it on its terminal. */
export function inspectorFlags(port: number): readonly string[] {
  return [`--inspect=127.0.0.1:${port}`, '--inspect-publish-uid=http']
}

/** The heap that a process still uses after its garbage was collected, in KiB. It has to run with `inspectorFlags`. */
export async function liveHeapKib(port: number): Promise<number> {
  const list = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [{ webSocketDebuggerUrl }]: [{ webSocketDebuggerUrl: string }] = await list.json()
  const socket = new WebSocket(webSocketDebuggerUrl, { perMessageDeflate: false })
  await once(socket, 'open')
  // What one collection finalizes, the next one frees.
  for (let at = 0; at < COLLECTIONS; at += 1) {
    await asked(socket, 'HeapProfiler.collectGarbage')
    await pause(BETWEEN_MS)
  }
  const usage = await asked<{ usedSize: number }>(socket, 'Runtime.getHeapUsage')
  socket.close()
  await once(socket, 'close')
  return usage.usedSize / 1_024
}

async function asked<Answer>(socket: WebSocket, method: string): Promise<Answer> {
  socket.send(JSON.stringify({ id: 1, method }))
  const [data] = await once(socket, 'message')
  return JSON.parse(String(data)).result
}
