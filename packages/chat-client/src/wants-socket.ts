import { TIMES } from '@shopbell/protocol'
import type { VisitorKept } from './kept'

/**
 * Whether a page whose panel is closed should hold a socket: something waits to be sent, or a conversation is
 * open, not by email, and younger than 24 h.
 */
export function wantsSocket(kept: VisitorKept, nowMs: number): boolean {
  const { conversation, outbox, token } = kept
  if (outbox.some((message) => message.refused === null)) return true
  return token !== null && !!conversation?.open && nowMs - conversation.lastAtMs < TIMES.resumeMs
}
