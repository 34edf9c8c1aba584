import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Contender, freePort, startBareWs, startShopbell } from './support/contenders'
import { residentKibOf } from './support/cpu'
import { inspectorFlags, liveHeapKib } from './support/inspector'
import { startBenchPostgres } from './support/postgres'
import { isSmoke, median, printFigures, rounded, writeReport } from './support/report'

/**
 * What a socket costs that was welcomed and says nothing, beside a bare one of ws, in turns within one run. Writes
 * `bench/results/sockets.json`.
 */

const SOCKETS = isSmoke ? 400 : 10_000
const ROUNDS = isSmoke ? 1 : 3
const CLIENT_PROCESSES = 2
/** Until what the opening has left behind is gone. */
const QUIET_MS = isSmoke ? 300 : 2_000

/** In KiB for each socket. */
interface Weight {
  readonly heap: number
  readonly rss: number
}

await using postgres = await startBenchPostgres(1)
const ours: Weight[] = []
const bare: Weight[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  console.log(`  round ${round + 1} of ${ROUNDS}`)
  const url = await postgres.clone(`bench_sockets_${round}`)
  ours.push(await weigh((flags) => startShopbell({ DATABASE_URL: url }, flags)))
  bare.push(await weigh((flags) => startBareWs(flags)))
}

const figures = {
  heapKibPerIdleSocket: of(ours, 'heap'),
  rssKibPerIdleSocket: of(ours, 'rss'),
  bareHeapKibPerIdleSocket: of(bare, 'heap'),
  bareRssKibPerIdleSocket: of(bare, 'rss'),
}
writeReport('sockets', figures)
printFigures(`${SOCKETS} idle sockets, KiB for each of them, median of ${ROUNDS} rounds`, figures, {
  heapKibPerIdleSocket: '<= 3',
})

async function weigh(start: (nodeFlags: readonly string[]) => Promise<Contender>): Promise<Weight> {
  const inspector = await freePort()
  await using contender = await start(inspectorFlags(inspector))
  // The first ones also make what is made once: it is not theirs.
  using _first = await idlers(contender.port, SOCKETS / 5)
  await pause(QUIET_MS)
  const before = { heap: await liveHeapKib(inspector), rss: residentKibOf(contender.pid) }
  using _rest = await idlers(contender.port, SOCKETS)
  await pause(QUIET_MS)
  const after = { heap: await liveHeapKib(inspector), rss: residentKibOf(contender.pid) }
  return { heap: (after.heap - before.heap) / SOCKETS, rss: (after.rss - before.rss) / SOCKETS }
}

/** So many sockets out of processes of their own, which go with what is returned. */
async function idlers(port: number, sockets: number): Promise<Disposable> {
  const share = Math.ceil(sockets / CLIENT_PROCESSES)
  const children = await Promise.all(Array.from({ length: CLIENT_PROCESSES }, () => idlersIn(port, share)))
  return {
    [Symbol.dispose]() {
      for (const child of children) child.disconnect()
    },
  }
}

async function idlersIn(port: number, sockets: number): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./support/idlers.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
  })
  child.send({ port, sockets })
  const left = once(child, 'exit').then(() => {
    throw new Error('The clients have left.')
  })
  await Promise.race([once(child, 'message'), left])
  return child
}

function of(weights: readonly Weight[], what: keyof Weight): number {
  return rounded(median(weights.map((weight) => weight[what])), 2)
}
