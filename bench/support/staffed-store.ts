import { openClient } from '@shopbell/database'
import type { AgentId, StoreId } from '@shopbell/protocol'
import { drawAgentId, drawStoreId } from '../../apps/server/src/foundation/ids'

export interface StaffedStore {
  readonly storeId: StoreId
  readonly agentIds: readonly AgentId[]
}

/** A store with agents whose switch says available. They are there once somebody connects them. */
export async function staffedStore(
  url: string,
  { agents, capacity }: { readonly agents: number; readonly capacity: number },
): Promise<StaffedStore> {
  const client = openClient(url, { max: 1, name: 'bench' })
  const storeId = drawStoreId()
  const agentIds = Array.from({ length: agents }, () => drawAgentId())
  await client`insert into stores (id, name, accent, capacity, demo, created_at)
    values (${storeId}, 'Bench', '#10614F', ${capacity}, true, 0)`
  for (const id of agentIds) {
    await client`insert into agents (id, address, name, created_at) values (${id}, ${id}, 'Agent', 0)`
    await client`insert into memberships (store_id, agent_id, role, switch, created_at)
      values (${storeId}, ${id}, 'agent', 'available', 0)`
  }
  await client.end()
  return { storeId, agentIds }
}

/** Leases that do not run out, for where time is not the subject. */
export async function connectForEver(url: string, agentIds: readonly AgentId[]): Promise<void> {
  const client = openClient(url, { max: 1, name: 'bench' })
  for (const id of agentIds) {
    await client`insert into presence (agent_id, process, until) values (${id}, 'bench', ${10 ** 14})`
  }
  await client.end()
}
