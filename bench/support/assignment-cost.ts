import { openClient } from '@shopbell/database'
import { AppendLane } from '../../apps/server/src/conversations/append-lane'
import { beginVisitor } from '../../apps/server/src/conversations/open-visitor'
import { systemClock } from '../../apps/server/src/foundation/clock'
import { openTransact } from '../../apps/server/src/foundation/transact'
import { assignWaiting } from '../../apps/server/src/routing/assign'
import { openCountingProxy } from './counting-proxy'
import { connectForEver, staffedStore } from './staffed-store'

const AGENTS = 20
const WAITING = 60

/** Statements on the wire for one conversation that is given, when a whole queue finds room at once. */
export async function assignmentCost(url: string): Promise<number> {
  using counted = await openCountingProxy(url)
  const open = (where: string) => openTransact({ url: where, clock: systemClock, publish: () => {} })
  const [desk, watched] = [open(url), open(counted.url)]
  const lane = new AppendLane({ url, clock: systemClock, publish: () => {}, report: console.error })
  const { storeId, agentIds } = await staffedStore(url, { agents: AGENTS, capacity: 4 })
  await connectForEver(url, agentIds)
  for (let n = 0; n < WAITING; n += 1) {
    const { visitorId } = await desk.transact((work) => beginVisitor(work, storeId))
    const written = { from: 'visitor', via: 'widget', page: null, files: [], text: 'Hello' } as const
    await lane.append({ ...written, storeId, visitorId, clientId: `bench-${String(n).padStart(12, '0')}` })
  }
  const client = openClient(url, { max: 1, name: 'bench' })
  await client.unsafe('vacuum analyze')
  await client.end()
  // Its first statements are its connection's.
  await watched.transact(async (work) => work.run('select 1'))
  const before = counted.statements()
  const given = await watched.transact((work) => assignWaiting(work, storeId))
  const statements = counted.statements() - before
  if (given !== WAITING) throw new Error(`${given} of ${WAITING} were given`)
  await Promise.all([lane.drain(), desk.end(), watched.end()])
  return statements / given
}
