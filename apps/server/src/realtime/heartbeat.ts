import { type ConversationId, compareRows, rowsDigest, type StoreId, type View } from '@shopbell/protocol'
import { type LogEnd, logEnds } from '../conversations/log-ends'
import { viewPage } from '../conversations/views'
import type { RealtimeContext } from './context'
import type { AgentPeer, Peer } from './peer'

/** Rows that a digest covers: the first page on screen. */
const DIGEST_ROWS = 50

/**
 * One beat for all sockets: whoever did not say hello or was not heard for long is lost, whoever is due is pinged
 * with the heads of what it hears, as the log has them, and a console with the digest of its list.
 */
export async function beat(context: RealtimeContext): Promise<void> {
  const { sockets, clock, times, random, sends, begins } = context
  const nowMs = clock.now()
  const due: Peer[] = []
  for (const peer of sockets.all()) {
    if (peer.isOver) continue
    if (!peer.isWelcomed) {
      if (nowMs - peer.openedAtMs >= times.helloMs) sockets.end(peer, 'timed_out')
    } else if (nowMs - peer.heardAtMs >= times.lostMs) {
      sockets.end(peer, 'timed_out')
      // Nobody is at the other end to answer the closing.
      peer.socket.terminate()
    } else if (nowMs >= peer.pingAtMs) {
      peer.pingAtMs = nowMs + times.pingMinMs + random() * (times.pingMaxMs - times.pingMinMs)
      due.push(peer)
    }
  }
  sockets.cutLate(nowMs)
  sockets.sendOwed()
  sends.sweep(nowMs)
  begins.sweep(nowMs)
  if (due.length > 0) await ping(context, due)
}

async function ping(context: RealtimeContext, due: readonly Peer[]): Promise<void> {
  const { sockets, clock } = context
  const { heads, digests } = await whatTheyShow(context, due)
  const now = clock.now()
  for (const peer of due) {
    const known = heardBy(peer).flatMap((id) => heads.get(id) ?? [])
    if (peer.kind === 'visitor') {
      const shown = known.map(({ id, nextVisible }) => ({ conversation: id, seq: nextVisible - 1 }))
      sockets.send(peer, { type: 'ping', now, heads: shown })
    } else {
      const shown = known.map(({ id, nextSeq }) => ({ conversation: id, seq: nextSeq - 1 }))
      const view = viewOf(peer, digests)
      sockets.send(peer, { type: 'ping', now, heads: shown, ...(view === null ? {} : { view }) })
    }
  }
}

/** Without the database they are pinged with nothing: the connection is there, and is to stay. */
async function whatTheyShow({ db, report }: RealtimeContext, due: readonly Peer[]) {
  try {
    const heads = await logEnds(db, [...new Set(due.flatMap(heardBy))])
    return { heads, digests: await digestsOf(db, due) }
  } catch (error) {
    report(error)
    return { heads: new Map<ConversationId, LogEnd>(), digests: new Map<string, string>() }
  }
}

function heardBy(peer: Peer): readonly ConversationId[] {
  if (peer.kind === 'agent') return [...peer.opened.keys()]
  return peer.conversationId === null ? [] : [peer.conversationId]
}

/** Consoles that look at the same list share one look. */
async function digestsOf(
  db: RealtimeContext['db'],
  due: readonly Peer[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, { storeId: StoreId; view: View; agentId: AgentPeer['agentId'] }>()
  for (const peer of due) {
    if (peer.kind !== 'agent' || peer.watched === null) continue
    wanted.set(listKey(peer), { ...peer.watched, agentId: peer.agentId })
  }
  const digests = await Promise.all(
    [...wanted].map(async ([key, query]): Promise<[string, string]> => {
      const { rows } = await viewPage(db, { ...query, limit: DIGEST_ROWS })
      return [key, rowsDigest([...rows].sort(compareRows(query.view)))]
    }),
  )
  return new Map(digests)
}

function viewOf(peer: AgentPeer, digests: ReadonlyMap<string, string>) {
  const digest = digests.get(listKey(peer))
  if (peer.watched === null || digest === undefined) return null
  return { store: peer.watched.storeId, view: peer.watched.view, digest }
}

function listKey({ watched, agentId }: AgentPeer): string {
  if (watched === null) return ''
  return `${watched.storeId} ${watched.view} ${watched.view === 'mine' ? agentId : ''}`
}
