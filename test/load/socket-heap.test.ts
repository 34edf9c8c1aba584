import { expect, test } from 'vitest'
import { freePort } from '../../bench/support/contenders'
import type { FrameSocket } from '../../bench/support/frame-socket'
import { openIdlers } from '../../bench/support/idle-sockets'
import { inspectorFlags, liveHeapKib } from '../../bench/support/inspector'
import { startBuiltServer } from '../support/built-server'

const FIRST = 500
const SOCKETS = 1_000
/**
 * The bench sees 2.9 with 10,000 sockets. With so few of them what is made once and late, such as compiled code, still
 * weighs up to 0.4 on each. A request that is kept by mistake weighs 3, a hidden class for each peer 0.5.
 */
const GATE_KIB = 3.4

test('a panel that is open and silent costs the server a socket and little else', async () => {
  const inspector = await freePort()
  await using server = await startBuiltServer({
    environment: { NODE_OPTIONS: inspectorFlags(inspector).join(' ') },
  })
  const port = Number(new URL(server.origin).port)
  const site = { store: 'sto_demo', origin: server.shopOrigin }
  const sockets: FrameSocket[] = []
  // What the first ones make is made once.
  sockets.push(...(await openIdlers(port, FIRST, site)))
  const before = await liveHeapKib(inspector)
  sockets.push(...(await openIdlers(port, SOCKETS, site)))
  const after = await liveHeapKib(inspector)
  for (const socket of sockets) socket.close()
  expect((after - before) / SOCKETS).toBeLessThan(GATE_KIB)
})
