import { type Contender, startRelay, startShopbell, startSocketIo } from './support/contenders'
import { openCountingProxy } from './support/counting-proxy'
import { type Paced, type Saturated, startCrowd } from './support/crowd-process'
import { type BenchPostgres, startBenchPostgres } from './support/postgres'
import {
  type Figures,
  isSmoke,
  median,
  printFigures,
  printTable,
  rounded,
  shown,
  writeReport,
} from './support/report'

/**
 * What a message costs, beside the least it could and the ways it is usually done. All contenders send the same
 * frames to the same hearers and are driven by the same clients, in turns: with every conversation kept busy, then at
 * a steady rate. Writes `bench/results/chat.json`.
 */

const CONVERSATIONS = isSmoke ? 40 : 1_000
const ROUNDS = isSmoke ? 1 : 3
const RUSH = isSmoke ? { warmUpMs: 200, measureMs: 500 } : { warmUpMs: 2_000, measureMs: 4_000 }
const STREAM = isSmoke
  ? { warmUpMs: 200, measureMs: 500, perSecond: 200, conversations: 20 }
  : { warmUpMs: 1_000, measureMs: 5_000, perSecond: 500, conversations: 100 }
const STALL_MS = 100

const CONTENDERS = {
  relay: (url) => startRelay('nowhere', url),
  shopbell: (url) => startShopbell({ DATABASE_URL: url }),
  floor: (url) => startRelay('one-commit', url),
  naive: (url) => startRelay('statement-each', url),
  transactionEach: (url) => startRelay('transaction-each', url),
  socketIo: (url) => startSocketIo(url),
} as const satisfies Record<string, (url: string) => Promise<Contender>>

type Name = keyof typeof CONTENDERS
const NAMES = Object.keys(CONTENDERS).filter((name): name is Name => name in CONTENDERS)

const WORDS: Readonly<Record<Name, string>> = {
  relay: 'relay, no database',
  shopbell: 'Shopbell',
  floor: 'relay and one commit',
  naive: 'relay, a statement each',
  transactionEach: 'relay, a transaction each',
  socketIo: 'Socket.IO, a statement each',
}

const GOALS = {
  throughputShareOfRelay: '>= 0.45',
  serverCpuShareOfRelay: '<= 1.5',
  postgresCpuShareOfRelay: '<= 1.1',
  statementsPerMessage: '<= 0.02',
  p50ShareOfFloor: '<= 1.5',
  cpuAdvantageOverNaive: '>= 5',
  cpuAdvantageOverTransactionEach: '>= 20',
}

const HEADINGS = [
  '',
  'messages/s',
  'server us',
  'Postgres us',
  'server busy',
  'p50 ms',
  'p99 ms',
  'heard p50',
  'longest stall ms',
]

/** What one contender did in one turn. CPU is in microseconds for each message, times in milliseconds. */
interface Turn {
  readonly perSecond: number
  readonly serverUs: number
  readonly postgresUs: number
  readonly serverBusy: number
  readonly ackP50Ms: number
  readonly ackP99Ms: number
  readonly heardP50Ms: number
  readonly stallMs: number
  readonly causes: readonly string[]
}

type Round = Readonly<Record<Name, Turn>>

await using postgres = await startBenchPostgres(CONVERSATIONS)
const rounds: Round[] = []
for (let at = 0; at < ROUNDS; at += 1) rounds.push(await round(at))
const shares = sharesOf(rounds, await countStatements())
writeReport('chat', { ...shares, ...rawFigures(rounds) })
printTable(
  `A message, median of ${ROUNDS} rounds: saturated over ${CONVERSATIONS} conversations, then ${STREAM.perSecond}/s over ${STREAM.conversations}`,
  [HEADINGS, ...NAMES.map((name) => rowOf(name))],
)
printFigures('Against the limits', shares, GOALS)
for (const line of explained()) console.log(`  ${line}`)

async function round(at: number): Promise<Round> {
  const turns = new Map<Name, Turn>()
  for (const name of NAMES) {
    console.log(`  round ${at + 1} of ${ROUNDS}: ${WORDS[name]}`)
    turns.set(name, await turn(postgres, name, `bench_${name.toLowerCase()}_${at}`))
  }
  const turnOf = (name: Name) => turns.get(name) ?? neverRan(name)
  return {
    relay: turnOf('relay'),
    shopbell: turnOf('shopbell'),
    floor: turnOf('floor'),
    naive: turnOf('naive'),
    transactionEach: turnOf('transactionEach'),
    socketIo: turnOf('socketIo'),
  }
}

function neverRan(name: Name): never {
  throw new Error(`${name} has not run.`)
}

/** A new process on a new database, both times: nobody finds warm what another one has left. */
async function turn({ clone, pid }: BenchPostgres, name: Name, database: string): Promise<Turn> {
  await using contender = await CONTENDERS[name](await clone(database))
  using crowd = startCrowd()
  await crowd.connect({
    port: contender.port,
    wire: contender.wire,
    conversations: CONVERSATIONS,
    pids: { server: contender.pid, postgres: pid },
  })
  return asTurn(await crowd.saturate(RUSH), await crowd.pace(STREAM))
}

function asTurn(rush: Saturated, stream: Paced): Turn {
  const stalls = [...rush.stalls, ...stream.stalls]
  return {
    perSecond: (rush.messages / rush.elapsedMs) * 1_000,
    serverUs: (rush.serverCpuMs / rush.messages) * 1_000,
    postgresUs: (rush.postgresCpuMs / rush.messages) * 1_000,
    serverBusy: rush.serverCpuMs / rush.elapsedMs,
    ackP50Ms: median(stream.ackMs),
    ackP99Ms: percentile(stream.ackMs, 0.99),
    heardP50Ms: median(stream.heardMs),
    stallMs: Math.max(0, ...stalls.map(({ ms }) => ms)),
    causes: stalls.filter(({ ms }) => ms > STALL_MS).map(({ ms, cause }) => `${Math.round(ms)} ms: ${cause}`),
  }
}

/** In a pass of its own, which nobody times: what the server asks of Postgres while it is saturated. */
async function countStatements(): Promise<number> {
  using proxy = await openCountingProxy(await postgres.clone('bench_counted'))
  await using contender = await startShopbell({ DATABASE_URL: proxy.url })
  using crowd = startCrowd()
  const pids = { server: contender.pid, postgres: postgres.pid }
  const { port, wire } = contender
  await crowd.connect({ port, wire, conversations: CONVERSATIONS, pids })
  const before = proxy.statements()
  const { allMessages } = await crowd.saturate(RUSH)
  return (proxy.statements() - before) / allMessages
}

/** Ratios are taken within a round, where the machine was the same, and then their median. */
function sharesOf(rounds: readonly Round[], statementsPerMessage: number): Figures {
  const over = (ratio: (round: Round) => number) => rounded(median(rounds.map(ratio)))
  const cpu = ({ serverUs, postgresUs }: Turn) => serverUs + postgresUs
  return {
    throughputShareOfRelay: over(({ shopbell, relay }) => shopbell.perSecond / relay.perSecond),
    serverCpuShareOfRelay: over(({ shopbell, relay }) => shopbell.serverUs / relay.serverUs),
    postgresCpuShareOfRelay: over(({ shopbell, relay }) => shopbell.postgresUs / relay.serverUs),
    statementsPerMessage: rounded(statementsPerMessage, 4),
    p50ShareOfFloor: over(({ shopbell, floor }) => shopbell.ackP50Ms / floor.ackP50Ms),
    cpuAdvantageOverNaive: over(({ shopbell, naive }) => cpu(naive) / cpu(shopbell)),
    cpuAdvantageOverTransactionEach: over(
      ({ shopbell, transactionEach }) => cpu(transactionEach) / cpu(shopbell),
    ),
    cpuAdvantageOverSocketIo: over(({ shopbell, socketIo }) => cpu(socketIo) / cpu(shopbell)),
  }
}

/** What each contender did, by its name. */
function rawFigures(rounds: readonly Round[]): Figures {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const over = (value: (turn: Turn) => number) =>
        rounded(median(rounds.map((round) => value(round[name]))))
      return [
        [`${name}MessagesPerSecond`, over(({ perSecond }) => perSecond)],
        [`${name}ServerUsPerMessage`, over(({ serverUs }) => serverUs)],
        [`${name}PostgresUsPerMessage`, over(({ postgresUs }) => postgresUs)],
        [`${name}ServerBusy`, over(({ serverBusy }) => serverBusy)],
        [`${name}AckP50Ms`, over(({ ackP50Ms }) => ackP50Ms)],
        [`${name}AckP99Ms`, over(({ ackP99Ms }) => ackP99Ms)],
        [`${name}HeardP50Ms`, over(({ heardP50Ms }) => heardP50Ms)],
        [`${name}LongestStallMs`, rounded(Math.max(...rounds.map((round) => round[name].stallMs)))],
      ]
    }),
  )
}

function rowOf(name: Name): readonly string[] {
  const over = (value: (turn: Turn) => number) => shown(median(rounds.map((round) => value(round[name]))))
  return [
    WORDS[name],
    over(({ perSecond }) => perSecond),
    over(({ serverUs }) => serverUs),
    over(({ postgresUs }) => postgresUs),
    over(({ serverBusy }) => serverBusy),
    over(({ ackP50Ms }) => ackP50Ms),
    over(({ ackP99Ms }) => ackP99Ms),
    over(({ heardP50Ms }) => heardP50Ms),
    shown(Math.max(...rounds.map((round) => round[name].stallMs))),
  ]
}

/** The stalls over 100 ms, each with what could be seen of its cause. */
function explained(): readonly string[] {
  return NAMES.flatMap((name) => {
    const causes = rounds.flatMap((round) => round[name].causes)
    return causes.length === 0 ? [] : [`${WORDS[name]} stood still for ${causes.join('; ')}`]
  })
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
