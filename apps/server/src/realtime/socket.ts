import type { RefusedFrame } from '@shopbell/protocol'
import { agentUpFrameSchema, visitorUpFrameSchema } from '@shopbell/protocol/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RawData, WebSocket } from 'ws'
// Gives routes their `websocket`.
import '@fastify/websocket'
import { agentById } from '../agents/agent'
import { DomainError } from '../foundation/errors'
import { addressKey } from '../foundation/http-address'
import { isConsolesOrigin } from '../foundation/http-console'
import { storeIn } from '../foundation/http-params'
import type { OriginVerdict } from '../stores/allowed-origins'
import { originIn } from '../stores/origins'
import type { RealtimeContext } from './context'
import { decode } from './decode'
import { dispatchAgent, dispatchVisitor } from './dispatch'
import { brokenCodeOf } from './figures'
import type { AgentPeer, Peer, VisitorPeer } from './peer'
import { SharedTexts } from './shared-texts'

const WINDOW_MS = 10_000

declare module 'fastify' {
  interface FastifyRequest {
    /** What the hooks before an upgrade have found out. */
    upgrading:
      | {
          readonly kind: 'visitor'
          readonly storeId: VisitorPeer['storeId']
          readonly origin: string
          readonly bye: VisitorBye
        }
      | {
          readonly kind: 'agent'
          readonly agentId: AgentPeer['agentId']
          readonly name: string
          readonly tokenHash: string
        }
      | null
  }
}

type VisitorBye = 'store_not_found' | 'origin_not_allowed' | null

/** The two sockets: a visitor's, from the store's pages, and an agent's, from the console's own. */
export function socketRoutes(app: FastifyInstance, context: RealtimeContext): void {
  const handlers = handlersFor(context)

  app.decorateRequest('upgrading', null)

  app.get(
    '/v1/stores/:store/socket',
    { websocket: true, preValidation: (request) => judgeVisitor(context, request) },
    (socket, request) => handlers.opened(socket, request),
  )

  app.get(
    '/v1/console/socket',
    { websocket: true, preValidation: (request) => judgeAgent(context, request) },
    (socket, request) => handlers.opened(socket, request),
  )
}

/** Refuses what could not be told why: no page, or far too many of them. Who can be told is let in for that. */
async function judgeVisitor(context: RealtimeContext, request: FastifyRequest): Promise<void> {
  const { allowedOrigins, sightings } = context
  const { origin } = request.headers
  if (origin === undefined)
    throw new DomainError('origin_not_allowed', { message: 'A socket needs an Origin.' })
  requireRoom(context, request)
  const storeId = storeIn(request)
  const site = originIn(origin)
  const verdict = await allowedOrigins.judge(storeId, site ?? NO_SITE)
  if (verdict === 'allowed' && site !== null) sightings.seen(storeId, site)
  if (verdict === 'not_allowed' && site !== null) sightings.refused(storeId, site)
  request.upgrading = { kind: 'visitor', storeId, origin: site ?? NO_SITE, bye: BYE_FOR[verdict] }
}

/** What browsers send for a file or a sandboxed frame. It is never on a list. */
const NO_SITE = 'null'
const BYE_FOR = {
  allowed: null,
  not_allowed: 'origin_not_allowed',
  no_store: 'store_not_found',
} as const satisfies Record<OriginVerdict, VisitorBye>

async function judgeAgent(context: RealtimeContext, request: FastifyRequest): Promise<void> {
  const signedIn = request.signedIn
  if (!isConsolesOrigin(request, context.publicUrl) || signedIn === null) {
    throw new DomainError('origin_not_allowed', {
      message: "Only the console's own pages, signed in, open this socket.",
    })
  }
  requireRoom(context, request)
  const agent = await agentById(context.db, signedIn.agentId)
  if (agent === null) throw new DomainError('origin_not_allowed')
  request.upgrading = { kind: 'agent', agentId: agent.id, name: agent.name, tokenHash: signedIn.tokenHash }
}

function requireRoom(context: RealtimeContext, request: FastifyRequest): void {
  if (context.sockets.isClosing) throw new DomainError('busy', { retryAfterMs: 2_000 })
  if (hasRoom(context, addressKey(request.ip))) return
  throw new DomainError('too_fast', { message: 'Too many sockets from this address.', retryAfterMs: 10_000 })
}

function hasRoom({ sockets, limits }: RealtimeContext, address: string): boolean {
  return sockets.countOf(address) < limits.socketsPerAddress
}

/** One set of handlers for all sockets: a socket brings no closure, timer or set of its own. */
function handlersFor(context: RealtimeContext) {
  const { sockets, clock, limits } = context
  const texts = { stores: new SharedTexts<VisitorPeer['storeId']>(), others: new SharedTexts<string>() }

  function opened(socket: WebSocket, request: FastifyRequest): void {
    const peer = newPeer({ socket, request, texts, nowMs: clock.now() })
    forgetRequest(socket, request)
    socket.on('error', onError)
    // Of many that come at once, all are judged before the first of them is counted.
    if (peer === null || !hasRoom(context, peer.address)) {
      socket.terminate()
      return
    }
    sockets.add(peer)
    socket.on('message', onMessage)
    socket.on('ping', onControl)
    socket.on('pong', onControl)
    socket.on('close', onClose)
    const bye = request.upgrading?.kind === 'visitor' ? request.upgrading.bye : null
    if (bye !== null) sockets.end(peer, bye)
    // Let in while the server was beginning to stop.
    if (sockets.isClosing) sockets.end(peer, 'going_away', context.times.returnMs)
  }

  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const peer = sockets.peerOf(this)
    if (peer === undefined || peer.isOver || sockets.isClosing) return
    peer.heardAtMs = clock.now()
    if (isBinary) sockets.end(peer, 'protocol_error')
    else if (isFlooding(peer)) sockets.end(peer, 'flooding')
    else receive(peer, String(data))
  }

  /** The wire's own pings and pongs are answered below us, and are frames like others. */
  function onControl(this: WebSocket): void {
    const peer = sockets.peerOf(this)
    if (peer !== undefined && !peer.isOver && isFlooding(peer)) sockets.end(peer, 'flooding')
  }

  /** Counts a frame, and says whether it is one too many. */
  function isFlooding(peer: Peer): boolean {
    const nowMs = clock.now()
    if (nowMs - peer.framesSinceMs >= WINDOW_MS) {
      peer.framesSinceMs = nowMs
      peer.frames = 0
    }
    peer.frames += 1
    return peer.frames > limits.framesPerTenSeconds
  }

  function receive(peer: Peer, text: string): void {
    if (peer.kind === 'visitor') {
      const decoded = decode(visitorUpFrameSchema, text)
      if (decoded.kind === 'refused') after(peer, () => refuse(peer, decoded.refused))
      else after(peer, () => dispatchVisitor(context, peer, decoded.frame))
    } else {
      const decoded = decode(agentUpFrameSchema, text)
      if (decoded.kind === 'refused') after(peer, () => refuse(peer, decoded.refused))
      else after(peer, () => dispatchAgent(context, peer, decoded.frame))
    }
  }

  /** What cannot be read can be no `hello` either. */
  function refuse(peer: Peer, refused: RefusedFrame): void {
    if (peer.isWelcomed) sockets.send(peer, refused)
    else sockets.end(peer, 'protocol_error')
  }

  /** A socket's frames are carried out one after the other, and none of them once it is over. */
  function after(peer: Peer, task: () => void | Promise<void>): void {
    peer.waiting += 1
    peer.work = carryOut(peer, peer.work, task)
  }

  async function carryOut(
    peer: Peer,
    before: Promise<void>,
    task: () => void | Promise<void>,
  ): Promise<void> {
    await before
    try {
      if (!peer.isOver) await task()
    } catch (error) {
      context.report(error)
    }
    peer.waiting -= 1
    // Whoever is idle keeps nothing of what was done.
    if (peer.waiting === 0) peer.work = IDLE
  }

  function onClose(this: WebSocket): void {
    sockets.closed(this)
  }

  function onError(this: WebSocket, error: Error): void {
    // A frame that breaks the protocol, or a line that broke: `close` follows, and says all there is to do.
    const code = brokenCodeOf(error)
    if (code !== null) context.figures.broke(code)
  }

  return { opened }
}

interface Newcomer {
  readonly socket: WebSocket
  readonly request: FastifyRequest
  readonly texts: {
    readonly stores: SharedTexts<VisitorPeer['storeId']>
    readonly others: SharedTexts<string>
  }
  readonly nowMs: number
}

/**
 * Each peer is written out whole, in one literal: one that is spread out of another gets a hidden class to itself,
 * which is half a KiB a socket.
 */
function newPeer({ socket, request, texts, nowMs }: Newcomer): Peer | null {
  const upgrading = request.upgrading
  if (upgrading === null) return null
  if (upgrading.kind === 'visitor') {
    return {
      kind: 'visitor',
      socket,
      address: texts.others.of(addressKey(request.ip)),
      openedAtMs: nowMs,
      heardAtMs: nowMs,
      pingAtMs: Number.POSITIVE_INFINITY,
      isWelcomed: false,
      isBehind: false,
      isOver: false,
      framesSinceMs: nowMs,
      frames: 0,
      waiting: 0,
      work: IDLE,
      storeId: texts.stores.of(upgrading.storeId),
      origin: texts.others.of(upgrading.origin),
      visitor: null,
      conversationId: null,
    }
  }
  return {
    kind: 'agent',
    socket,
    address: texts.others.of(addressKey(request.ip)),
    openedAtMs: nowMs,
    heardAtMs: nowMs,
    pingAtMs: Number.POSITIVE_INFINITY,
    isWelcomed: false,
    isBehind: false,
    isOver: false,
    framesSinceMs: nowMs,
    frames: 0,
    waiting: 0,
    work: IDLE,
    agentId: upgrading.agentId,
    name: upgrading.name,
    tokenHash: upgrading.tokenHash,
    opened: new Map(),
    watched: null,
    toldCounts: '',
  }
}

const IDLE = Promise.resolve()

/**
 * The plugin's error listener keeps request and reply alive as long as the socket, and so does the response that was
 * assigned to it: 5.9 instead of 2.5 KiB a socket. `_httpMessage` is Node's own name for that response, `_peername`
 * for the address that it noted when it was asked for one, and asks for again if need be.
 */
function forgetRequest(socket: WebSocket, { raw }: FastifyRequest): void {
  socket.removeAllListeners('error')
  const line = raw.socket
  if (line !== undefined && '_peername' in line) line._peername = undefined
  if (line === undefined || !('_httpMessage' in line)) return
  const response = line._httpMessage
  if (typeof response !== 'object' || response === null || !('detachSocket' in response)) return
  if (typeof response.detachSocket === 'function') response.detachSocket(line)
}
