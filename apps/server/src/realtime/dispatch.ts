import { type AgentUpFrame, PROTOCOL_VERSIONS, type VisitorUpFrame } from '@shopbell/protocol'
import { assertNever, DomainError } from '../foundation/errors'
import {
  fetchAsAgent,
  greetAgent,
  markAsAgent,
  openConversation,
  typeAsAgent,
  watchView,
  writeAsAgent,
} from './agent-frames'
import type { RealtimeContext } from './context'
import { namesOf, refusedFrame } from './decode'
import type { AgentPeer, Peer, VisitorPeer } from './peer'
import { topicOf } from './peer'
import {
  beginSession,
  fetchAsVisitor,
  greetVisitor,
  markAsVisitor,
  sendAsVisitor,
  typeAsVisitor,
} from './visitor-frames'

/**
 * Carries out a visitor's frame. A message is on its way to the log when this settles, and acknowledged later; of
 * everything else the answer has been sent. Never throws.
 */
export async function dispatchVisitor(
  context: RealtimeContext,
  peer: VisitorPeer,
  frame: VisitorUpFrame,
): Promise<void> {
  await answering(context, peer, frame, async () => {
    if (!maySpeak(context, peer, frame)) return
    switch (frame.type) {
      case 'hello':
        return greetVisitor(context, peer, frame)
      case 'visitor.begin':
        return beginSession(context, peer)
      case 'message.send':
        return sendAsVisitor(context, peer, frame)
      case 'fetch':
        return fetchAsVisitor(context, peer, frame)
      case 'read':
        return markAsVisitor(context, peer, frame)
      case 'typing':
        return typeAsVisitor(context, peer, frame)
      case 'pong':
        return
      default:
        assertNever(frame)
    }
  })
}

/** As `dispatchVisitor`, for an agent's frame. */
export async function dispatchAgent(
  context: RealtimeContext,
  peer: AgentPeer,
  frame: AgentUpFrame,
): Promise<void> {
  await answering(context, peer, frame, async () => {
    if (!maySpeak(context, peer, frame)) return
    switch (frame.type) {
      case 'hello':
        return greetAgent(context, peer, frame)
      case 'conversation.open':
        return openConversation(context, peer, frame.conversation)
      case 'conversation.leave':
        peer.opened.delete(frame.conversation)
        context.sockets.hub.leave(topicOf.conversation(frame.conversation), peer)
        return
      case 'view.watch':
        return watchView(context, peer, frame)
      case 'message.send':
      case 'note.add':
        return writeAsAgent(context, peer, frame)
      case 'fetch':
        return fetchAsAgent(context, peer, frame)
      case 'read':
        return markAsAgent(context, peer, frame)
      case 'typing':
        return typeAsAgent(context, peer, frame)
      case 'pong':
        return
      default:
        assertNever(frame)
    }
  })
}

/** Whether the socket's first frame is a `hello` in a version that is spoken here, and the others are none. */
function maySpeak({ sockets }: RealtimeContext, peer: Peer, frame: VisitorUpFrame | AgentUpFrame): boolean {
  if (frame.type !== 'hello') {
    if (!peer.isWelcomed) sockets.end(peer, 'protocol_error')
    return peer.isWelcomed
  }
  if (peer.isWelcomed) throw new DomainError('invalid', { message: 'Say hello once.' })
  const hasCommon = PROTOCOL_VERSIONS.some((version) => frame.versions.includes(version))
  if (!hasCommon) sockets.end(peer, 'unknown_version')
  return hasCommon
}

/** A refusal is told, a failure is reported and told as `busy`; neither disturbs anybody else. */
async function answering(
  { sockets, report }: RealtimeContext,
  peer: Peer,
  frame: VisitorUpFrame | AgentUpFrame,
  work: () => void | Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DomainError)) report(error)
    const refusal =
      error instanceof DomainError ? error : new DomainError('busy', { retryAfterMs: RETRY_AFTER_MS })
    sockets.send(peer, refusedFrame(refusal.code, namesOf(frame), refusalDetails(refusal)))
  }
}

const RETRY_AFTER_MS = 1_000

function refusalDetails({ message, retryAfterMs }: DomainError) {
  return { message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
