import {
  type AgentDownFrame,
  BYES,
  type ByeCode,
  type RefusedFrame,
  type VisitorDownFrame,
} from '@shopbell/protocol'
import { WebSocket } from 'ws'
import type { Clock } from '../foundation/clock'
import type { RealtimeFigures } from './figures'
import { Hub } from './hub'
import type { AgentPeer, Peer, VisitorPeer } from './peer'
import { topicOf } from './peer'

export interface SocketsOptions {
  readonly clock: Clock
  /** Bytes that may wait for a slow reader. */
  readonly bufferedBytes: number
  readonly figures: RealtimeFigures
  /** Called once for each peer that was welcomed, when it is over. */
  readonly onOver: (peer: Peer) => void
}

/** A client has this long to answer the closing of its socket. */
const CLOSE_WITHIN_MS = 3_000
/** Of the bytes that may wait for a reader, as many leave no room for what may be missed. */
const SPARED_SHARE = 1 / 4
const OPENED = WebSocket.OPEN

/** All open sockets, what each of them hears, and the ways to speak to them. */
export class Sockets {
  readonly hub = new Hub<Peer>()
  /** The server stops: no more sockets, and no more frames. */
  isClosing = false
  readonly #options: SocketsOptions
  readonly #peers = new Map<WebSocket, Peer>()
  readonly #perAddress = new Map<string, number>()
  readonly #closing = new Map<WebSocket, number>()
  /** What those who were behind were spared, and are to know when they are not. */
  readonly #owed = new Map<Peer, string>()
  #onEmpty: () => void = () => {}

  constructor(options: SocketsOptions) {
    this.#options = options
  }

  add(peer: Peer): void {
    this.#peers.set(peer.socket, peer)
    this.#perAddress.set(peer.address, this.countOf(peer.address) + 1)
  }

  peerOf(socket: WebSocket): Peer | undefined {
    return this.#peers.get(socket)
  }

  /** How many sockets an address has open. */
  countOf(address: string): number {
    return this.#perAddress.get(address) ?? 0
  }

  all(): Iterable<Peer> {
    return this.#peers.values()
  }

  visitors(): readonly VisitorPeer[] {
    return [...this.#peers.values()].filter((peer) => peer.kind === 'visitor')
  }

  agents(): readonly AgentPeer[] {
    return [...this.#peers.values()].filter((peer) => peer.kind === 'agent')
  }

  /** How many are open, by kind. */
  counts(): { readonly visitor: number; readonly agent: number } {
    let visitor = 0
    for (const { kind } of this.#peers.values()) if (kind === 'visitor') visitor += 1
    return { visitor, agent: this.#peers.size - visitor }
  }

  send(peer: Peer, frame: RefusedFrame): void
  send(peer: VisitorPeer, frame: VisitorDownFrame): void
  send(peer: AgentPeer, frame: AgentDownFrame): void
  send(peer: Peer, frame: VisitorDownFrame | AgentDownFrame): void {
    if (frame.type === 'refused') this.#options.figures.refused(frame.code)
    this.sendText(peer, JSON.stringify(frame))
  }

  /** Sends what was made into text once for many. A reader that is too far behind is cut: it catches up from the log. */
  sendText(peer: Peer, text: string | Buffer): void {
    const { socket } = peer
    if (peer.isOver || socket.readyState !== OPENED) return
    if (socket.bufferedAmount > this.#options.bufferedBytes) {
      this.end(peer, 'too_slow')
      // What waits for it would keep the good-bye waiting too.
      socket.terminate()
      return
    }
    socket.send(text, TEXT)
  }

  /** Sends what may be missed: a reader who is behind is spared it, long before it is cut. Says whether it was sent. */
  sendPassing(peer: Peer, text: string): boolean {
    const isBehind = peer.socket.bufferedAmount > this.#options.bufferedBytes * SPARED_SHARE
    if (!isBehind) this.sendText(peer, text)
    return !isBehind
  }

  /** Sends what only counts as it is now. Whoever is behind gets the last of it once they have caught up. */
  sendLatest(peer: Peer, text: string): void {
    this.#owed.delete(peer)
    if (!peer.isOver && !this.sendPassing(peer, text)) this.#owed.set(peer, text)
  }

  /** Sends what is owed to those who have caught up. */
  sendOwed(): void {
    for (const [peer, text] of this.#owed) this.sendLatest(peer, text)
  }

  /** Says good-bye and closes. The peer is over at once, whenever its socket has finished closing. */
  end(peer: Peer, code: ByeCode, retryAfterMs?: number): void {
    if (peer.isOver) return
    if (peer.socket.readyState === OPENED) {
      const bye = { type: 'bye', code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
      peer.socket.send(JSON.stringify(bye), TEXT)
      peer.socket.close(BYES[code].closeCode)
      this.#options.figures.saidBye(code)
      this.#closing.set(peer.socket, this.#options.clock.now() + CLOSE_WITHIN_MS)
    }
    this.#over(peer)
  }

  /** The socket is closed, by whomever. */
  closed(socket: WebSocket): void {
    this.#closing.delete(socket)
    const peer = this.#peers.get(socket)
    if (peer === undefined) return
    this.#over(peer)
    this.#peers.delete(socket)
    const left = this.countOf(peer.address) - 1
    if (left > 0) this.#perAddress.set(peer.address, left)
    else this.#perAddress.delete(peer.address)
    if (this.#peers.size === 0) this.#onEmpty()
  }

  /** Cuts those who do not finish closing. */
  cutLate(nowMs: number): void {
    for (const [socket, untilMs] of this.#closing) if (untilMs <= nowMs) socket.terminate()
  }

  /** Settles when no socket is left, or after this long. */
  gone(withinMs: number): Promise<void> {
    if (this.#peers.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs)
      this.#onEmpty = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Cuts everybody who is left. */
  cutAll(): void {
    for (const socket of this.#peers.keys()) socket.terminate()
  }

  #over(peer: Peer): void {
    if (peer.isOver) return
    peer.isOver = true
    this.#owed.delete(peer)
    for (const topic of topicsOf(peer)) this.hub.leave(topic, peer)
    if (peer.isWelcomed) this.#options.onOver(peer)
  }
}

const TEXT = { binary: false, compress: false }

function topicsOf(peer: Peer): readonly string[] {
  if (peer.kind === 'visitor') {
    const store = topicOf.store(peer.storeId)
    return peer.visitor === null ? [store] : [store, topicOf.visitor(peer.visitor.id)]
  }
  return [
    topicOf.agent(peer.agentId),
    ...[...peer.opened.keys()].map(topicOf.conversation),
    ...(peer.watched === null ? [] : [topicOf.watch(peer.watched.storeId)]),
  ]
}
