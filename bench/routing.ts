import { openClient } from '@shopbell/database'
import { seededRandom } from '../packages/chat-client/src/testing/random'
import { arrivalsOf, type Stretch } from './support/arrivals'
import { assignmentCost } from './support/assignment-cost'
import { startBenchPostgres } from './support/postgres'
import { isSmoke, printFigures, rounded, writeReport } from './support/report'
import { Shift, type ShiftFigures } from './support/shift'
import { sweepCostRatio } from './support/sweep-cost'

/**
 * Whether anybody is left waiting: whole shifts on a fast clock, each once as learnt and once with answers that take
 * twice as long from the middle on. Then what an assignment and a sweep cost. Writes `bench/results/routing.json`.
 */

const SEED = 20_261_124
const SECOND = 1_000
const MINUTE = 60 * SECOND

/** Hours, but for a smoke run. */
const PACE = isSmoke ? 1 / 30 : 1

const DAY_CURVE: readonly Stretch[] = [
  { minutes: 30 * PACE, share: 1 },
  { minutes: 60 * PACE, share: 3 },
  { minutes: 30 * PACE, share: 2 },
]
const SALE_CURVE: readonly Stretch[] = [
  { minutes: 60 * PACE, share: 2 },
  { minutes: 60 * PACE, share: 6 },
  { minutes: 60 * PACE, share: 2 },
]

const TEAM = {
  name: 'team',
  agents: 20,
  shoppers: isSmoke ? 60 : 2_000,
  curve: DAY_CURVE,
  slowFromMs: 45 * MINUTE,
}
const SALE = {
  name: 'sale',
  agents: 2,
  shoppers: isSmoke ? 20 : 300,
  curve: SALE_CURVE,
  slowFromMs: 60 * MINUTE,
}

await using postgres = await startBenchPostgres(1)
const seen: ShiftFigures[] = []
for (const shift of [TEAM, SALE]) {
  for (const factor of [1, 2]) {
    const figures = await run(shift, factor)
    seen.push(figures)
    printFigures(`${shift.name}, answers ${factor === 1 ? 'as learnt' : 'twice as slow'}`, { ...figures })
  }
}

const figures = {
  longestIdleWaitMs: Math.max(...seen.map((one) => one.longestIdleWaitMs)),
  orphans: sum((one) => one.orphans),
  doubleClaims: sum((one) => one.doubleClaims),
  promisesKeptShare: rounded(Math.min(...seen.map((one) => one.promisesKeptShare))),
  statementsPerAssignment: rounded(await assignmentCost(await clone('cost')), 2),
  sweepCostRatio: rounded(await sweepCostRatio(clone), 2),
}
writeReport('routing', figures)
printFigures('routing, the worst of all shifts', figures, {
  longestIdleWaitMs: '<= 5000',
  orphans: '0',
  doubleClaims: '0',
  promisesKeptShare: '>= 0.9',
  sweepCostRatio: '<= 2',
})

async function run({ name, agents, shoppers, curve, slowFromMs }: typeof TEAM, factor: number) {
  const random = seededRandom(SEED)
  const shift = new Shift({
    agents,
    capacity: 4,
    arrivals: arrivalsOf(shoppers, curve, random),
    answerMs: 30 * SECOND,
    nextQuestionMs: 40 * SECOND,
    questions: 3,
    slowdown: { fromMs: slowFromMs, factor },
    random,
  })
  return shift.run(await clone(`${name}_${factor}`))
}

/** A copy of what was seeded, emptied: each shift has a store of its own. */
async function clone(name: string): Promise<string> {
  const url = await postgres.clone(`bench_routing_${name}`)
  const client = openClient(url, { max: 1, name: 'bench' })
  await client.unsafe('truncate stores, agents, visitors, conversations, entries cascade')
  await client.end()
  return url
}

function sum(of: (figures: ShiftFigures) => number): number {
  return seen.reduce((total, one) => total + of(one), 0)
}
