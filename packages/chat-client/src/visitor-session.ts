import type {
  Availability,
  ClientId,
  ConversationId,
  PageContext,
  RefusedFrame,
  VisitorId,
} from '@shopbell/protocol'
import { drawClientId, PROTOCOL_VERSIONS, TIMES } from '@shopbell/protocol'
import { openAlarm } from './alarm'
import { assertNever } from './assert-never'
import type { Device } from './device'
import type { Environment } from './environment'
import type { Feed } from './feed'
import { openFeed } from './feed'
import type { Heard, HeardWelcome } from './heard'
import { hear } from './heard'
import type { KeptConversation, VisitorKept } from './kept'
import { RECENT_ENTRIES } from './kept'
import { openLink } from './link'
import { openOutbox, RETRY_CODES } from './outbox'
import type { VisitorSnapshot } from './snapshot'
import { newMessage, storablePage } from './storable'
import type { Timeline } from './timeline'
import { emptyTimeline, resumePoint, withLines, withMarks } from './timeline'
import { unlessSame } from './unless-same'
import { wantsSocket } from './wants-socket'
import { watchable } from './watchable'

/** Without an answer to `visitor.begin` for this long, it is said again. */
const BEGIN_MS = 10_000
/** The turn to begin is let go this much later, so that the next tab has heard of the token. */
const HEARD_MS = 200
/** Each further time that a token turns out to be unknown, the new beginning waits this much longer. */
const FORGOTTEN_MS = 2_000
const FORGOTTEN_MOST = 15

export interface VisitorSessionOptions {
  /** wss://…/v1/stores/:store/socket */
  readonly socketUrl: string
  readonly device: Device<VisitorKept>
  readonly environment: Environment
}

/** A shopper's side of the chat. Nothing touches the network or the device before a method is called. */
export interface VisitorSession {
  snapshot(): VisitorSnapshot
  /** Calls `listener` after each change of the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** The panel is open: be connected. */
  connect(): void
  /**
   * The panel is closed. A socket stays while a conversation is open, not by email and younger than a day, or
   * while something waits to be sent; otherwise it closes in a minute.
   */
  disconnect(): void
  /**
   * A later page whose panel is closed: connects if a session was begun, for it may have moved since, and stays connected
   * where `disconnect` would let a socket stay.
   */
  resume(): void
  /**
   * Keeps the message on the device and sends it; the first one begins the session. Empties the kept draft in the
   * same write, so that the words are never in both places. Mask the text before calling.
   */
  send(text: string, page: PageContext | null): ClientId
  /** Sends a refused message again. */
  retry(clientId: ClientId): void
  /** Takes back a message that the log does not hold. Returns its text for the composer, '' if it is gone. */
  remove(clientId: ClientId): string
  /** The shopper has seen everything up to and including this place. */
  read(seq: number): void
  /** Call at every keystroke; what goes out is rationed here. */
  typing(on: boolean): void
  /** Asks for the page before the first entry here, if there is one. */
  fetchEarlier(): void
  /** Ends this session on this page, at once and for good. What is kept stays. */
  close(): void
}

/** Opens the session over what the device keeps; the snapshot can be drawn at once. */
export function openVisitorSession(options: VisitorSessionOptions): VisitorSession {
  const { socketUrl, device, environment } = options
  const now = () => environment.now()
  const alarm = openAlarm(environment, work)

  /** The token that this socket's hello carried, or that it was given. */
  let identity: string | null = null
  let visitor: VisitorId | null = null
  let availability: Availability | null = null
  let feed = keptFeed(device.read())
  /** The part of the log that the device keeps already. */
  let keptLog: Timeline | null = feed?.timeline() ?? null
  let epoch = ''
  let isStarted = false
  let isPanelOpen = false
  /** `visitor.begin` was answered, or will not be. */
  let endBegin = () => {}
  let isBeginning = false
  let beginNotBeforeMs = 0
  let forgotten = 0

  const link = openLink({
    url: socketUrl,
    environment,
    hello() {
      const kept = device.read()
      const token = kept.token ?? identity
      if (identity !== null && token !== identity) {
        // Two tabs began apart, and the other one's session is everybody's.
        outbox.moved()
        feed = keptFeed(kept)
      }
      identity = token
      const resume = identity !== null && feed ? [resumePoint(feed.timeline())] : []
      return { type: 'hello', versions: PROTOCOL_VERSIONS, token: identity, resume }
    },
    heard(raw) {
      const frame = hear(raw)
      if (!frame) return
      heard(frame)
      work()
    },
    changed() {
      const state = link.state()
      if (!link.isOpen()) {
        feed?.cut()
        outbox.restart()
        endBegin()
      }
      if (state.kind === 'ended' && state.code === 'signed_out' && identity !== null) {
        // The session was revoked. Whatever is written from now on belongs to a new one.
        forget()
        link.happen({ kind: 'wanted' })
      }
      work()
    },
  })

  const outbox = openOutbox({
    now,
    kept: () => device.read().outbox,
    keep: (outbox) => device.update((kept) => ({ ...kept, outbox })),
    send: ({ clientId, text, page }) => link.send({ type: 'message.send', clientId, text, page }),
    timelineOf: () => feed?.timeline() ?? null,
  })

  const view = watchable<VisitorSnapshot>((before) => {
    const connection = unlessSame(before?.connection, link.state())
    return {
      connection,
      visitor,
      availability,
      conversation: feed?.snapshot() ?? null,
      pending: outbox.pending(connection.kind !== 'offline'),
      unread: unread(),
    }
  })

  const deafen = device.onChange((heard) => {
    outbox.heard(heard.outbox)
    // As with the outbox: a write of this tab may have undone it.
    const kept = device.read()
    if (kept.token === null && heard.token !== null) device.update(() => ({ ...kept, token: heard.token }))
    followLog(device.read())
    work()
  })

  function heard(frame: Heard): void {
    switch (frame.type) {
      case 'welcome':
        welcomed(frame)
        break
      case 'begun':
        identity = frame.token
        visitor = frame.visitor
        endBegin()
        break
      case 'availability':
        availability = frame.availability
        break
      case 'ack':
        turnTo(frame.conversation)
        feed?.reaches(frame.epoch, frame.seq, true)
        outbox.acked(frame)
        break
      case 'refused':
        refused(frame)
        break
      case 'entries':
        // A log that begins is the newest one: another tab, or another device, wrote its first message.
        if (frame.lines[0]?.seq === 1) turnTo(frame.conversation)
        feedOf(frame.conversation)?.hear(frame)
        break
      case 'standing':
        // A visitor has at most one conversation that is not closed.
        if (frame.standing.status !== 'closed') turnTo(frame.conversation)
        feedOf(frame.conversation)?.hear(frame)
        break
      case 'page':
      case 'reset':
      case 'marks':
      case 'typing':
        feedOf(frame.conversation)?.hear(frame)
        break
      case 'ping': {
        link.send({ type: 'pong' })
        const [head] = frame.heads
        if (!head) return
        turnTo(head.conversation)
        feed?.reaches(epoch, head.seq, false)
        break
      }
      case 'bye':
        link.happen({ ...frame, kind: 'bye' })
        break
      default:
        assertNever(frame)
    }
  }

  function welcomed(welcome: HeardWelcome): void {
    epoch = welcome.epoch
    visitor = welcome.visitor
    availability = welcome.availability ?? availability
    const [head] = welcome.heads
    if (identity !== null && visitor === null) forget()
    else if (head) {
      turnTo(head.conversation)
      feed?.at(head, epoch, welcome.marks[0])
    } else feed = null
    // Last, because from here on what is due is sent.
    link.happen({ kind: 'welcomed' })
  }

  function refused(frame: RefusedFrame): void {
    const { code, retryAfterMs } = frame
    if (code === 'not_identified') unidentified()
    else if (frame.frame === 'fetch' && code === 'conversation_not_found') feed = null
    else if (frame.frame === 'fetch') feed?.hear(frame)
    else if (frame.frame !== 'visitor.begin') outbox.refused(frame)
    else {
      endBegin()
      beginNotBeforeMs = now() + (retryAfterMs ?? BEGIN_MS)
      if (RETRY_CODES.includes(code)) return
      // No session, no messages: each of them says why.
      for (const { clientId } of device.read().outbox) outbox.refused({ ...frame, clientId })
    }
  }

  function unidentified(): void {
    if (identity === null) return
    forget()
    link.happen({ kind: 'restart' })
  }

  /** The server does not know this token (any more). Nothing that was typed is lost: it goes to a new session. */
  function forget(): void {
    const unknown = identity
    identity = null
    visitor = null
    feed = null
    beginNotBeforeMs = now() + FORGOTTEN_MS * Math.min(forgotten, FORGOTTEN_MOST)
    forgotten += 1
    device.update((kept) =>
      kept.token === unknown ? { ...kept, token: null, conversation: null, recent: [] } : kept,
    )
  }

  function begin(): void {
    isBeginning = true
    const turn = async () => {
      // Another tab may have begun while this one waited for its turn.
      if (device.read().token !== null || !link.isOpen()) return
      const ended = new Promise<void>((resolve) => {
        endBegin = resolve
        environment.setTimer(resolve, BEGIN_MS)
      })
      link.send({ type: 'visitor.begin' })
      await ended
      // Browsers tell other tabs of what is kept a moment after it is, and one that read too early would begin again.
      await new Promise<void>((resolve) => environment.setTimer(resolve, HEARD_MS))
    }
    void device.alone(turn).then(() => {
      isBeginning = false
      if (isStarted) work()
    })
  }

  /** Makes this the conversation on screen. */
  function turnTo(conversation: ConversationId): void {
    if (!feedOf(conversation)) feed = listen(emptyTimeline(conversation, epoch))
  }

  function feedOf(conversation: ConversationId): Feed | null {
    return feed?.timeline().conversation === conversation ? feed : null
  }

  function listen(timeline: Timeline): Feed {
    return openFeed(timeline, { now, send: (frame) => link.send(frame), otherSide: 'agent' })
  }

  function keptFeed({ token, conversation, recent }: VisitorKept): Feed | null {
    if (token === null || !conversation) return null
    const { id, epoch, marks } = conversation
    const timeline = withMarks(emptyTimeline(id, epoch), marks.visitor, marks.team)
    return listen(withLines(timeline, recent, true))
  }

  /** What another tab has kept of the log is on its way here too; until then its words would be nowhere on the screen. */
  function followLog(kept: VisitorKept): void {
    const { token, conversation, recent } = kept
    if (!feed && (identity === null || identity === token)) feed = keptFeed(kept)
    else if (conversation && conversation.epoch === feed?.timeline().epoch)
      feedOf(conversation.id)?.hear({
        type: 'entries',
        conversation: conversation.id,
        epoch: conversation.epoch,
        lines: recent,
        head: -1,
      })
  }

  function start(): void {
    isStarted = true
    link.happen({ kind: 'wanted' })
  }

  /** Does whatever is due now, and sees to it that it is called again when something else is. */
  function work(): void {
    const kept = device.read()
    const isOpen = link.isOpen()
    const wants = isPanelOpen || wantsSocket(kept, now())
    const { token } = kept
    // Each of these comes back here by itself. Of two sessions the one with the lesser token is everybody's.
    if (isOpen && token !== null && (identity === null || token < identity)) link.happen({ kind: 'restart' })
    else if (isStarted && wants !== link.isWanted() && link.state().kind !== 'ended')
      link.happen(wants ? { kind: 'wanted' } : { kind: 'unwanted', lingerMs: TIMES.anonymousSocketMs })
    else due(kept, isOpen)
  }

  function due({ token }: VisitorKept, isOpen: boolean): void {
    const log = feed?.timeline() ?? null
    const isKnown = isOpen && identity !== null
    // The token also, should another tab have written over it before it heard of it; and the newest entries, so that
    // the next page draws without a flash. Before the outbox lets go of them, so that other tabs hear why it does.
    if (isKnown && (log !== keptLog || token !== identity)) {
      keptLog = log
      device.update((kept) => ({ ...kept, token: identity, ...keptLogOf(log) }))
    }
    outbox.landed(log)
    alarm.set(
      Math.min(
        outbox.work(isKnown),
        feed?.work(isOpen) ?? Number.POSITIVE_INFINITY,
        beginNotBeforeMs > now() ? beginNotBeforeMs : Number.POSITIVE_INFINITY,
      ),
    )
    // Who has no token wants a socket only for words that wait.
    const mayBegin = isOpen && identity === null && !isBeginning && beginNotBeforeMs <= now()
    if (mayBegin && wantsSocket(device.read(), now())) begin()
    view.refresh()
  }

  function unread(): number {
    const { lines, visitorMark } = feed?.timeline() ?? { lines: [], visitorMark: 0 }
    return lines.filter(
      (line) => line.kind === 'message' && line.sender.kind !== 'visitor' && line.seq > visitorMark,
    ).length
  }

  return {
    snapshot: view.snapshot,
    subscribe: view.subscribe,
    connect() {
      isPanelOpen = true
      start()
    },
    disconnect() {
      isPanelOpen = false
      work()
    },
    resume() {
      if (device.read().token !== null) start()
      isStarted = true
      work()
    },
    send(text, page) {
      const clientId = drawClientId(now(), environment.randomBytes)
      const checkedPage = page && storablePage(page)
      device.update((kept) => ({ ...kept, draft: '' }))
      outbox.written(
        newMessage({ clientId, kind: 'message', conversation: null, text, page: checkedPage }, now()),
      )
      start()
      return clientId
    },
    retry(clientId) {
      outbox.retry(clientId)
      start()
    },
    remove(clientId) {
      const text = outbox.remove(clientId)
      work()
      return text
    },
    read(seq) {
      feed?.read(seq)
      work()
    },
    typing: (on) => feed?.typing(on),
    fetchEarlier() {
      feed?.fetchEarlier()
      work()
    },
    close() {
      isStarted = false
      deafen()
      link.end()
      alarm.set(Number.POSITIVE_INFINITY)
    },
  }
}

function keptLogOf(timeline: Timeline | null): Pick<VisitorKept, 'conversation' | 'recent'> {
  if (!timeline) return { conversation: null, recent: [] }
  const { conversation: id, epoch, lines, standing, visitorMark, teamMark } = timeline
  const conversation: KeptConversation = {
    id,
    epoch,
    lastAtMs: lines.at(-1)?.at ?? 0,
    open: standing?.status !== 'closed' && standing?.status !== 'by_email',
    marks: { visitor: visitorMark, team: teamMark },
  }
  return { conversation, recent: lines.slice(-RECENT_ENTRIES) }
}
