import type {
  AckFrame,
  ClientId,
  ConversationId,
  RefusedFrame,
  StoreId,
  Switch,
  View,
  ViewCounts,
  ViewPageBody,
} from '@shopbell/protocol'
import { CALLING_VIEWS, drawClientId, LIMITS, PROTOCOL_VERSIONS } from '@shopbell/protocol'
import type { AgentHeard } from './agent-heard'
import { hearAsAgent } from './agent-heard'
import { openAlarm } from './alarm'
import { assertNever } from './assert-never'
import type { Device } from './device'
import type { Environment } from './environment'
import type { Feed } from './feed'
import { openFeed } from './feed'
import type { HeardWelcome } from './heard'
import type { AgentKept, KeptMessage } from './kept'
import { openLink } from './link'
import { openOutbox } from './outbox'
import type { AgentSnapshot, ConversationSnapshot } from './snapshot'
import { newMessage } from './storable'
import { emptyTimeline, resumePoint } from './timeline'
import { unlessSame } from './unless-same'
import { watchable } from './watchable'
import type { WatchedView } from './watched-view'
import { isBehind, stale, watchedView, withPage, withRow } from './watched-view'

/** Without an answer for this long, a conversation is asked for again. */
const OPEN_MS = 10_000

export interface AgentSessionOptions {
  /** wss://…/v1/console/socket */
  readonly socketUrl: string
  readonly device: Device<AgentKept>
  readonly environment: Environment
}

/** A page of a view as HTTP gave it. `before` names the cursor it was asked with; without one it is the first page. */
export interface ShownPage extends ViewPageBody {
  readonly store: StoreId
  readonly view: View
  readonly before?: string | null
}

/** An agent's side: one watched view and up to 20 opened conversations. */
export interface AgentSession {
  snapshot(): AgentSnapshot
  /** Calls `listener` after each change of the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void
  connect(): void
  /** Closes the socket at once; what was written stays on the device. */
  disconnect(): void
  /** Hears this conversation, also after every reconnect. The 21st lets go of the one opened longest ago. */
  openConversation(conversation: ConversationId): void
  leaveConversation(conversation: ConversationId): void
  /** Watches one view; the snapshot's view is `stale` until `showView` brought its first page. */
  watchView(store: StoreId, view: View): void
  /** Merges a page fetched over HTTP: the higher `version` of each row wins. A page of a view not heard is ignored. */
  showView(page: ShownPage): void
  /** `unlessAfter`: refuse with `moved_on` if somebody else wrote after this place. */
  send(conversation: ConversationId, text: string, unlessAfter?: number): ClientId
  addNote(conversation: ConversationId, text: string): ClientId
  /** Sends a refused message again, now whatever else was written meanwhile. */
  retry(clientId: ClientId): void
  /** Takes back what the log does not hold. Returns its text for the composer, '' if it is gone. */
  remove(clientId: ClientId): string
  /** This agent has seen everything up to and including this place. */
  read(conversation: ConversationId, seq: number): void
  /** Call at every keystroke; what goes out is rationed here. */
  typing(conversation: ConversationId, on: boolean): void
  fetchEarlier(conversation: ConversationId): void
  /** Ends this session on this page, at once and for good. What is kept stays. */
  close(): void
}

/** Opens the session over what the browser keeps. */
export function openAgentSession({ socketUrl, device, environment }: AgentSessionOptions): AgentSession {
  const now = () => environment.now()
  const alarm = openAlarm(environment, work)

  let epoch = ''
  let watched: WatchedView | null = null
  /** The views whose rows are told whichever is watched. */
  let calling: readonly WatchedView[] = []
  let counts: ViewCounts | null = null
  let place: Switch | null = null
  let ownMarks: ReadonlyMap<ConversationId, number> = new Map()
  /** The opened conversations, the one opened longest ago first. */
  const feeds = new Map<ConversationId, Feed>()
  /** Conversations asked for on this connection and not answered yet, and since when. */
  const asked = new Map<ConversationId, number>()
  /** A page that comes late over HTTP must not bring a session back to life: another one may have its outbox. */
  let isClosed = false

  const link = openLink({
    url: socketUrl,
    environment,
    hello() {
      const known = [...feeds.values()].map((feed) => feed.timeline()).filter((timeline) => timeline.epoch)
      return { type: 'hello', versions: PROTOCOL_VERSIONS, token: null, resume: known.map(resumePoint) }
    },
    heard(raw) {
      const frame = hearAsAgent(raw)
      if (!frame) return
      heard(frame)
      work()
    },
    changed() {
      if (!link.isOpen()) {
        asked.clear()
        for (const feed of feeds.values()) feed.cut()
        outbox.restart()
        heardViews(stale)
      }
      work()
    },
  })

  const outbox = openOutbox({
    now,
    kept: () => device.read().outbox,
    keep: (outbox) => device.update((kept) => ({ ...kept, outbox })),
    send: (message) => link.send(frameOf(message)),
    timelineOf: ({ conversation }) => feeds.get(conversation)?.timeline() ?? null,
  })

  const view = watchable<AgentSnapshot>((before) => {
    const connection = unlessSame(before?.connection, link.state())
    return {
      connection,
      view: watched && unlessSame(before?.view, shownView(watched)),
      calls: unlessSame(before?.calls, shownCalls(calling, before?.calls)),
      counts,
      switch: place,
      conversations: shownConversations(before?.conversations),
      pending: outbox.pending(connection.kind !== 'offline'),
      ownMarks,
    }
  })

  const deafen = device.onChange((heard) => {
    outbox.heard(heard.outbox)
    work()
  })

  function heard(frame: AgentHeard): void {
    switch (frame.type) {
      case 'welcome':
        welcomed(frame)
        break
      case 'opened': {
        inEpoch(frame.epoch)
        const { head, marks } = frame
        asked.delete(head.conversation)
        feeds.get(head.conversation)?.at(head, frame.epoch, marks)
        break
      }
      case 'ack':
        acked(frame)
        break
      case 'refused':
        refused(frame)
        break
      case 'page':
      case 'entries':
      case 'reset':
      case 'standing':
      case 'marks':
      case 'typing':
        feeds.get(frame.conversation)?.hear(frame)
        break
      case 'ping':
        link.send({ type: 'pong' })
        for (const { conversation, seq } of frame.heads) feeds.get(conversation)?.reaches(epoch, seq, false)
        if (watched && frame.view && isBehind(watched, frame.view)) heardViews(stale)
        break
      case 'row':
        heardViews((view) => withRow(view, frame))
        break
      case 'counts':
        if (frame.store === watched?.store) counts = unlessSame(counts, frame.counts)
        break
      case 'own_mark':
        mark(frame.conversation, frame.seq)
        break
      case 'switch':
        if (!watched || frame.store === watched.store) place = frame.place
        break
      case 'bye':
        link.happen({ ...frame, kind: 'bye' })
        break
      case 'begun':
      case 'availability':
        break
      default:
        assertNever(frame)
    }
  }

  function welcomed(welcome: HeardWelcome): void {
    inEpoch(welcome.epoch)
    const marks = new Map(welcome.marks.map((mark) => [mark.conversation, mark]))
    for (const head of welcome.heads)
      feeds.get(head.conversation)?.at(head, epoch, marks.get(head.conversation))
    link.happen({ kind: 'welcomed' })
    // What was opened while there was no connection, or what the server could not resume.
    const resumed = new Set(welcome.heads.map(({ conversation }) => conversation))
    for (const conversation of feeds.keys()) if (!resumed.has(conversation)) ask(conversation)
    if (watched) link.send({ type: 'view.watch', store: watched.store, view: watched.view })
  }

  /** In another epoch every number and version means something else. */
  function inEpoch(next: string): void {
    if (epoch && epoch !== next) {
      ownMarks = new Map()
      heardViews(({ store, view }) => watchedView(store, view))
    }
    epoch = next
  }

  function acked(ack: AckFrame): void {
    feeds.get(ack.conversation)?.reaches(ack.epoch, ack.seq, true)
    outbox.acked(ack)
  }

  function refused(frame: RefusedFrame): void {
    const { conversation } = frame
    if (frame.frame === 'fetch' && conversation) feeds.get(conversation)?.hear(frame)
    // There is nothing to hear: the conversation is not there, or not for this agent.
    else if (frame.frame === 'conversation.open' && conversation) forget(conversation)
    else outbox.refused(frame)
  }

  function ask(conversation: ConversationId): void {
    asked.set(conversation, now())
    link.send({ type: 'conversation.open', conversation })
  }

  function forget(conversation: ConversationId): boolean {
    asked.delete(conversation)
    return feeds.delete(conversation)
  }

  function heardViews(change: (view: WatchedView) => WatchedView): void {
    if (watched) watched = change(watched)
    calling = calling.map(change)
  }

  function mark(conversation: ConversationId, seq: number): void {
    if (seq > (ownMarks.get(conversation) ?? 0)) ownMarks = new Map(ownMarks).set(conversation, seq)
  }

  function write(
    kind: KeptMessage['kind'],
    conversation: ConversationId,
    text: string,
    unlessAfter: number | null = null,
  ): ClientId {
    const clientId = drawClientId(now(), environment.randomBytes)
    const message = newMessage({ clientId, kind, conversation, text, page: null }, now())
    outbox.written({ ...message, unlessAfter })
    work()
    return clientId
  }

  /** Does whatever is due now, and sees to it that it is called again when something else is. */
  function work(): void {
    if (isClosed) return
    const isOpen = link.isOpen()
    for (const feed of feeds.values()) outbox.landed(feed.timeline())
    const due = [...feeds.values()].map((feed) => feed.work(isOpen))
    for (const [conversation, atMs] of asked) {
      if (atMs + OPEN_MS <= now()) ask(conversation)
      due.push((asked.get(conversation) ?? 0) + OPEN_MS)
    }
    alarm.set(Math.min(outbox.work(isOpen), ...due))
    view.refresh()
  }

  function shownConversations(
    before: ReadonlyMap<ConversationId, ConversationSnapshot> | undefined,
  ): ReadonlyMap<ConversationId, ConversationSnapshot> {
    const fresh = new Map([...feeds].map(([id, feed]) => [id, feed.snapshot()]))
    const isSame = before?.size === fresh.size && [...fresh].every(([id, one]) => before.get(id) === one)
    return isSame ? before : fresh
  }

  return {
    snapshot: view.snapshot,
    subscribe: view.subscribe,
    connect: () => link.happen({ kind: 'wanted' }),
    disconnect: () => link.happen({ kind: 'unwanted', lingerMs: 0 }),
    openConversation(conversation) {
      if (feeds.has(conversation)) return
      const [oldest] = feeds.keys()
      if (oldest && feeds.size >= LIMITS.openConversations) this.leaveConversation(oldest)
      const options = { now, send: (frame: object) => link.send(frame), otherSide: 'visitor' as const }
      feeds.set(conversation, openFeed(emptyTimeline(conversation), options))
      if (link.isOpen()) ask(conversation)
      work()
    },
    leaveConversation(conversation) {
      if (forget(conversation)) link.send({ type: 'conversation.leave', conversation })
      work()
    },
    watchView(store, view) {
      if (watched?.store === store && watched.view === view) return
      if (watched?.store !== store) {
        counts = null
        place = null
        calling = CALLING_VIEWS.map((one) => watchedView(store, one))
      }
      watched = watchedView(store, view)
      link.send({ type: 'view.watch', store, view })
      work()
    },
    showView(page) {
      if (watched?.store !== page.store) return
      heardViews((view) => (view.view === page.view ? withPage(view, page.rows, page.before ?? null) : view))
      counts = unlessSame(counts, page.counts)
      for (const { id } of page.rows) mark(id, page.marks[id] ?? 0)
      work()
    },
    send: (conversation, text, unlessAfter) => write('message', conversation, text, unlessAfter),
    addNote: (conversation, text) => write('note', conversation, text),
    retry(clientId) {
      outbox.retry(clientId)
      work()
    },
    remove(clientId) {
      const text = outbox.remove(clientId)
      work()
      return text
    },
    read(conversation, seq) {
      mark(conversation, seq)
      feeds.get(conversation)?.read(seq)
      work()
    },
    typing: (conversation, on) => feeds.get(conversation)?.typing(on),
    fetchEarlier(conversation) {
      feeds.get(conversation)?.fetchEarlier()
      work()
    },
    close() {
      isClosed = true
      deafen()
      alarm.set(Number.POSITIVE_INFINITY)
      link.end()
    },
  }
}

function frameOf({ kind, clientId, conversation, text, unlessAfter }: KeptMessage): object {
  if (kind === 'note') return { type: 'note.add', clientId, conversation, text }
  return {
    type: 'message.send',
    clientId,
    conversation,
    text,
    ...(unlessAfter === null ? {} : { unlessAfter }),
  }
}

/** Each row once: what has been silent for too long stands in both. */
function shownCalls(
  calling: readonly WatchedView[],
  before: AgentSnapshot['calls'] | undefined,
): AgentSnapshot['calls'] {
  const rows = [...new Map(calling.flatMap((view) => view.rows.map((row) => [row.id, row]))).values()]
  const isKnown = calling.length > 0 && calling.every(({ isStale }) => !isStale)
  return { rows: unlessSame(before?.rows, rows), stale: !isKnown }
}

function shownView(watched: WatchedView): NonNullable<AgentSnapshot['view']> {
  const { store, view, rows, isStale } = watched
  return { store, view, rows, stale: isStale }
}
