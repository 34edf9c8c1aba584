import { memberships } from '@shopbell/database'
import type { AgentId, StoreId, Switch } from '@shopbell/protocol'
import { and, eq } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'

export interface SwitchMove {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly place: Switch
}

/** Moves an agent's switch at one store. What is theirs stays theirs. Throws `not_a_member`. */
export async function setSwitch(work: Work, { storeId, agentId, place }: SwitchMove): Promise<void> {
  const moved = await work.db
    .update(memberships)
    .set({ switch: place })
    .where(and(eq(memberships.storeId, storeId), eq(memberships.agentId, agentId)))
    .returning({ agentId: memberships.agentId })
  if (moved.length === 0) throw new DomainError('not_a_member')
  await audit(work, agentId, { what: 'switch.moved', storeId, details: { place } })
  work.emit({ kind: 'switch.changed', storeId, agentId, place })
}
