export type { AgentSession, AgentSessionOptions, ShownPage } from './agent-session'
export { openAgentSession } from './agent-session'
export { browserAgentDevice, browserDevice } from './browser-device'
export { browserEnvironment } from './browser-environment'
export type { Device } from './device'
export type { Environment, PageEvent, Transport, TransportHandlers } from './environment'
export type { AgentKept, KeptConversation, KeptMessage, VisitorKept } from './kept'
export { NOTHING_KEPT, NOTHING_KEPT_FOR_AGENT } from './kept'
export type {
  AgentSnapshot,
  ConnectionState,
  ConversationSnapshot,
  PendingMessage,
  VisitorSnapshot,
} from './snapshot'
export type { VisitorSession, VisitorSessionOptions } from './visitor-session'
export { openVisitorSession } from './visitor-session'
export { wantsSocket } from './wants-socket'
