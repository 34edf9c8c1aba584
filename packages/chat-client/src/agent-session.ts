import type { ClientId, ConversationId, StoreId, View, ViewPageBody } from '@shopbell/protocol'
import type { Device } from './device'
import type { Environment } from './environment'
import type { AgentKept } from './kept'
import type { AgentSnapshot } from './snapshot'

export interface AgentSessionOptions {
  /** wss://…/v1/console/socket */
  readonly socketUrl: string
  readonly device: Device<AgentKept>
  readonly environment: Environment
}

/** A page of a view as HTTP gave it. `before` names the cursor it was asked with; without one it is the first page. */
export interface ShownPage extends ViewPageBody {
  readonly store: StoreId
  readonly view: View
  readonly before?: string | null
}

/** An agent's side: one watched view and up to 20 opened conversations. */
export interface AgentSession {
  snapshot(): AgentSnapshot
  /** Calls `listener` after each change of the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void
  connect(): void
  /** Closes the socket at once; what was written stays on the device. */
  disconnect(): void
  /** Hears this conversation, also after every reconnect. The 21st lets go of the one opened longest ago. */
  openConversation(conversation: ConversationId): void
  leaveConversation(conversation: ConversationId): void
  /** Watches one view; the snapshot's view is `stale` until `showView` brought its first page. */
  watchView(store: StoreId, view: View): void
  /** Merges a page fetched over HTTP: the higher `version` of each row wins. A page of another view is ignored. */
  showView(page: ShownPage): void
  /** `unlessAfter`: refuse with `moved_on` if somebody else wrote after this place. */
  send(conversation: ConversationId, text: string, unlessAfter?: number): ClientId
  addNote(conversation: ConversationId, text: string): ClientId
  /** Sends a refused message again, now whatever else was written meanwhile. */
  retry(clientId: ClientId): void
  /** Takes back what the log does not hold. Returns its text for the composer, '' if it is gone. */
  remove(clientId: ClientId): string
  /** This agent has seen everything up to and including this place. */
  read(conversation: ConversationId, seq: number): void
  /** Call at every keystroke; what goes out is rationed here. */
  typing(conversation: ConversationId, on: boolean): void
  fetchEarlier(conversation: ConversationId): void
  /** Ends this session on this page, at once and for good. What is kept stays. */
  close(): void
}

export function openAgentSession(_options: AgentSessionOptions): AgentSession {
  throw new Error('The agent session is being written.')
}
