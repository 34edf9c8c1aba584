import { memberPairs } from '../agents/memberships'
import { heldSessions } from '../agents/sessions'
import { heldVisitorTokens } from '../conversations/held-tokens'
import type { DomainEvent } from '../foundation/events'
import { allowedSites } from '../stores/sites'
import type { RealtimeContext } from './context'
import type { AgentPeer } from './peer'

/**
 * Judges every open socket again: its session, its memberships, its token and its site may have ended since it was
 * opened, here or in another process. Who no longer may is told and closed.
 */
export async function judgeSockets({ db, sockets, clock }: RealtimeContext): Promise<void> {
  const agents = sockets.agents().filter(isThere)
  const visitors = sockets.visitors().filter(isThere)
  const tokens = visitors.flatMap(({ visitor }) => visitor?.tokenHash ?? [])
  const [sessions, members, held, sites] = await Promise.all([
    heldSessions(db, [...new Set(agents.map(({ tokenHash }) => tokenHash))], clock.now()),
    memberPairs(db, [...new Set(agents.map(({ agentId }) => agentId))]),
    heldVisitorTokens(db, [...new Set(tokens)]),
    allowedSites(db, [...new Set(visitors.map(({ storeId }) => storeId))]),
  ])
  for (const peer of agents) {
    const isMember = storesHeardBy(peer).every((storeId) => members.has(`${peer.agentId} ${storeId}`))
    if (!sessions.has(peer.tokenHash) || !isMember) sockets.end(peer, 'signed_out')
  }
  for (const peer of visitors) {
    if (peer.visitor !== null && !held.has(peer.visitor.tokenHash)) sockets.end(peer, 'signed_out')
    else if (!sites.has(`${peer.storeId} ${peer.origin}`)) sockets.end(peer, 'origin_not_allowed')
  }
}

/** Closes at once what an event says is over; the rest waits for the next judgement. */
export function judgeByEvents({ sockets }: RealtimeContext, events: readonly DomainEvent[]): void {
  for (const event of events) {
    if (event.kind !== 'session.ended') continue
    const ended = sockets
      .agents()
      .filter(({ agentId, tokenHash }) =>
        event.tokenHash === null ? agentId === event.agentId : tokenHash === event.tokenHash,
      )
    for (const peer of ended) sockets.end(peer, 'signed_out')
  }
}

function storesHeardBy({ opened, watched }: AgentPeer) {
  return [...new Set([...opened.values(), ...(watched === null ? [] : [watched.storeId])])]
}

function isThere({ isOver }: { readonly isOver: boolean }): boolean {
  return !isOver
}
