import type { AgentId, ConversationId, StoreId } from '@shopbell/protocol'
import { appendEntries } from '../conversations/append-entries'
import { refusalError } from '../conversations/refusal'
import { audit } from '../foundation/audit'
import type { Work } from '../foundation/transact'

export interface Release {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly conversationId: ConversationId
}

/**
 * Gives one's conversation back to the front of the queue; one that nobody has stays as it is. Throws `taken` for
 * somebody else's, or `conversation_not_found`.
 */
export async function releaseConversation(work: Work, release: Release): Promise<void> {
  const { storeId, agentId, conversationId } = release
  const [outcome] = await appendEntries(work, [
    { from: 'server', storeId, conversationId, happening: { kind: 'released', agentId } },
  ])
  if (outcome?.kind === 'refused') throw refusalError(outcome)
  if (outcome?.kind === 'stored') {
    await audit(work, agentId, { what: 'conversation.released', storeId, details: { conversationId } })
  }
}
