import type { AgentId, StoreId } from '@shopbell/protocol'
import type { Device } from './device'
import type { AgentKept, VisitorKept } from './kept'

/**
 * What this browser keeps for one store: one localStorage key from the first message on; before it, the draft and
 * the open state in this tab's sessionStorage. Where storage is forbidden, memory.
 */
export function browserDevice(_storeId: StoreId): Device<VisitorKept> {
  throw new Error('The browser device is being written.')
}

/** What this browser keeps for an agent: unsent words and drafts. */
export function browserAgentDevice(_agentId: AgentId): Device<AgentKept> {
  throw new Error('The browser device is being written.')
}
