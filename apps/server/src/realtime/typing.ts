import type { TypingDownFrame } from '@shopbell/protocol'
import type { RealtimeContext } from './context'
import type { Peer } from './peer'

/** Tells that somebody types. It may be missed, so it is no event, and goes to this process's sockets only. */
export function sayTyping(
  { sockets }: RealtimeContext,
  hearers: readonly Peer[],
  frame: TypingDownFrame,
): void {
  if (hearers.length === 0) return
  const text = JSON.stringify(frame)
  for (const peer of hearers) if (peer.isWelcomed) sockets.sendPassing(peer, text)
}
