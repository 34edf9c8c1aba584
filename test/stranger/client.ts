import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { WebSocket } from 'ws'

/** The frames that are acted on, as far as they are read, and the closing of the socket. */
export type Heard =
  | { type: 'welcome'; heads: Head[]; visitor?: string | null }
  | { type: 'begun'; token: string }
  | { type: 'ping'; heads: Head[]; view?: { view: string; digest: string } }
  | { type: 'opened'; head: Head }
  | { type: 'reset'; conversation: string }
  | ({ type: 'entries' | 'page'; conversation: string; head?: number } & Log)
  | ({ type: 'ack'; clientId: string } & Head)
  | { type: 'refused'; frame: string; clientId?: string; conversation?: string; retryAfterMs?: number }
  | { type: 'row'; view: string; in: boolean; row: Row }
  | { type: 'closed'; code: number }
type Head = { conversation: string; seq: number }
type Log = { epoch: string; entries: Entry[] }
export type Entry = { seq: number; kind: string; clientId: string; body: { text?: string; to?: string } }
type Times = { openedAt: number; lateAt: number | null; standing: { sinceMs?: number } }
export type Row = { id: string; version: number; last: { at: number; text: string } | null } & Times

/** What a client keeps between two lives: its token, and each conversation in its own numbers. */
export type Memory = { token: string | null; logs: Map<string, Log> }
export type Client = ReturnType<typeof openClient>

const FINAL = [4400, 4401, 4403, 4404, 4406]
const BACK_WITHIN_MS = 500

/**
 * A socket that comes back by itself, sends again what was not answered and fetches what it missed. What the page says
 * of waits that grow and of silent lines is for clients in the world, and left out.
 */
export function openClient(address: string, headers: Record<string, string>, remembered?: Memory) {
  const memory = remembered ?? { token: null, logs: new Map() }
  const heard: Heard[] = []
  const changes = new EventEmitter<{ heard: [Heard] }>()
  const unanswered = new Map<string, object>()
  let socket: WebSocket | null = null
  let next: 'hello' | 'begin' | 'messages' = 'hello'
  let comeBack: NodeJS.Timeout | undefined

  function connect(): void {
    const opened = new WebSocket(address.replace(/^http/, 'ws'), { headers })
    socket = opened
    next = 'hello'
    opened.on('open', goOn)
    opened.on('message', (data) => opened === socket && hear(JSON.parse(String(data))))
    opened.on('close', (code) => opened === socket && hear({ type: 'closed', code }))
    // A connection that cannot be made also closes.
    opened.on('error', () => undefined)
  }

  function hear(frame: Heard): void {
    heard.push(frame)
    follow(frame)
    changes.emit('heard', frame)
  }

  function follow(frame: Heard): void {
    const { logs } = memory
    switch (frame.type) {
      case 'welcome':
        next = frame.visitor === null ? 'begin' : 'messages'
        // Also what is not among the heads: the answer tells whether it is still there.
        for (const conversation of logs.keys()) catchUp(conversation)
        for (const { conversation, seq } of frame.heads) catchUp(conversation, seq)
        goOn()
        break
      case 'begun':
        memory.token = frame.token
        next = 'messages'
        goOn()
        break
      case 'ping':
        send({ type: 'pong' })
        for (const { conversation, seq } of frame.heads) catchUp(conversation, seq)
        break
      case 'opened':
        catchUp(frame.head.conversation, frame.head.seq)
        break
      case 'reset':
        logs.delete(frame.conversation)
        catchUp(frame.conversation)
        break
      case 'entries':
      case 'page': {
        const log = logs.get(frame.conversation) ?? { epoch: frame.epoch, entries: [] }
        for (const entry of frame.entries) if (entry.seq === log.entries.length + 1) log.entries.push(entry)
        logs.set(frame.conversation, log)
        catchUp(frame.conversation, frame.head ?? frame.entries.at(-1)?.seq)
        break
      }
      case 'ack':
        unanswered.delete(frame.clientId)
        break
      case 'refused':
        if (frame.retryAfterMs !== undefined) setTimeout(goOn, frame.retryAfterMs)
        else if (frame.frame === 'fetch') logs.delete(frame.conversation ?? '')
        else if (frame.frame === 'hello') beginAnew()
        else unanswered.delete(frame.clientId ?? '')
        break
      case 'closed':
        if (!FINAL.includes(frame.code)) comeBack = setTimeout(connect, Math.random() * BACK_WITHIN_MS)
    }
  }

  /** The token is not known any more. */
  function beginAnew(): void {
    memory.token = null
    memory.logs.clear()
    goOn()
  }

  /** Says what is to be said next: who it is, that it wants a session, or all that was not answered. */
  function goOn(): void {
    const resume = [...memory.logs].map(([conversation, { epoch, entries }]) => {
      return { conversation, epoch, after: entries.length, lastClientId: entries.at(-1)?.clientId ?? null }
    })
    if (next === 'hello') send({ type: 'hello', versions: [1], token: memory.token, resume })
    else if (next === 'begin') send({ type: 'visitor.begin' })
    else for (const frame of unanswered.values()) send(frame)
  }

  /** Fetches what follows, unless the log is known up to there. */
  function catchUp(conversation: string, seq = Number.POSITIVE_INFINITY): void {
    const after = entries(conversation).length
    if (seq > after) send({ type: 'fetch', conversation, after, limit: 200 })
  }

  /** What is known of a conversation, from its first entry and without a gap. */
  function entries(conversation: string): readonly Entry[] {
    return memory.logs.get(conversation)?.entries ?? []
  }

  /** Sends a frame that nobody needs to repeat; while there is no connection it is dropped. */
  function send(frame: object): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }

  /** Sends a message or a note, and again after every cut, until it is answered. Gives its key. */
  function says(message: object, clientId = newClientId()): string {
    const frame = { ...message, clientId }
    unanswered.set(clientId, frame)
    if (next === 'messages') send(frame)
    return clientId
  }

  /** Loses the network: what was under way is lost, and it stays away until `connect`. */
  function cut(): void {
    clearTimeout(comeBack)
    socket?.terminate()
    socket = null
  }

  connect()
  return { heard, changes, memory, connect, cut, send, says, entries, stopsReading: () => socket?.pause() }
}

/** The key of one message: nine digits of time, so that keys sort, and chance. */
function newClientId(): string {
  return Date.now().toString(36).padStart(9, '0') + randomBytes(8).toString('hex')
}
