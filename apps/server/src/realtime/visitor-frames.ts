import {
  type ConversationId,
  type FetchFrame,
  type HelloFrame,
  PROTOCOL_VERSIONS,
  type ReadFrame,
  type TypingUpFrame,
  type VisitorMessageSendFrame,
} from '@shopbell/protocol'
import { conversationOfVisitor, newestConversationOf } from '../conversations/find-conversation'
import { type Head, headForVisitor } from '../conversations/head'
import { logPage } from '../conversations/log-pages'
import { beginVisitor, visitorByToken } from '../conversations/open-visitor'
import { marksOf } from '../conversations/read-marks'
import { resumeCheck } from '../conversations/resume-check'
import { DomainError } from '../foundation/errors'
import { hashOfToken } from '../foundation/ids'
import type { RealtimeContext } from './context'
import { namesOf } from './decode'
import { topicOf, type VisitorPeer } from './peer'
import { sayTyping } from './typing'
import { welcomed, welcomeLimits } from './welcome'
import { appended, countSend } from './writing'

/** Windows and devices that one visitor may have open at once. */
const SOCKETS_PER_VISITOR = 30

/** Says welcome, and `reset` where the log that the page knows is not this one. Throws `not_identified`. */
export async function greetVisitor(
  context: RealtimeContext,
  peer: VisitorPeer,
  hello: HelloFrame,
): Promise<void> {
  const { sockets, epoch, clock, availabilities, visitors, marks } = context
  if (hello.token !== null) await identify(context, peer, hello.token)
  sockets.hub.join(topicOf.store(peer.storeId), peer)
  await marks.flush()
  const { head, readMarks, isReset } = await whereVisitorIs(context, peer, hello)
  // Last: what is looked at now is what the panel is told, with nothing in between.
  const availability = await availabilities.recent(peer.storeId, peer.visitor?.id ?? null)
  if (peer.isBehind && !peer.isOver) return greetVisitor(context, peer, { ...hello, token: null })
  sockets.send(peer, {
    type: 'welcome',
    version: PROTOCOL_VERSIONS[0],
    now: clock.now(),
    epoch,
    limits: welcomeLimits(context.limits),
    heads: head === null ? [] : [headForVisitor(head)],
    marks: readMarks,
    visitor: peer.visitor?.id ?? null,
    availability,
  })
  welcomed(context, peer)
  if (peer.visitor !== null) visitors.changed(peer.storeId, peer.visitor.id, true)
  if (head !== null && isReset) sockets.send(peer, { type: 'reset', conversation: head.id, epoch })
}

/** Read after the socket has begun to hear, so that nothing falls between the head and the first event. */
async function whereVisitorIs({ db, epoch }: RealtimeContext, peer: VisitorPeer, { resume }: HelloFrame) {
  peer.isBehind = false
  const { storeId, visitor } = peer
  const head = visitor === null ? null : await newestConversationOf(db, { storeId, visitorId: visitor.id })
  if (head === null) return { head, readMarks: [], isReset: false }
  peer.conversationId = head.id
  const points = resume
    .filter(({ conversation }) => conversation === head.id)
    .map((point) => ({ point, head }))
  const [resumed] = await resumeCheck(db, epoch, { audience: 'visitor', points })
  return { head, readMarks: await marksOf(db, 'visitor', [head.id]), isReset: resumed === 'reset' }
}

/** Begins a session. Its token is told here and nowhere else. */
export async function beginSession(context: RealtimeContext, peer: VisitorPeer): Promise<void> {
  const { sockets, begins, clock, transact } = context
  if (peer.visitor !== null)
    throw new DomainError('already_exists', { message: 'This session has begun already.' })
  const retryAfterMs = begins.count(peer.address, clock.now())
  if (retryAfterMs > 0) throw new DomainError('too_fast', { retryAfterMs })
  const { visitorId, token } = await transact((work) => beginVisitor(work, peer.storeId))
  peer.visitor = { id: visitorId, name: null, tokenHash: hashOfToken(token) }
  if (peer.isOver) return
  sockets.hub.join(topicOf.visitor(visitorId), peer)
  sockets.send(peer, { type: 'begun', visitor: visitorId, token })
}

/** Sends a message on its way. Its answer comes when it is stored, and nothing waits for that. */
export function sendAsVisitor(
  context: RealtimeContext,
  peer: VisitorPeer,
  frame: VisitorMessageSendFrame,
): void {
  const { id } = visitorOf(peer)
  countSend(context, id)
  const { clientId, text, page } = frame
  const entry = {
    from: 'visitor',
    storeId: peer.storeId,
    visitorId: id,
    via: 'widget',
    clientId,
    text,
    page,
    files: [],
  } as const
  void appended(context, entry, { audience: 'visitor', names: namesOf(frame) }).then((answer) => {
    if (answer.type === 'ack') peer.conversationId = answer.conversation
    context.sockets.send(peer, answer)
  })
}

/** Sends a page of the visitor's own log. Throws `conversation_not_found`. */
export async function fetchAsVisitor(
  context: RealtimeContext,
  peer: VisitorPeer,
  frame: FetchFrame,
): Promise<void> {
  const { db, sockets, epoch } = context
  const head = await ownConversation(context, peer, frame.conversation)
  const page = await logPage(db, head, { audience: 'visitor', side: frame, limit: frame.limit })
  sockets.send(peer, { type: 'page', conversation: head.id, epoch, ...page })
}

/** Notes how far the visitor has read. Throws `conversation_not_found`. */
export async function markAsVisitor(
  context: RealtimeContext,
  peer: VisitorPeer,
  frame: ReadFrame,
): Promise<void> {
  const { id } = visitorOf(peer)
  const conversationId = await ownConversationId(context, peer, frame.conversation)
  context.marks.raise({
    storeId: peer.storeId,
    conversationId,
    readerKind: 'visitor',
    readerId: id,
    place: frame.seq,
  })
}

/** Tells the consoles that have opened the conversation. Throws `conversation_not_found`. */
export async function typeAsVisitor(
  context: RealtimeContext,
  peer: VisitorPeer,
  frame: TypingUpFrame,
): Promise<void> {
  const conversation = await ownConversationId(context, peer, frame.conversation)
  const name = visitorOf(peer).name
  const hearers = context.sockets.hub.members(topicOf.conversation(conversation))
  sayTyping(context, hearers, { type: 'typing', conversation, who: 'visitor', name, on: frame.on })
}

async function identify({ db, sockets }: RealtimeContext, peer: VisitorPeer, token: string): Promise<void> {
  const visitor = await visitorByToken(db, peer.storeId, token)
  if (visitor === null)
    throw new DomainError('not_identified', { message: 'This session is not known. Begin anew.' })
  if (peer.isOver) return
  const topic = topicOf.visitor(visitor.id)
  if (sockets.hub.members(topic).length >= SOCKETS_PER_VISITOR) return sockets.end(peer, 'flooding')
  peer.visitor = { ...visitor, tokenHash: hashOfToken(token) }
  sockets.hub.join(topic, peer)
}

/** The usual one is known without a look. */
async function ownConversationId(
  context: RealtimeContext,
  peer: VisitorPeer,
  id: ConversationId,
): Promise<ConversationId> {
  return peer.visitor !== null && peer.conversationId === id
    ? id
    : (await ownConversation(context, peer, id)).id
}

/** Another visitor's conversation is answered exactly as one that does not exist. */
async function ownConversation(
  { db }: RealtimeContext,
  peer: VisitorPeer,
  id: ConversationId,
): Promise<Head> {
  const { storeId, visitor } = peer
  const head =
    visitor === null ? null : await conversationOfVisitor(db, { storeId, visitorId: visitor.id }, id)
  if (head === null) throw new DomainError('conversation_not_found')
  return head
}

function visitorOf(peer: VisitorPeer): NonNullable<VisitorPeer['visitor']> {
  if (peer.visitor === null) throw new DomainError('not_identified', { message: 'Ask for a session first.' })
  return peer.visitor
}
