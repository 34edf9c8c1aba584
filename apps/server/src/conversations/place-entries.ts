import type { AgentId, ClientId, ConversationId } from '@shopbell/protocol'
import { assertNever } from '../foundation/errors'
import type { StoredEntry } from '../foundation/stored-entry'
import { mayReopen } from './deadlines'
import { factsAtBeginning, type Happening, type NamedHappening } from './facts'
import { columnsOf, factsOf } from './facts-of-head'
import type { Head } from './head'
import { entryKey, type KnownVisitor, type KnownWorld, memberKey, visitorKey, writerKey } from './known-world'
import type { Refused } from './moves'
import type { AgentEntry, NewEntry, ServerEntry, VisitorMessage } from './new-entry'
import type { Placed, Placement, PlaceOptions } from './placed'
import { WorkingCopy } from './working-copy'

/**
 * Decides what becomes of new entries, in the order of their arrival: known keys, refusals, both dense numbers, the
 * standing and its deadline. Pure but for the ids it draws: it reads nothing and writes nothing.
 */
export function placeEntries(
  world: KnownWorld,
  newEntries: readonly NewEntry[],
  options: PlaceOptions,
): Placed {
  const desk: Desk = { world, options, copies: new Map(), newest: new Map(), known: new Map(world.known) }
  const placements = newEntries.map((entry) => placeOne(desk, entry))
  const changes = [...desk.copies.values()].flatMap((copy) => copy.change() ?? [])
  return { placements, changes }
}

/** What was read, and what the entries placed so far have made of it. */
interface Desk {
  readonly world: KnownWorld
  readonly options: PlaceOptions
  readonly copies: Map<ConversationId, WorkingCopy>
  readonly newest: Map<string, ConversationId>
  readonly known: Map<string, StoredEntry>
}

function placeOne(desk: Desk, entry: NewEntry): Placement {
  switch (entry.from) {
    case 'visitor':
      return knownOr(desk, entry.visitorId, entry.clientId, () => placeVisitorMessage(desk, entry))
    case 'agent':
      return knownOr(desk, entry.agentId, entry.clientId, () => placeAgentEntry(desk, entry))
    case 'server':
      return placeChange(desk, entry)
    default:
      return assertNever(entry)
  }
}

/** The first result where the sender's key is known, also from earlier in the same set. */
function knownOr(desk: Desk, senderId: string, clientId: ClientId, place: () => Placement): Placement {
  const key = entryKey(senderId, clientId)
  const known = desk.known.get(key)
  if (known !== undefined) {
    return { appended: { kind: 'known', entry: known }, conversationId: known.conversation }
  }
  const placement = place()
  if (placement.appended.kind === 'stored') desk.known.set(key, placement.appended.entry)
  return placement
}

function placeVisitorMessage(desk: Desk, entry: VisitorMessage): Placement {
  const visitor = desk.world.visitors.get(visitorKey(entry.storeId, entry.visitorId))
  if (visitor === undefined) return refused('not_identified', null)
  const copy = conversationFor(desk, entry, visitor)
  copy.apply({ kind: 'visitor_wrote' })
  const sender = { kind: 'visitor', id: entry.visitorId, name: visitor.name } as const
  return stored(copy.addMessage(entry, sender))
}

/** The visitor's open conversation, the newest closed one while it may be reopened, or a new one. */
function conversationFor(desk: Desk, entry: VisitorMessage, visitor: KnownVisitor): WorkingCopy {
  const key = visitorKey(entry.storeId, entry.visitorId)
  const newestId = desk.newest.get(key) ?? visitor.newest
  const newest = newestId === null ? undefined : copyOf(desk, newestId)
  const { nowMs, durations, draw } = desk.options
  if (
    newest !== undefined &&
    (newest.head.status !== 'closed' || mayReopen(factsOf(newest.head), nowMs, durations))
  ) {
    return newest
  }
  const head = headAtBeginning(desk.options, draw.conversationId(), entry, visitor, newest?.id ?? null)
  const copy = new WorkingCopy(head, desk.options, true)
  desk.copies.set(copy.id, copy)
  desk.newest.set(key, copy.id)
  if (newest !== undefined) copy.link({ earlier: newest.id })
  return copy
}

function placeAgentEntry(desk: Desk, entry: AgentEntry): Placement {
  const copy = copyOf(desk, entry.conversationId)
  if (copy === undefined) return refused('conversation_not_found', null)
  const agent = desk.world.members.get(memberKey(copy.storeId, entry.agentId))
  if (agent === undefined) return refused(strangerCode(copy.head, entry.agentId), copy.id)
  const sender = { kind: 'agent', ...agent } as const
  if (entry.kind === 'note') return stored(copy.addNote(entry, sender))
  if (entry.unlessAfter !== undefined && lastByOthers(desk, copy, entry.agentId) > entry.unlessAfter) {
    return refused('moved_on', copy.id)
  }
  const move = copy.apply({ kind: 'agent_wrote', agent, seq: copy.head.nextSeq })
  if (move.kind === 'refused') return { appended: move, conversationId: copy.id }
  return stored(copy.addMessage(entry, sender))
}

function placeChange(desk: Desk, change: ServerEntry): Placement {
  const { storeId, conversationId } = change
  const copy = copyOf(desk, conversationId)
  if (copy === undefined || copy.storeId !== storeId) return refused('conversation_not_found', null)
  if ('says' in change) {
    // Whoever left the queue since it was looked at has no place in it to be told.
    const isLate = change.says.kind === 'promise' && copy.head.status !== 'waiting'
    return isLate ? silent(copy.id) : stored(copy.say(change.says))
  }
  if ('sorts' in change) {
    copy.sort(change.sorts)
    return silent(copy.id)
  }
  const { happening } = change
  const named = withName(desk, copy, happening)
  if (named === undefined) return refused('not_a_member', copy.id)
  const saidBefore = copy.appended.length
  const move = copy.apply(named)
  if (move.kind === 'refused') return { appended: move, conversationId: copy.id }
  const said = copy.appended[saidBefore]
  return said === undefined ? silent(copy.id) : stored(said)
}

/**
 * The happening with its agent's name; undefined where the agent is no member. Coming back is none of a former
 * member's any more; going is.
 */
function withName(desk: Desk, copy: WorkingCopy, happening: Happening): NamedHappening | undefined {
  const member = (agentId: AgentId) => desk.world.members.get(memberKey(copy.storeId, agentId))
  switch (happening.kind) {
    case 'visitor_wrote':
    case 'visitor_gone':
    case 'visitor_back':
    case 'visitor_saw':
    case 'address_left':
    case 'agent_wrote':
    case 'agent_typing':
    case 'agent_lost':
    case 'deadline':
      return happening
    case 'given': {
      const agent = member(happening.agentId)
      return agent && { ...happening, agent }
    }
    case 'transferred': {
      const agent = member(happening.agentId)
      const { to } = happening
      if (to.kind === 'team') return agent && { kind: 'transferred', agent, to }
      const other = member(to.agent)
      return agent && other && { kind: 'transferred', agent, to: { kind: 'agent', agent: other } }
    }
    case 'released': {
      if (happening.agentId === undefined) return { kind: 'released', agent: null }
      const agent = member(happening.agentId)
      return agent && { kind: 'released', agent }
    }
    case 'closed':
    case 'reopened':
    case 'agent_back': {
      const agent = member(happening.agentId)
      return agent && { kind: happening.kind, agent }
    }
    default:
      return assertNever(happening)
  }
}

function copyOf(desk: Desk, conversationId: ConversationId): WorkingCopy | undefined {
  const there = desk.copies.get(conversationId)
  if (there !== undefined) return there
  const head = desk.world.heads.get(conversationId)
  if (head === undefined) return undefined
  const copy = new WorkingCopy(head, desk.options)
  desk.copies.set(conversationId, copy)
  return copy
}

/** A stranger learns nothing, not even that the id exists. Who had it and was removed is told why. */
function strangerCode(head: Head, agentId: string): 'not_a_member' | 'conversation_not_found' {
  return head.agentId === agentId || head.lostAgentId === agentId ? 'not_a_member' : 'conversation_not_found'
}

function lastByOthers(desk: Desk, copy: WorkingCopy, agentId: AgentEntry['agentId']): number {
  const inThisSet = copy.appended.findLast(({ sender }) => sender.id !== agentId && sender.kind !== 'system')
  return inThisSet?.seq ?? desk.world.others.get(writerKey(copy.id, agentId)) ?? 0
}

function headAtBeginning(
  { nowMs, durations }: PlaceOptions,
  id: ConversationId,
  entry: VisitorMessage,
  visitor: KnownVisitor,
  earlierId: ConversationId | null,
): Head {
  return {
    storeId: entry.storeId,
    id,
    visitorId: entry.visitorId,
    version: 1,
    nextSeq: 1,
    nextVisible: 1,
    openedAt: nowMs,
    visitorName: visitor.name,
    page: entry.page,
    lastText: null,
    lastBy: null,
    lastAt: nowMs,
    visitorSeq: 0,
    firstText: '',
    earlierId,
    lastAgentId: null,
    isSorted: false,
    teamId: null,
    priority: 0,
    tags: [],
    ...columnsOf(factsAtBeginning(nowMs), durations),
  }
}

function stored(entry: StoredEntry): Placement {
  return { appended: { kind: 'stored', entry }, conversationId: entry.conversation }
}

function silent(conversationId: ConversationId): Placement {
  return { appended: { kind: 'silent' }, conversationId }
}

function refused(code: Refused['code'], conversationId: ConversationId | null): Placement {
  return { appended: { kind: 'refused', code }, conversationId }
}
