import type { AgentId, ConversationId, StoreId } from '@shopbell/protocol'
import { appendEntries } from '../conversations/append-entries'
import { refusalError } from '../conversations/refusal'
import { audit } from '../foundation/audit'
import type { Work } from '../foundation/transact'

export interface Closing {
  readonly storeId: StoreId
  readonly agentId: AgentId
  readonly conversationId: ConversationId
}

/** Closes a conversation; a closed one stays as it is. Throws `conversation_not_found` or `not_a_member`. */
export async function closeConversation(work: Work, closing: Closing): Promise<void> {
  const { storeId, agentId, conversationId } = closing
  const [outcome] = await appendEntries(work, [
    { from: 'server', storeId, conversationId, happening: { kind: 'closed', agentId } },
  ])
  if (outcome?.kind === 'refused') throw refusalError(outcome)
  if (outcome?.kind === 'stored') {
    await audit(work, agentId, { what: 'conversation.closed', storeId, details: { conversationId } })
  }
}
