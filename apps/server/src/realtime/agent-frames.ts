import {
  type AgentMessageSendFrame,
  type ConversationId,
  type FetchFrame,
  type HelloFrame,
  type NoteAddFrame,
  PROTOCOL_VERSIONS,
  type ReadFrame,
  type StoreId,
  type TypingUpFrame,
  type WatchFrame,
} from '@shopbell/protocol'
import { requireMembership } from '../agents/memberships'
import { maySignLife } from '../conversations/deadlines'
import { factsOf } from '../conversations/facts-of-head'
import { conversationsOfMember } from '../conversations/find-conversation'
import { type Head, headForAgent } from '../conversations/head'
import { logPage } from '../conversations/log-pages'
import type { AgentEntry } from '../conversations/new-entry'
import { marksOf } from '../conversations/read-marks'
import { nameForVisitors } from '../conversations/readers'
import { resumeCheck } from '../conversations/resume-check'
import { viewCounts } from '../conversations/views'
import { DomainError } from '../foundation/errors'
import type { RealtimeContext } from './context'
import { namesOf, refusedFrame } from './decode'
import { type AgentPeer, topicOf } from './peer'
import { sayTyping } from './typing'
import { welcomed, welcomeLimits } from './welcome'
import { appended, countSend } from './writing'

/**
 * Says welcome with the heads of the conversations named in `resume`, which are opened by that. With an agent's first
 * socket the agent is there.
 */
export async function greetAgent(
  context: RealtimeContext,
  peer: AgentPeer,
  hello: HelloFrame,
): Promise<void> {
  const { db, sockets, epoch, clock, limits, presence, marks } = context
  await marks.flush()
  peer.isBehind = false
  const heads = await openAll(
    context,
    peer,
    hello.resume.map(({ conversation }) => conversation),
  )
  const points = hello.resume.flatMap((point) => {
    const head = heads.find(({ id }) => id === point.conversation)
    return head === undefined ? [] : [{ point, head }]
  })
  const resumed = await resumeCheck(db, epoch, { audience: 'agent', points })
  const readMarks = await marksOf(
    db,
    'agent',
    heads.map(({ id }) => id),
  )
  if (peer.isOver) return
  if (peer.isBehind) return greetAgent(context, peer, hello)
  sockets.hub.join(topicOf.agent(peer.agentId), peer)
  sockets.send(peer, {
    type: 'welcome',
    version: PROTOCOL_VERSIONS[0],
    now: clock.now(),
    epoch,
    limits: welcomeLimits(limits),
    heads: heads.map(headForAgent),
    marks: readMarks,
  })
  welcomed(context, peer)
  points.forEach(({ head }, at) => {
    if (resumed[at] === 'reset') sockets.send(peer, { type: 'reset', conversation: head.id, epoch })
  })
  void presence.agentConnected(peer.agentId)
}

/** Makes the socket hear a conversation. Throws `too_many_open` or `conversation_not_found`. */
export async function openConversation(
  context: RealtimeContext,
  peer: AgentPeer,
  id: ConversationId,
): Promise<void> {
  const { db, sockets, epoch, limits } = context
  if (!peer.opened.has(id) && peer.opened.size >= limits.openConversations) {
    throw new DomainError('too_many_open', {
      message: `At most ${limits.openConversations} at a time. Leave one first.`,
    })
  }
  const [head] = await openAll(context, peer, [id])
  if (head === undefined) throw new DomainError('conversation_not_found')
  const [marks] = await marksOf(db, 'agent', [id])
  sockets.send(peer, {
    type: 'opened',
    epoch,
    head: headForAgent(head),
    marks: marks ?? { conversation: id, visitor: 0, team: 0 },
  })
}

/** Makes the socket hear a view instead of the one before, and tells what stands beside it. */
export async function watchView(context: RealtimeContext, peer: AgentPeer, frame: WatchFrame): Promise<void> {
  const { db, sockets } = context
  const { store: storeId, view } = frame
  const membership = await requireMembership(db, storeId, peer.agentId)
  if (peer.isOver) return
  if (peer.watched !== null) sockets.hub.leave(topicOf.watch(peer.watched.storeId), peer)
  peer.watched = { storeId, view }
  sockets.hub.join(topicOf.watch(storeId), peer)
  const counts = await viewCounts(db, storeId, peer.agentId)
  sockets.send(peer, { type: 'switch', store: storeId, place: membership.switch })
  const told = JSON.stringify({ type: 'counts', store: storeId, counts })
  peer.toldCounts = told
  sockets.sendText(peer, told)
}

/** Sends a message or a note on its way. Its answer comes when it is stored, and nothing waits for that. */
export function writeAsAgent(
  context: RealtimeContext,
  peer: AgentPeer,
  frame: AgentMessageSendFrame | NoteAddFrame,
): void {
  countSend(context, peer.agentId)
  const names = namesOf(frame)
  void appended(context, entryOf(peer, frame), { audience: 'agent', names }).then((answer) => {
    // Who never had it open learns nothing from a conversation of another store.
    const isForeign =
      answer.type === 'refused' && answer.code === 'not_a_member' && !peer.opened.has(frame.conversation)
    context.sockets.send(peer, isForeign ? refusedFrame('conversation_not_found', names) : answer)
  })
}

/** Sends a page of a log. Throws `conversation_not_found`. */
export async function fetchAsAgent(
  context: RealtimeContext,
  peer: AgentPeer,
  frame: FetchFrame,
): Promise<void> {
  const { db, sockets, epoch } = context
  const [head] = await conversationsOfMember(db, peer.agentId, [frame.conversation])
  if (head === undefined) throw new DomainError('conversation_not_found')
  const page = await logPage(db, head, { audience: 'agent', side: frame, limit: frame.limit })
  sockets.send(peer, { type: 'page', conversation: head.id, epoch, ...page })
}

/** Notes how far the agent has read. Throws `conversation_not_found`. */
export async function markAsAgent(
  context: RealtimeContext,
  peer: AgentPeer,
  frame: ReadFrame,
): Promise<void> {
  const storeId = await storeOf(context, peer, frame.conversation)
  context.marks.raise({
    storeId,
    conversationId: frame.conversation,
    readerKind: 'agent',
    readerId: peer.agentId,
    place: frame.seq,
  })
}

/** Tells the shopper, and the colleagues who have opened the conversation. Throws `conversation_not_found`. */
export async function typeAsAgent(
  context: RealtimeContext,
  peer: AgentPeer,
  frame: TypingUpFrame,
): Promise<void> {
  const { conversation, on } = frame
  const [head] = await conversationsOfMember(context.db, peer.agentId, [conversation])
  if (head === undefined) throw new DomainError('conversation_not_found')
  const { hub } = context.sockets
  const colleagues = hub
    .members(topicOf.conversation(conversation))
    .filter((other) => other.kind === 'agent' && other.agentId !== peer.agentId)
  const shopper = hub.members(topicOf.visitor(head.visitorId))
  if (on && isSignOfLife(head, peer.agentId, context)) {
    const happening = { kind: 'agent_typing', agentId: peer.agentId } as const
    void context.lane.append({ from: 'server', storeId: head.storeId, conversationId: head.id, happening })
  }
  const typing = { type: 'typing', conversation, who: 'agent', on } as const
  sayTyping(context, shopper, { ...typing, name: nameForVisitors(peer.name) })
  sayTyping(context, colleagues, { ...typing, name: peer.name })
}

/** Whether it puts off that this agent is called silent. */
function isSignOfLife(
  head: Head,
  agentId: AgentPeer['agentId'],
  { clock, durations }: RealtimeContext,
): boolean {
  return head.agentId === agentId && maySignLife(factsOf(head), clock.now(), durations)
}

/** Joined before the heads are read, so that nothing falls between them and the first event. */
async function openAll(
  context: RealtimeContext,
  peer: AgentPeer,
  ids: readonly ConversationId[],
): Promise<readonly Head[]> {
  const { db, sockets } = context
  const isNew = ids.filter((id) => !peer.opened.has(id))
  for (const id of isNew) sockets.hub.join(topicOf.conversation(id), peer)
  const heads = await conversationsOfMember(db, peer.agentId, ids).catch((error) => {
    for (const id of isNew) sockets.hub.leave(topicOf.conversation(id), peer)
    throw error
  })
  const stores = new Map(heads.map(({ id, storeId }) => [id, storeId]))
  for (const id of isNew) {
    const storeId = stores.get(id)
    if (storeId === undefined || peer.isOver) sockets.hub.leave(topicOf.conversation(id), peer)
    else peer.opened.set(id, storeId)
  }
  return heads
}

async function storeOf({ db }: RealtimeContext, peer: AgentPeer, id: ConversationId): Promise<StoreId> {
  const opened = peer.opened.get(id)
  if (opened !== undefined) return opened
  const [head] = await conversationsOfMember(db, peer.agentId, [id])
  if (head === undefined) throw new DomainError('conversation_not_found')
  return head.storeId
}

function entryOf({ agentId }: AgentPeer, frame: AgentMessageSendFrame | NoteAddFrame): AgentEntry {
  const { clientId, conversation: conversationId, text } = frame
  const kind = frame.type === 'note.add' ? 'note' : 'message'
  const entry = {
    from: 'agent',
    kind,
    agentId,
    conversationId,
    clientId,
    via: 'console',
    text,
    files: [],
  } as const
  return frame.type === 'note.add' || frame.unlessAfter === undefined
    ? entry
    : { ...entry, unlessAfter: frame.unlessAfter }
}
