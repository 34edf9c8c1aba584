import type { ClientId, PageContext } from '@shopbell/protocol'
import type { Device } from './device'
import type { Environment } from './environment'
import type { VisitorKept } from './kept'
import type { VisitorSnapshot } from './snapshot'

export interface VisitorSessionOptions {
  /** wss://…/v1/stores/:store/socket */
  readonly socketUrl: string
  readonly device: Device<VisitorKept>
  readonly environment: Environment
}

/** A shopper's side of the chat. Nothing touches the network or the device before a method is called. */
export interface VisitorSession {
  snapshot(): VisitorSnapshot
  /** Calls `listener` after each change of the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** The panel is open: be connected. */
  connect(): void
  /**
   * The panel is closed. A socket stays while a conversation is open, not by email and younger than a day, or
   * while something waits to be sent; otherwise it closes in a minute.
   */
  disconnect(): void
  /** A later page whose panel is closed: connects only if `disconnect` would let a socket stay. */
  resume(): void
  /**
   * Keeps the message on the device and sends it; the first one begins the session. Empties the kept draft in the
   * same write, so that the words are never in both places. Mask the text before calling.
   */
  send(text: string, page: PageContext | null): ClientId
  /** Sends a refused message again. */
  retry(clientId: ClientId): void
  /** Takes back a message that the log does not hold. Returns its text for the composer, '' if it is gone. */
  remove(clientId: ClientId): string
  /** The shopper has seen everything up to and including this place. */
  read(seq: number): void
  /** Call at every keystroke; what goes out is rationed here. */
  typing(on: boolean): void
  /** Asks for the page before the first entry here, if there is one. */
  fetchEarlier(): void
  /** Ends this session on this page, at once and for good. What is kept stays. */
  close(): void
}

export function openVisitorSession(_options: VisitorSessionOptions): VisitorSession {
  throw new Error('The visitor session is being written.')
}
