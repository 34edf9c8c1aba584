import type { ByeCode, RefusalCode } from '@shopbell/protocol'

/**
 * What the sockets count. Called on hot paths: each call adds to numbers and does nothing else, and none is made per
 * message and reader.
 */
export interface RealtimeFigures {
  /** A frame was refused. */
  refused(code: RefusalCode): void
  /** A good-bye was said. */
  saidBye(code: ByeCode): void
  /** A frame broke the rules of WebSockets themselves, and closed the socket with this code. */
  broke(closeCode: BrokenCode): void
  /** What was stored this long ago has been handed to sockets: the oldest entry of one ring of the bus. */
  delivered(lagMs: number): void
}

/** What `ws` closes a socket with by itself: no frame, no UTF-8, too many pieces, too large. */
export type BrokenCode = 1002 | 1007 | 1008 | 1009

/** The close code for an error of a socket; null where its line broke, which is nobody's fault. */
export function brokenCodeOf(error: Error): BrokenCode | null {
  const name = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (!name.startsWith('WS_ERR_')) return null
  return BROKEN_BY_NAME[name] ?? 1002
}

const BROKEN_BY_NAME: Readonly<Record<string, BrokenCode>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
}
