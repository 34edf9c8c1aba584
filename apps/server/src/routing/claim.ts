import type { AgentId, ConversationId, StoreId } from '@shopbell/protocol'
import { appendEntries } from '../conversations/append-entries'
import { refusalError } from '../conversations/refusal'
import { audit } from '../foundation/audit'
import type { Work } from '../foundation/transact'
import { lockAgents } from './leases'

export interface Claim {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly conversationId: ConversationId
}

/**
 * Takes a conversation that nobody has; taking what is one's own does nothing. A hand may take beyond the capacity.
 * Throws `taken` with who has it, `conversation_closed`, `conversation_not_found` or `not_a_member`.
 */
export async function claimConversation(work: Work, claim: Claim): Promise<void> {
  const { storeId, agentId, conversationId } = claim
  await lockAgents(work, [agentId])
  const [outcome] = await appendEntries(work, [
    { from: 'server', storeId, conversationId, happening: { kind: 'given', because: 'claimed', agentId } },
  ])
  if (outcome === undefined) throw new Error('nothing became of the claim')
  if (outcome.kind === 'refused') throw refusalError(outcome)
  if (outcome.kind === 'stored') {
    await audit(work, agentId, { what: 'conversation.claimed', storeId, details: { conversationId } })
  }
}
