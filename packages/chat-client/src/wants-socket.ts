import { TIMES } from '@shopbell/protocol'
import type { VisitorKept } from './kept'

/**
 * Whether a page whose panel is closed should hold a socket: something waits to be sent, or a conversation is
 * open, not by email, and younger than 24 h.
 */
export function wantsSocket({ conversation, outbox, token }: VisitorKept, nowMs: number): boolean {
  const isYoung = !!conversation?.open && nowMs - conversation.lastAtMs < TIMES.resumeMs
  return outbox.some(({ refused }) => refused === null) || (token !== null && isYoung)
}
