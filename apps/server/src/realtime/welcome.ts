import type { Limits } from '@shopbell/protocol'
import type { RealtimeContext, SocketLimits } from './context'
import type { Peer } from './peer'

/** The limits that a `welcome` tells. */
export function welcomeLimits(limits: SocketLimits): Limits {
  const { frameBytes, textLength, pageEntries, openConversations, viewRows } = limits
  const { sendsPerTenSeconds, framesPerTenSeconds } = limits
  return {
    frameBytes,
    textLength,
    pageEntries,
    openConversations,
    viewRows,
    sendsPerTenSeconds,
    framesPerTenSeconds,
  }
}

/** The peer is a full one from now on: pinged, and told of what it hears. */
export function welcomed({ clock, times, random }: RealtimeContext, peer: Peer): void {
  peer.isWelcomed = true
  peer.pingAtMs = clock.now() + times.pingMinMs + random() * (times.pingMaxMs - times.pingMinMs)
}
