import { EventEmitter, once } from 'node:events'
import { WebSocket } from 'ws'
import type { Ack, Frame, Log, Message, Page } from './frames'

const PATIENCE_MS = 30_000
const SILENCE_MS = 35_000
const FIRST_BOUND_MS = 500
const LAST_BOUND_MS = 20_000
const FINAL = ['signed_out', 'origin_not_allowed', 'protocol_error', 'unknown_version', 'store_not_found']

/** What a client keeps between two lives: its token, and the log of each conversation in its own numbers. */
export interface Memory {
  token: string | null
  readonly logs: Map<string, Log>
}

/** Where to, as whom, and who is told of each frame. */
interface Way {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  hear?(frame: Frame): void
}

/** A socket that comes back by itself, sends again what was not answered and fetches what it missed. */
export class Connection {
  readonly memory: Memory
  /** Everything heard, oldest first. */
  readonly heard: Frame[] = []
  /** The code it was closed with after a good-bye that is final. */
  closedWith: number | null = null
  readonly #way: Way
  readonly #unanswered = new Map<
    string,
    { message: Message; stored(ack: Ack): void; lost(why: Error): void }
  >()
  readonly #changes = new EventEmitter()
  #socket: WebSocket | null = null
  #session: 'none' | 'unknown' | 'asked' | 'known' = 'none'
  #comeBack: NodeJS.Timeout | undefined
  #boundMs = FIRST_BOUND_MS
  #mayComeBack = true

  constructor(way: Way, memory: Memory) {
    this.#way = way
    this.memory = memory
    this.#connect()
  }

  /** Sends a message as soon as there is a session, and again after every cut until the server answers. */
  deliver(message: Message): Promise<Ack> {
    return new Promise((stored, lost) => {
      this.#unanswered.set(message.clientId, { message, stored, lost })
      this.#sendNow(message)
      if (this.#session === 'unknown') this.#begin()
    })
  }

  /** Sends a frame that nobody needs to repeat; while there is no connection it is dropped. */
  send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  /** Waits until this is true; looks again whenever something was heard or the connection changed. */
  async until(isTrue: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    while (!isTrue()) await once(this.#changes, 'change', { signal }).catch(() => this.#despair())
  }

  /** Loses the network: the socket is cut without a word, and none is opened before `returns`. */
  cut(): void {
    this.#mayComeBack = false
    clearTimeout(this.#comeBack)
    this.#socket?.terminate()
  }

  returns(): void {
    this.#mayComeBack = true
    this.#connect()
  }

  /** Hears nothing more of what the server sends, though it can still send itself. */
  deafens(): void {
    this.#socket?.pause()
  }

  #connect(): void {
    const socket = new WebSocket(this.#way.address.replace(/^http/, 'ws'), { headers: this.#way.headers })
    const silence = setTimeout(() => socket.terminate(), SILENCE_MS)
    this.#socket = socket
    socket.on('open', () => this.#hello())
    socket.on('message', (data) => {
      silence.refresh()
      const frame: Frame = JSON.parse(String(data))
      this.heard.push(frame)
      this.#follow(frame)
      this.#way.hear?.(frame)
      this.#changes.emit('change')
    })
    // A connection that cannot be made also closes, and that is where it is dealt with.
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      clearTimeout(silence)
      if (this.#socket !== socket) return
      this.#session = 'none'
      const bye = this.heard.findLast((frame) => frame.type === 'bye')
      if (bye !== undefined && FINAL.includes(bye.code)) this.closedWith = code
      else if (this.#mayComeBack) this.#comeBackLater(code === 1012 ? (bye?.retryAfterMs ?? 0) : 0)
      this.#changes.emit('change')
    })
  }

  #comeBackLater(atLeastMs: number): void {
    this.#comeBack = setTimeout(() => this.#connect(), atLeastMs + Math.random() * this.#boundMs)
    this.#boundMs = Math.min(this.#boundMs * 2, LAST_BOUND_MS)
  }

  #hello(): void {
    const resume = [...this.memory.logs].map(([conversation, { epoch, entries }]) => {
      const last = entries.at(-1)
      return { conversation, epoch, after: last?.seq ?? 0, lastClientId: last?.clientId ?? null }
    })
    this.send({ type: 'hello', versions: [1], token: this.memory.token, resume })
  }

  #begin(): void {
    this.#session = 'asked'
    this.send({ type: 'visitor.begin' })
  }

  #resend(): void {
    this.#session = 'known'
    for (const { message } of this.#unanswered.values()) this.#sendNow(message)
  }

  /** Sends it if there is a session; otherwise it goes as soon as there is one. */
  #sendNow(message: Message): void {
    if (this.#session === 'known') this.send(message)
  }

  #follow(frame: Frame): void {
    switch (frame.type) {
      case 'welcome':
        this.#boundMs = FIRST_BOUND_MS
        this.#session = 'unknown'
        for (const head of frame.heads) this.#catchUp(head.conversation, frame.epoch, head.seq)
        if (frame.visitor !== null) this.#resend()
        else if (this.#unanswered.size > 0) this.#begin()
        break
      case 'begun':
        this.memory.token = frame.token
        this.#resend()
        break
      case 'ack':
        this.#unanswered.get(frame.clientId)?.stored(frame)
        this.#unanswered.delete(frame.clientId)
        break
      case 'refused':
        this.#refused(frame)
        break
      case 'reset':
        this.memory.logs.delete(frame.conversation)
        this.#fetch(frame.conversation, 0)
        break
      case 'opened':
        this.#catchUp(frame.head.conversation, frame.epoch, frame.head.seq)
        break
      case 'entries':
      case 'page':
        this.#take(frame)
        break
      case 'ping':
        this.send({ type: 'pong' })
        for (const head of frame.heads) this.#catchUp(head.conversation, null, head.seq)
        break
      default:
      // The wire is open downward: what this client does not know, or does not keep, it passes over.
    }
  }

  #refused({ code, frame, clientId, retryAfterMs }: Extract<Frame, { type: 'refused' }>): void {
    if (code === 'not_identified' && frame === 'hello') {
      this.memory.token = null
      this.memory.logs.clear()
      this.#hello()
    }
    const unanswered = this.#unanswered.get(clientId ?? '')
    if (unanswered === undefined) return
    if (retryAfterMs !== undefined) setTimeout(() => this.#sendNow(unanswered.message), retryAfterMs)
    else {
      this.#unanswered.delete(unanswered.message.clientId)
      unanswered.lost(new Error(code))
    }
  }

  #despair(): never {
    const last = this.heard.slice(-8).map((frame) => JSON.stringify(frame))
    throw new Error(`Waited in vain. Heard last:\n${last.join('\n')}`)
  }

  #log(conversation: string, epoch: string): Log {
    const log = this.memory.logs.get(conversation) ?? { epoch, entries: [] }
    this.memory.logs.set(conversation, log)
    return log
  }

  /** Adds what follows; what is known already is passed over, and what comes after a gap is fetched with it. */
  #take({ conversation, epoch, entries, head = 0 }: Page): void {
    const log = this.#log(conversation, epoch)
    for (const entry of entries) if (entry.seq === log.entries.length + 1) log.entries.push(entry)
    this.#catchUp(conversation, epoch, Math.max(head, entries.at(-1)?.seq ?? 0))
  }

  #catchUp(conversation: string, epoch: string | null, head: number): void {
    const known = epoch === null ? this.memory.logs.get(conversation) : this.#log(conversation, epoch)
    if (known !== undefined && head > known.entries.length) this.#fetch(conversation, known.entries.length)
  }

  #fetch(conversation: string, after: number): void {
    this.send({ type: 'fetch', conversation, after, limit: 200 })
  }
}

/** The key of one message: nine digits of time, so that keys sort, and chance. */
export function newClientId(): string {
  const chance = Array.from({ length: 12 }, () => Math.floor(Math.random() * 36).toString(36))
  return Date.now().toString(36).padStart(9, '0') + chance.join('')
}
