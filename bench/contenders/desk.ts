import {
  agentId,
  agentName,
  agentOf,
  conversationId,
  ENTRIES_BEFORE,
  numberIn,
  visitorId,
} from '../support/cast'
import type { Keep } from './keeps'

/** What a contender's sockets can do. A topic's members are told with one text made of a frame. */
export interface Wire<Peer> {
  answer(peer: Peer, frame: object): void
  join(peer: Peer, topic: string): void
  publish(topic: string, frame: object): void
}

/** One end of a conversation: a shopper has one, a console several. */
export interface Side {
  visitor: number | null
}

/** What the bench's clients send. Nobody else speaks to a contender, so nothing is checked. */
export type UpFrame =
  | { readonly type: 'hello'; readonly token: string | null }
  | { readonly type: 'conversation.open'; readonly conversation: string }
  | {
      readonly type: 'message.send'
      readonly clientId: string
      readonly conversation?: string
      readonly text: string
    }
  | { readonly type: 'pong' }

const EPOCH = 'epoch_bench_contender'

/** Answers frames as the server does, with the same frames to the same hearers, and keeps messages by `keep`. */
export function openDesk<Peer extends Side>(wire: Wire<Peer>, keep: Keep) {
  const awaiting = new Map<number, 'visitor' | 'agent'>()

  function hear(peer: Peer, frame: UpFrame): void {
    switch (frame.type) {
      case 'hello':
        if (frame.token !== null) {
          peer.visitor = numberIn(frame.token)
          wire.join(peer, `visitor ${peer.visitor}`)
        }
        wire.answer(peer, {
          type: 'welcome',
          version: 1,
          now: Date.now(),
          epoch: EPOCH,
          heads: [],
          marks: [],
        })
        break
      case 'conversation.open': {
        const n = numberIn(frame.conversation)
        wire.join(peer, `agent ${n}`)
        const head = { conversation: frame.conversation, seq: ENTRIES_BEFORE }
        wire.answer(peer, { type: 'opened', epoch: EPOCH, head })
        break
      }
      case 'message.send':
        take(peer, frame)
        break
      case 'pong':
        break
      default:
        throw new Error('a contender was sent what it does not know')
    }
  }

  function take(peer: Peer, frame: Extract<UpFrame, { type: 'message.send' }>): void {
    const n = peer.visitor ?? numberIn(frame.conversation ?? '')
    const { clientId, text } = frame
    const by: 'visitor' | 'agent' = peer.visitor === null ? 'agent' : 'visitor'
    const agent = { id: agentId(agentOf(n)), name: agentName(agentOf(n)) }
    const sender = { kind: by, ...(by === 'visitor' ? { id: visitorId(n), name: null } : agent) }
    const conversation = conversationId(n)
    const at = Date.now()
    const kept = keep({ n, conversation, clientId, text, at, sender })
    const tell = (seq: number) => {
      wire.answer(peer, { type: 'ack', clientId, conversation, epoch: EPOCH, seq, at })
      const via = by === 'agent' ? 'console' : 'widget'
      const body = { text, format: 'plain' }
      const entry = { conversation, seq, kind: 'message', sender, via, clientId, at, body, files: [] }
      publish(n, { type: 'entries', conversation, epoch: EPOCH, entries: [entry] })
      if (awaiting.get(n) === other(by)) return
      awaiting.set(n, other(by))
      const standing = { status: 'with_agent', agentId: agent.id, agentName: agent.name, awaiting: other(by) }
      publish(n, { type: 'standing', conversation, standing })
    }
    if (typeof kept === 'number') tell(kept)
    else void kept.then(tell)
  }

  /** Each audience has words of its own. */
  function publish(n: number, frame: object): void {
    wire.publish(`visitor ${n}`, frame)
    wire.publish(`agent ${n}`, frame)
  }

  return { hear }
}

function other(by: 'visitor' | 'agent') {
  return by === 'visitor' ? 'agent' : 'visitor'
}
