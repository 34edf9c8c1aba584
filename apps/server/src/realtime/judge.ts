import { memberPairs } from '../agents/memberships'
import { heldSessions } from '../agents/sessions'
import { heldVisitorTokens } from '../conversations/held-tokens'
import type { DomainEvent } from '../foundation/events'
import { areAllPresent } from '../routing/leases'
import { allowedSites } from '../stores/sites'
import type { RealtimeContext } from './context'
import type { AgentPeer } from './peer'

/**
 * Renews the leases at once when they do not say that the agents who are connected here are present: while the database
 * was away they have run out, and one that crashed has forgotten them.
 */
export async function judgePresence({ db, sockets, presence, clock }: RealtimeContext): Promise<void> {
  const here = sockets.agents().filter((peer) => isThere(peer) && peer.isWelcomed)
  const agentIds = distinct(here.map(({ agentId }) => agentId))
  if (!(await areAllPresent(db, agentIds, clock.now()))) await presence.renew()
}

/**
 * Judges every open socket again: its session, its memberships, its token and its site may have ended since it was
 * opened, here or in another process. Who no longer may is told and closed.
 */
export async function judgeSockets({ db, sockets, clock }: RealtimeContext): Promise<void> {
  // As they are now: who says hello or opens something while the answers are on their way is judged next time.
  const agents = sockets
    .agents()
    .filter(isThere)
    .map((peer) => ({ peer, stores: storesHeardBy(peer) }))
  const visitors = sockets
    .visitors()
    .filter(isThere)
    .map((peer) => ({ peer, tokenHash: peer.visitor?.tokenHash ?? null }))
  const [sessions, members, held, sites] = await Promise.all([
    heldSessions(db, distinct(agents.map(({ peer }) => peer.tokenHash)), clock.now()),
    memberPairs(db, distinct(agents.map(({ peer }) => peer.agentId))),
    heldVisitorTokens(db, distinct(visitors.flatMap(({ tokenHash }) => tokenHash ?? []))),
    allowedSites(db, distinct(visitors.map(({ peer }) => peer.storeId))),
  ])
  for (const { peer, stores } of agents) {
    const isMember = stores.every((storeId) => members.has(`${peer.agentId} ${storeId}`))
    if (!sessions.has(peer.tokenHash) || !isMember) sockets.end(peer, 'signed_out')
  }
  for (const { peer, tokenHash } of visitors) {
    if (tokenHash !== null && !held.has(tokenHash)) sockets.end(peer, 'signed_out')
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
  return distinct([...opened.values(), ...(watched === null ? [] : [watched.storeId])])
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

function isThere({ isOver }: { readonly isOver: boolean }): boolean {
  return !isOver
}
