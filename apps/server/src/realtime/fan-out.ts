import {
  type AgentId,
  CALLING_VIEWS,
  type ConversationId,
  type Standing,
  type StoreId,
  type View,
} from '@shopbell/protocol'
import { marksOf } from '../conversations/read-marks'
import { type Audience, entriesFor, standingFor } from '../conversations/readers'
import { storeCounts } from '../conversations/store-counts'
import { viewContains } from '../conversations/views'
import { assertNever } from '../foundation/errors'
import type { DomainEvent, EntriesAppended, MarksRaised } from '../foundation/events'
import type { RealtimeContext } from './context'
import { type Peer, topicOf } from './peer'

type Wanted = 'counts' | 'availability'

const STANDINGS_KEPT = 10_000

/** Tells everybody who hears of what happened, each audience in its own words, made into text once. */
export class FanOut {
  readonly #context: RealtimeContext
  /** The standing that was told last, so that it is told again only when it moved. */
  readonly #standings = new Map<ConversationId, string>()
  readonly #wanted = new Map<Wanted, Set<StoreId>>([
    ['counts', new Set()],
    ['availability', new Set()],
  ])
  #running: Promise<void> | undefined
  /** When the oldest entry was stored that this ring of the bus has handed to a socket. */
  #oldestToldMs = Number.POSITIVE_INFINITY

  constructor(context: RealtimeContext) {
    this.#context = context
  }

  hear(events: readonly DomainEvent[]): void {
    this.#oldestToldMs = Number.POSITIVE_INFINITY
    for (const event of events) this.#tell(event)
    if (this.#oldestToldMs < Number.POSITIVE_INFINITY) {
      this.#context.figures.delivered(this.#context.clock.now() - this.#oldestToldMs)
    }
    const marks = events.filter((event) => event.kind === 'marks.raised')
    if (marks.length > 0) this.#soon(() => this.#tellMarks(marks))
  }

  /** Settles when everything heard so far has been told. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Looks whether the panels of these stores still know the truth. */
  lookAtAvailability(storeIds: Iterable<StoreId>): void {
    for (const storeId of storeIds) this.#want('availability', storeId)
  }

  #tell(event: DomainEvent): void {
    const { sockets } = this.#context
    switch (event.kind) {
      case 'entries.appended':
        this.#tellEntries(event)
        this.#tellRows(event)
        if (hasMoved(event)) {
          this.#want('counts', event.storeId)
          this.#want('availability', event.storeId)
        }
        break
      case 'presence.changed':
        // A load is counted over all stores, and so is being there.
        this.lookAtAvailability(new Set(sockets.visitors().map(({ storeId }) => storeId)))
        break
      case 'switch.changed': {
        const { storeId: store, agentId, place } = event
        this.#toAll(topicOf.agent(agentId), { type: 'switch', store, place })
        this.#want('availability', store)
        break
      }
      case 'store.changed':
        this.#want('availability', event.storeId)
        break
      case 'marks.raised':
      case 'session.ended':
      case 'membership.changed':
      case 'site.changed':
        break
      default:
        assertNever(event)
    }
  }

  #tellEntries({ conversationId, visitorId, entries, row }: EntriesAppended): void {
    const { sockets, epoch } = this.#context
    for (const peer of sockets.hub.members(topicOf.visitor(visitorId))) {
      if (peer.kind === 'visitor') peer.conversationId = conversationId
    }
    const audiences: readonly (readonly [Audience, string])[] = [
      ['visitor', topicOf.visitor(visitorId)],
      ['agent', topicOf.conversation(conversationId)],
    ]
    const standing = this.#movedStanding(conversationId, row.standing)
    for (const [audience, topic] of audiences) {
      if (!sockets.hub.hasMembers(topic)) continue
      const theirs = entriesFor(audience, entries)
      if (theirs.length > 0) {
        this.#toAll(topic, { type: 'entries', conversation: conversationId, epoch, entries: theirs })
        for (const { at } of theirs) this.#oldestToldMs = Math.min(this.#oldestToldMs, at)
      }
      if (standing === null) continue
      this.#toAll(topic, {
        type: 'standing',
        conversation: conversationId,
        standing: standingFor(audience, standing),
      })
    }
  }

  #movedStanding(conversationId: ConversationId, standing: Standing): Standing | null {
    const text = JSON.stringify(standing)
    if (this.#standings.get(conversationId) === text) return null
    if (this.#standings.size >= STANDINGS_KEPT) this.#standings.clear()
    this.#standings.set(conversationId, text)
    return standing
  }

  #tellRows({ storeId, row, before }: EntriesAppended): void {
    const { sockets } = this.#context
    const texts = new Map<string, Buffer>()
    for (const peer of sockets.hub.members(topicOf.watch(storeId))) {
      if (peer.kind !== 'agent' || peer.watched === null) continue
      for (const view of new Set([peer.watched.view, ...CALLING_VIEWS])) {
        const isIn = viewContains(view, row, peer.agentId)
        if (!isIn && !wasIn(view, peer.agentId, before)) continue
        const key = `${view} ${isIn}`
        const text = texts.get(key) ?? asText({ type: 'row', store: storeId, view, in: isIn, row })
        texts.set(key, text)
        this.#send(peer, text)
      }
    }
  }

  /** The other side hears it, and so do all screens of the one who has read. */
  async #tellMarks(raised: readonly MarksRaised[]): Promise<void> {
    const { db, sockets } = this.#context
    for (const mark of raised) {
      if (mark.readerKind !== 'agent') continue
      const { readerId, conversationId, seq } = mark
      this.#toAll(topicOf.agent(readerId), { type: 'own_mark', conversation: conversationId, seq })
    }
    const topics = new Map(
      raised.map(({ conversationId, visitorId }) => [conversationId, topicOf.visitor(visitorId)]),
    )
    const heard = (topicFor: (id: ConversationId) => string) =>
      [...topics.keys()].filter((id) => sockets.hub.hasMembers(topicFor(id)))
    const ofVisitor = (id: ConversationId) => topics.get(id) ?? ''
    const [forVisitors, forAgents] = await Promise.all([
      marksOf(db, 'visitor', heard(ofVisitor)),
      marksOf(db, 'agent', heard(topicOf.conversation)),
    ])
    for (const marks of forVisitors) this.#toAll(ofVisitor(marks.conversation), { type: 'marks', ...marks })
    for (const marks of forAgents)
      this.#toAll(topicOf.conversation(marks.conversation), { type: 'marks', ...marks })
  }

  async #tellCounts(storeId: StoreId): Promise<void> {
    const { db, sockets } = this.#context
    const watchers = sockets.hub.members(topicOf.watch(storeId)).filter((peer) => peer.kind === 'agent')
    if (watchers.length === 0) return
    const countsOf = await storeCounts(db, storeId)
    for (const peer of watchers) {
      const text = JSON.stringify({ type: 'counts', store: storeId, counts: countsOf(peer.agentId) })
      if (peer.toldCounts === text) continue
      peer.toldCounts = text
      this.#send(peer, text)
    }
  }

  async #lookAt(storeId: StoreId): Promise<void> {
    const { sockets, availabilities } = this.#context
    if (sockets.hub.hasMembers(topicOf.store(storeId))) await availabilities.look(storeId)
    else availabilities.forget(storeId)
  }

  #want(what: Wanted, storeId: StoreId): void {
    this.#wanted.get(what)?.add(storeId)
    this.#soon(async () => {
      for (const id of this.#taken('counts')) await this.#tellCounts(id)
      for (const id of this.#taken('availability')) await this.#lookAt(id)
    })
  }

  #taken(what: Wanted): readonly StoreId[] {
    const wanted = this.#wanted.get(what)
    const taken = [...(wanted ?? [])]
    wanted?.clear()
    return taken
  }

  /** One after the other: what was asked for first is told first. */
  #soon(task: () => Promise<void>): void {
    const running = (this.#running ?? Promise.resolve()).then(task).catch(this.#context.report)
    this.#running = running
    void running.then(() => {
      if (this.#running === running) this.#running = undefined
    })
  }

  #toAll(topic: string, frame: object): void {
    const members = this.#context.sockets.hub.members(topic)
    if (members.length === 0) return
    const text = asText(frame)
    for (const peer of members) this.#send(peer, text)
  }

  #send(peer: Peer, text: string | Buffer): void {
    // Its welcome is still being put together: it looks once more before it says so.
    if (!peer.isWelcomed) peer.isBehind = true
    else this.#context.sockets.sendText(peer, text)
  }
}

function asText(frame: object): Buffer {
  return Buffer.from(JSON.stringify(frame))
}

function hasMoved({ before, row: { standing, isAlarmed } }: EntriesAppended): boolean {
  const agentId = standing.status === 'with_agent' ? standing.agentId : null
  return (
    before === null ||
    before.status !== standing.status ||
    before.agentId !== agentId ||
    before.isAlarmed !== isAlarmed
  )
}

/** Whether the row stood in this view of an agent's, before. */
function wasIn(view: View, agentId: AgentId, before: EntriesAppended['before']): boolean {
  if (before === null) return false
  switch (view) {
    case 'mine':
      return before.agentId === agentId
    case 'waiting':
      return before.status === 'waiting' || before.isAlarmed
    case 'email':
      return before.status === 'by_email'
    case 'closed':
      return before.status === 'closed'
    case 'all':
      return true
    default:
      return assertNever(view)
  }
}
