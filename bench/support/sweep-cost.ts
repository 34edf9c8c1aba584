import { openClient, openDatabase } from '@shopbell/database'
import { stopwatchMs, systemClock } from '../../apps/server/src/foundation/clock'
import { openTransact } from '../../apps/server/src/foundation/transact'
import { sweep } from '../../apps/server/src/routing/sweep'
import { isSmoke, median } from './report'
import { connectForEver, staffedStore } from './staffed-store'

const FEW = isSmoke ? 100 : 1_000
const MANY = isSmoke ? 1_000 : 100_000
const ROUNDS = isSmoke ? 3 : 30

/** How many times as long a sweep takes with a hundred times as many open conversations, none of which is due. */
export async function sweepCostRatio(clone: (name: string) => Promise<string>): Promise<number> {
  const [few, many] = [await filled(await clone('few'), FEW), await filled(await clone('many'), MANY)]
  const took: { few: number[]; many: number[] } = { few: [], many: [] }
  // In turns, so that whatever else the machine does falls on both; the first ones plan.
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [name, house] of [['few', few] as const, ['many', many] as const]) {
      const startedMs = stopwatchMs()
      await sweep({ db: house.db, transact: house.transact, clock: systemClock })
      if (round >= 0) took[name].push(stopwatchMs() - startedMs)
    }
  }
  await Promise.all([few.end(), many.end()])
  return median(took.many) / median(took.few)
}

async function filled(url: string, open: number) {
  const database = openDatabase(url)
  const { transact, end } = openTransact({ url, clock: systemClock, publish: () => {} })
  const { storeId, agentIds } = await staffedStore(url, { agents: 20, capacity: 4 })
  await connectForEver(url, agentIds)
  const client = openClient(url, { max: 1, name: 'bench', statementTimeoutMs: 120_000 })
  const nowMs = systemClock.now()
  await client.unsafe(
    `insert into visitors (store_id, id, kind, created_at)
     select $1, 'vis_' || lpad(n::text, 16, '0'), 'web', $2::bigint from generate_series(1, $3::int) n`,
    [storeId, nowMs, open],
  )
  // Each with an agent, whose turn it is not: due tomorrow.
  await client.unsafe(
    `insert into conversations (store_id, id, visitor_id, version, next_seq, next_visible, status, agent_id, agent_name,
       awaiting, last_visitor_at, first_reply_at, opened_at, due_from, due_at, due_for, last_at, visitor_seq, first_text)
     select $1, 'conv_' || lpad(n::text, 16, '0'), 'vis_' || lpad(n::text, 16, '0'), 1, 1, 1, 'with_agent',
       ($4::text[])[1 + n % cardinality($4::text[])], 'Agent', 'visitor', $2::bigint, $2::bigint - 60000, $2::bigint - 90000,
       $2::bigint, $2::bigint + 86400000, 'visitor_silent', $2::bigint, 1, 'Hello'
     from generate_series(1, $3::int) n`,
    [storeId, nowMs, open, `{${agentIds.join(',')}}`],
  )
  await client.unsafe('vacuum analyze')
  await client.end()
  return {
    db: database.db,
    transact,
    async end() {
      await end()
      await database.end()
    },
  }
}
