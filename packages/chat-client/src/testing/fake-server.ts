import type {
  AgentUpFrame,
  ConversationId,
  ConversationRow,
  Sender,
  Standing,
  StoreId,
  View,
  ViewPageBody,
  VisitorId,
  VisitorUpFrame,
} from '@shopbell/protocol'
import { CALLING_VIEWS, compareRows, rowsDigest, SERVER_TIMES, TIMES } from '@shopbell/protocol'
import type { Transport, TransportHandlers } from '../environment'
import type { TestClock } from './world'

/** How badly the network and the server behave: a chance from 0 to 1 for each frame. */
export interface Chaos {
  /** The connection is cut before a frame is read. */
  readonly cutBefore: number
  /** The connection is cut after a frame was acted on: its answer is lost. */
  readonly cutAfter: number
  /** A frame is acted on and nobody is told. */
  readonly silence: number
  /** A message is refused with a code that says "later". */
  readonly later: number
  /** A message is refused for good. */
  readonly never: number
  /** An `entries` frame is told twice. */
  readonly repeat: number
  /** An `entries` or `row` frame is not told at all. */
  readonly drop: number
  /** An `entries` frame overtakes, or is overtaken. */
  readonly reorder: number
  /** Something that no client understands comes down. */
  readonly garbage: number
  /** An entry of a kind that this client does not know is added to the log after a message. */
  readonly strange: number
}

export const CALM: Chaos = {
  cutBefore: 0,
  cutAfter: 0,
  silence: 0,
  later: 0,
  never: 0,
  repeat: 0,
  drop: 0,
  reorder: 0,
  garbage: 0,
  strange: 0,
}

export interface StoredEntry {
  readonly seq: number
  /** Its number on a visitor's wire; null for what visitors do not see. */
  readonly visible: number | null
  readonly kind: string
  readonly sender: Sender
  readonly clientId: string
  readonly at: number
  readonly body: object
}

interface StoredConversation {
  readonly id: ConversationId
  readonly visitor: VisitorId
  readonly openedAt: number
  log: StoredEntry[]
  standing: Standing
  visitorMark: number
  teamMark: number
  version: number
}

interface Socket {
  readonly who: 'visitor' | 'agent'
  readonly handlers: TransportHandlers
  isOpen: boolean
  isWelcome: boolean
  visitor: VisitorId | null
  readonly opened: Set<ConversationId>
  view: View | null
  /** Frames keep their order in each direction. */
  upAtMs: number
  downAtMs: number
}

export const STORE: StoreId = 'sto_demo'
const AGENT: Sender = { kind: 'agent', id: 'agt_mara', name: 'Mara' }
const DELAY_MS = 40

export interface FakeServerOptions {
  readonly clock: TestClock
  readonly random: () => number
  /** Looks at every frame that comes up, and throws at one that the real server would refuse as invalid. */
  checkUp(who: 'visitor' | 'agent', frame: object): void
}

/** A server in memory that speaks the wire honestly, over a network that does not. */
export function fakeServer({ clock, random, checkUp }: FakeServerOptions) {
  let chaos = CALM
  let epoch = 'e1'
  let counter = 0
  const sockets = new Set<Socket>()
  const visitors = new Map<string, VisitorId>()
  const conversations = new Map<ConversationId, StoredConversation>()
  /** Sender and client id to what was stored for it. */
  const stored = new Map<string, { readonly conversation: ConversationId; readonly seq: number }>()
  /** Frames that came up, newest last. */
  const heard: { readonly who: 'visitor' | 'agent'; readonly frame: VisitorUpFrame | AgentUpFrame }[] = []

  const chance = (of: number) => of > 0 && random() < of
  const id = () => {
    counter += 1
    return counter.toString(36).padStart(16, '0')
  }

  function connect(who: 'visitor' | 'agent', handlers: TransportHandlers): Transport {
    const socket: Socket = {
      who,
      handlers,
      isOpen: true,
      isWelcome: false,
      visitor: null,
      opened: new Set(),
      view: null,
      upAtMs: 0,
      downAtMs: 0,
    }
    sockets.add(socket)
    const send = (frame: object) => {
      const copy: unknown = JSON.parse(JSON.stringify(frame))
      socket.upAtMs = Math.max(socket.upAtMs, clock.now() + random() * DELAY_MS)
      clock.setTimer(() => receive(socket, copy), socket.upAtMs - clock.now())
    }
    clock.setTimer(() => {
      if (socket.isOpen) send(handlers.hello())
    }, random() * DELAY_MS)
    return {
      send,
      close() {
        socket.isOpen = false
        sockets.delete(socket)
      },
    }
  }

  function cut(socket: Socket, code = 1006): void {
    if (!socket.isOpen) return
    socket.isOpen = false
    sockets.delete(socket)
    clock.setTimer(() => socket.handlers.closed(code), 1)
  }

  function tell(socket: Socket, frame: object, extraMs = 0): void {
    const copy: unknown = JSON.parse(JSON.stringify(frame))
    const atMs = Math.max(socket.downAtMs, clock.now() + random() * DELAY_MS)
    if (extraMs === 0) socket.downAtMs = atMs
    clock.setTimer(
      () => {
        if (!socket.isOpen) return
        if (chance(chaos.garbage)) socket.handlers.heard(garbage(random))
        socket.handlers.heard(copy)
      },
      atMs + extraMs - clock.now(),
    )
  }

  function receive(socket: Socket, value: unknown) {
    if (!socket.isOpen) return
    if (chance(chaos.cutBefore)) return cut(socket)
    if (typeof value === 'object' && value !== null) checkUp(socket.who, value)
    const frame = believed(value)
    heard.push({ who: socket.who, frame })
    const tellBack =
      chance(chaos.silence) && frame.type !== 'hello' ? () => {} : (down: object) => tell(socket, down)
    act(socket, frame, tellBack)
    if (chance(chaos.cutAfter)) cut(socket)
  }

  function act(socket: Socket, frame: VisitorUpFrame | AgentUpFrame, answer: (frame: object) => void) {
    if (frame.type !== 'hello' && !socket.isWelcome) return cut(socket, 4400)
    switch (frame.type) {
      case 'hello':
        return greet(socket, frame)
      case 'pong':
        return
      case 'visitor.begin': {
        const visitor: VisitorId = `vis_${id()}`
        const token = `token-${visitor}`
        visitors.set(token, visitor)
        socket.visitor = visitor
        return answer({ type: 'begun', visitor, token })
      }
      case 'message.send':
      case 'note.add':
        return write(socket, frame, answer)
      case 'fetch': {
        const found = visibleTo(socket, frame.conversation)
        if (!found)
          return answer({
            type: 'refused',
            code: 'conversation_not_found',
            message: 'There is no such conversation.',
            conversation: frame.conversation,
            frame: 'fetch',
          })
        const entries = entriesFor(socket, found)
        const range =
          'after' in frame
            ? entries.filter(({ seq }) => seq > frame.after).slice(0, frame.limit)
            : entries.filter(({ seq }) => seq < frame.before).slice(-frame.limit)
        return answer({
          type: 'page',
          conversation: found.id,
          epoch,
          entries: range,
          head: entries.length,
          more: range.length < entries.length,
        })
      }
      case 'read': {
        const found = visibleTo(socket, frame.conversation)
        if (!found) return
        if (socket.who === 'visitor') {
          const entry = found.log.find(({ visible }) => visible === frame.seq)
          found.visitorMark = Math.max(found.visitorMark, entry?.seq ?? 0)
        } else {
          found.teamMark = Math.max(found.teamMark, Math.min(frame.seq, found.log.length))
          for (const other of sockets)
            if (other.who === 'agent' && other.isWelcome)
              tell(other, { type: 'own_mark', conversation: found.id, seq: frame.seq })
        }
        for (const other of hearing(found)) tell(other, { type: 'marks', ...marksFor(other, found) })
        return
      }
      case 'typing': {
        const found = visibleTo(socket, frame.conversation)
        if (!found) return
        for (const other of hearing(found))
          if (other !== socket)
            tell(other, { type: 'typing', conversation: found.id, who: socket.who, name: null, on: frame.on })
        return
      }
      case 'conversation.open': {
        const found = conversations.get(frame.conversation)
        if (!found)
          return answer({
            type: 'refused',
            code: 'conversation_not_found',
            message: 'There is no such conversation.',
            conversation: frame.conversation,
            frame: 'conversation.open',
          })
        socket.opened.add(found.id)
        return answer({ type: 'opened', epoch, head: headFor(socket, found), marks: marksFor(socket, found) })
      }
      case 'conversation.leave':
        socket.opened.delete(frame.conversation)
        return
      case 'view.watch':
        socket.view = frame.view
        return
    }
  }

  function greet(socket: Socket, hello: Extract<VisitorUpFrame, { type: 'hello' }>): void {
    socket.isWelcome = true
    if (socket.who === 'visitor') socket.visitor = visitors.get(hello.token ?? '') ?? null
    const known: StoredConversation[] = []
    for (const point of hello.resume) {
      const found = visibleTo(socket, point.conversation)
      if (!found) continue
      known.push(found)
      if (socket.who === 'agent') socket.opened.add(found.id)
      const entries = entriesFor(socket, found)
      const at = entries[point.after - 1]
      const isOther = point.lastClientId !== null && at?.clientId !== point.lastClientId
      if (point.epoch !== epoch || point.after > entries.length || isOther)
        tell(socket, { type: 'reset', conversation: found.id, epoch })
    }
    const newest = socket.visitor && newestOf(socket.visitor)
    const heads = socket.who === 'agent' ? known : newest ? [newest] : []
    tell(socket, {
      type: 'welcome',
      version: 1,
      now: clock.now(),
      epoch,
      limits: {},
      heads: heads.map((one) => headFor(socket, one)),
      marks: heads.map((one) => marksFor(socket, one)),
      ...(socket.who === 'visitor' ? { visitor: socket.visitor, availability: { kind: 'nobody' } } : {}),
    })
    ping(socket)
  }

  function ping(socket: Socket): void {
    clock.setTimer(
      () => {
        if (!socket.isOpen) return
        const newest = socket.visitor && newestOf(socket.visitor)
        const heads =
          socket.who === 'agent'
            ? [...conversations.values()].filter((one) => socket.opened.has(one.id))
            : newest
              ? [newest]
              : []
        const view = socket.view && {
          store: STORE,
          view: socket.view,
          digest: rowsDigest(rowsOf(socket.view).slice(0, 50)),
        }
        tell(socket, {
          type: 'ping',
          now: clock.now(),
          heads: heads.map((one) => ({ conversation: one.id, seq: entriesFor(socket, one).length })),
          ...(view ? { view } : {}),
        })
        ping(socket)
      },
      SERVER_TIMES.pingMinMs + random() * (TIMES.pingMaxMs - SERVER_TIMES.pingMinMs),
    )
  }

  function write(
    socket: Socket,
    frame: Extract<VisitorUpFrame | AgentUpFrame, { type: 'message.send' | 'note.add' }>,
    answer: (frame: object) => void,
  ) {
    const { clientId } = frame

    const refuse = (code: string, more: object = {}) =>
      answer({ type: 'refused', code, message: `Refused: ${code}.`, clientId, frame: frame.type, ...more })
    const sender: Sender | null =
      socket.who === 'agent' ? AGENT : socket.visitor && { kind: 'visitor', id: socket.visitor, name: null }
    if (!sender) return refuse('not_identified')
    const key = `${sender.id} ${clientId}`
    const before = stored.get(key)
    if (before) {
      const found = conversations.get(before.conversation)
      if (found) return acknowledge(socket, found, before.seq, clientId, answer)
    }
    if (chance(chaos.later))
      return refuse(random() < 0.5 ? 'too_fast' : 'busy', { retryAfterMs: random() * 3_000 })
    if (chance(chaos.never)) return refuse('too_long')
    const found =
      'conversation' in frame
        ? conversations.get(frame.conversation)
        : socket.visitor && placeFor(socket.visitor)
    if (!found) return refuse('conversation_not_found')
    if ('unlessAfter' in frame && frame.unlessAfter !== undefined) {
      const unlessAfter = frame.unlessAfter
      if (
        found.log.some(
          (entry) => entry.seq > unlessAfter && entry.sender.id !== sender.id && entry.visible !== null,
        )
      )
        return refuse('moved_on')
    }
    const seq = append(found, {
      kind: frame.type === 'note.add' ? 'note' : 'message',
      sender,
      clientId,
      body: { text: frame.text, format: 'plain' },
    })
    stored.set(key, { conversation: found.id, seq })
    const from = seq
    if (chance(chaos.strange))
      append(found, { kind: 'teleport', sender: SYSTEM, clientId: `server-${id()}`, body: { there: true } })
    acknowledge(socket, found, seq, clientId, answer)
    publish(found, from)
  }

  /** Where a visitor's message goes: the open conversation, one reopened within seven days, or a new one. */
  function placeFor(visitor: VisitorId): StoredConversation {
    const newest = newestOf(visitor)
    if (newest && newest.standing.status !== 'closed') return newest
    if (
      newest?.standing.status === 'closed' &&
      clock.now() - newest.standing.closedAtMs < SERVER_TIMES.reopenMs
    ) {
      newest.standing = { status: 'waiting', sinceMs: clock.now() }
      append(newest, {
        kind: 'standing',
        sender: SYSTEM,
        clientId: `server-${id()}`,
        body: { to: 'waiting', because: 'reopened' },
      })
      publish(newest, newest.log.length)
      return newest
    }
    const begun: StoredConversation = {
      id: `conv_${id()}`,
      visitor,
      openedAt: clock.now(),
      log: [],
      standing: { status: 'waiting', sinceMs: clock.now() },
      visitorMark: 0,
      teamMark: 0,
      version: 1,
    }
    conversations.set(begun.id, begun)
    if (newest)
      append(begun, {
        kind: 'linked',
        sender: SYSTEM,
        clientId: `server-${id()}`,
        body: { earlier: newest.id },
      })
    return begun
  }

  function append(
    to: StoredConversation,
    entry: Pick<StoredEntry, 'kind' | 'sender' | 'clientId' | 'body'>,
  ): number {
    const seq = to.log.length + 1
    const visible = entry.kind === 'note' ? null : visibleHead(to) + 1
    to.log = [...to.log, { ...entry, seq, visible, at: clock.now() }]
    to.version += 1
    return seq
  }

  function acknowledge(
    socket: Socket,
    to: StoredConversation,
    seq: number,
    clientId: string,
    answer: (frame: object) => void,
  ): void {
    const entry = to.log[seq - 1]
    answer({
      type: 'ack',
      clientId,
      conversation: to.id,
      epoch,
      seq: socket.who === 'agent' ? seq : entry?.visible,
      at: entry?.at,
    })
  }

  /** Tells everybody who hears this conversation what was appended from `from` on. */
  function publish(of: StoredConversation, from: number): void {
    for (const socket of hearing(of)) {
      const first = socket.who === 'agent' ? from : (of.log[from - 1]?.visible ?? Number.POSITIVE_INFINITY)
      const entries = entriesFor(socket, of).filter(({ seq }) => seq >= first)
      if (entries.length === 0 || chance(chaos.drop)) continue
      const frame = { type: 'entries', conversation: of.id, epoch, entries }
      tell(socket, frame, chance(chaos.reorder) ? random() * 500 : 0)
      if (chance(chaos.repeat)) tell(socket, frame, random() * 2_000)
      tell(socket, { type: 'standing', conversation: of.id, standing: of.standing })
    }
    for (const socket of sockets) {
      if (!socket.view || chance(chaos.drop)) continue
      for (const view of new Set([socket.view, ...CALLING_VIEWS]))
        tell(socket, { type: 'row', store: STORE, view, in: isIn(view, of), row: rowOf(of) })
    }
  }

  function hearing(found: StoredConversation): Socket[] {
    return [...sockets].filter(
      (socket) =>
        socket.isWelcome &&
        (socket.who === 'agent' ? socket.opened.has(found.id) : socket.visitor === found.visitor),
    )
  }

  function visibleTo(socket: Socket, conversation: ConversationId): StoredConversation | null {
    const found = conversations.get(conversation)
    return found && (socket.who === 'agent' || found.visitor === socket.visitor) ? found : null
  }

  function newestOf(visitor: VisitorId): StoredConversation | null {
    return [...conversations.values()].findLast((one) => one.visitor === visitor) ?? null
  }

  function entriesFor(socket: Pick<Socket, 'who'>, found: StoredConversation) {
    return wireEntries(found, socket.who)
  }

  function headFor(socket: Socket, found: StoredConversation): object {
    return { conversation: found.id, seq: entriesFor(socket, found).length, standing: found.standing }
  }

  function marksFor(socket: Socket, found: StoredConversation) {
    const own = (seq: number) => (socket.who === 'agent' ? seq : visibleHead(found, seq))
    return { conversation: found.id, visitor: own(found.visitorMark), team: own(found.teamMark) }
  }

  function rowOf(found: StoredConversation): ConversationRow {
    return {
      id: found.id,
      store: STORE,
      version: found.version,
      visitor: { id: found.visitor, name: null },
      standing: found.standing,
      openedAt: found.openedAt,
      page: null,
      last: null,
      head: found.log.length,
      visitorSeq: found.log.findLast(({ sender }) => sender.kind === 'visitor')?.seq ?? 0,
      waitingSince: null,
      lateAt: null,
      dueAt: null,
      isAlarmed: false,
      offered: null,
      visitorGoneAt: null,
      address: null,
      team: null,
      priority: 0,
      tags: [],
    }
  }

  function rowsOf(view: View): ConversationRow[] {
    return [...conversations.values()]
      .filter((one) => isIn(view, one))
      .map(rowOf)
      .sort(compareRows(view))
  }

  return {
    connectVisitor: (_url: string, handlers: TransportHandlers) => connect('visitor', handlers),
    connectAgent: (_url: string, handlers: TransportHandlers) => connect('agent', handlers),
    heard,
    /** How the network behaves from now on. */
    behave(next: Partial<Chaos>) {
      chaos = { ...CALM, ...next }
    },
    epoch: () => epoch,
    openSockets: () => sockets.size,
    cutAll(code?: number) {
      for (const socket of [...sockets]) cut(socket, code)
    },
    /** Sends a frame to every socket of that kind, as it is. */
    tellAll(who: 'visitor' | 'agent', frame: object) {
      for (const socket of sockets) if (socket.who === who) tell(socket, frame)
    },
    conversations: () => [...conversations.values()].map(({ id, visitor, log }) => ({ id, visitor, log })),
    /** The log as that kind of client should have it. */
    log(conversation: ConversationId, who: 'visitor' | 'agent') {
      const found = conversations.get(conversation)
      return found ? wireEntries(found, who) : []
    },
    newestConversation: (token: string | null) => {
      const visitor = visitors.get(token ?? '')
      return (visitor && newestOf(visitor)?.id) ?? null
    },
    closeConversation(conversation: ConversationId) {
      const found = conversations.get(conversation)
      if (!found || found.standing.status === 'closed') return
      found.standing = { status: 'closed', closedAtMs: clock.now() }
      append(found, {
        kind: 'standing',
        sender: SYSTEM,
        clientId: `server-${id()}`,
        body: { to: 'closed', because: 'deadline', agent: null },
      })
      publish(found, found.log.length)
    },
    viewPage(view: View): ViewPageBody & { store: StoreId; view: View } {
      const rows = rowsOf(view)
      const marks = Object.fromEntries(rows.map(({ id }) => [id, conversations.get(id)?.teamMark ?? 0]))
      return {
        store: STORE,
        view,
        rows,
        marks,
        counts: { mine: 0, waiting: rows.length, email: 0 },
        next: null,
      }
    },
    /** A backup was restored: the newest entries of every log are gone, and the epoch is new. Returns what was lost. */
    restore(keep: number): StoredEntry[] {
      const lost: StoredEntry[] = []
      for (const one of conversations.values()) {
        const length = Math.max(1, Math.floor(one.log.length * keep))
        lost.push(...one.log.slice(length))
        one.log = one.log.slice(0, length)
        one.visitorMark = Math.min(one.visitorMark, length)
        one.teamMark = Math.min(one.teamMark, length)
      }
      for (const [key, { conversation, seq }] of stored)
        if (seq > (conversations.get(conversation)?.log.length ?? 0)) stored.delete(key)
      epoch = `e${id()}`
      this.cutAll()
      return lost
    },
    /** The database is a new one. Returns what was lost. */
    erase(): StoredEntry[] {
      const lost = [...conversations.values()].flatMap(({ log }) => log)
      conversations.clear()
      visitors.clear()
      stored.clear()
      epoch = `e${id()}`
      this.cutAll()
      return lost
    },
  }
}

const SYSTEM: Sender = { kind: 'system', id: 'system', name: null }

function isIn(view: View, { standing }: StoredConversation): boolean {
  return view === 'all' || standing.status === (view === 'email' ? 'by_email' : view)
}

function visibleHead({ log }: StoredConversation, upTo = Number.POSITIVE_INFINITY): number {
  return log.findLast(({ visible, seq }) => visible !== null && seq <= upTo)?.visible ?? 0
}

function wireEntries({ id, log }: StoredConversation, who: 'visitor' | 'agent') {
  return log
    .filter(({ visible }) => who === 'agent' || visible !== null)
    .map(({ seq, visible, ...entry }) => ({
      ...entry,
      conversation: id,
      seq: who === 'agent' ? seq : (visible ?? 0),
      via: 'api',
      files: [],
    }))
}

/** Frames of later versions, and frames that are wrong. */
function garbage(random: () => number): unknown {
  const some = [
    null,
    7,
    'hello',
    [],
    {},
    { type: 'constructor' },
    { type: 'fireworks', colour: 'yellow' },
    { type: 'ack' },
    { type: 'page', conversation: 'conv_x', epoch: 1, entries: {} },
    { type: 'entries', conversation: 'conv_x', epoch: 'e', entries: [null, { seq: 'one' }, { seq: 1.5 }] },
    { type: 'typing', conversation: null, on: 'yes' },
    { type: 'welcome', epoch: 'e0', heads: 'none' },
    { type: 'ping', heads: [{}] },
    { type: 'standing', conversation: 'conv_x', standing: { status: 'dancing' } },
    { type: 'refused', code: 42 },
    { type: 'row', row: {} },
  ]
  return some[Math.floor(random() * some.length)]
}

function believed(value: unknown): VisitorUpFrame | AgentUpFrame {
  if (!isUpFrame(value)) throw new Error(`No frame: ${JSON.stringify(value)}`)
  return value
}

function isUpFrame(value: unknown): value is VisitorUpFrame | AgentUpFrame {
  return typeof value === 'object' && value !== null && 'type' in value
}
