import { WebSocket } from 'ws'

/** A frame as a client that believes nothing sees it. */
export interface Heard {
  readonly type: string
  readonly code?: string
  readonly clientId?: string
  readonly retryAfterMs?: number
  readonly [field: string]: unknown
}

/** What the server said of one message: where it stands, and whether the socket that heard it was the first one. */
export interface Stored {
  readonly clientId: string
  readonly conversation: string
  readonly seq: number
  readonly at: number
  /** The server's time at the welcome of the socket on which the answer came. */
  readonly welcomedAt: number
  /** Sockets this shopper had before that one. */
  readonly returns: number
}

export interface Door {
  readonly origin: string
  readonly store: string
  readonly site: string
}

const FIRST_BOUND_MS = 500
const LAST_BOUND_MS = 20_000

/** A shopper's client by the book: comes back when it is told to, and sends again what was not answered. */
export class Shopper {
  /** Frames other than answers to messages, oldest first. */
  readonly heard: Heard[] = []
  readonly stored: Stored[] = []
  /** Every message written, by its key, in order. */
  readonly written: { readonly clientId: string; readonly text: string }[] = []
  /** Codes of closed sockets, and the reason of each `refused`. */
  readonly closed: number[] = []
  readonly refused: string[] = []
  welcomes = 0
  isOpen = false
  readonly #door: Door
  readonly #changed: () => void
  #token: string | null = null
  #socket: WebSocket | null = null
  #unanswered: { clientId: string; text: string } | null = null
  #boundMs = FIRST_BOUND_MS
  #welcomedAt = 0
  #mayReturn = true

  /** `changed` is called whenever anything was heard. */
  constructor(door: Door, changed: () => void) {
    this.#door = door
    this.#changed = changed
  }

  comes(): void {
    const { origin, store, site } = this.#door
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/v1/stores/${store}/socket`, {
      origin: site,
    })
    this.#socket = socket
    let bye: Heard | undefined
    socket.on('error', () => {})
    socket.on('open', () => this.#say({ type: 'hello', versions: [1], token: this.#token, resume: [] }))
    socket.on('message', (data) => {
      const frame: Heard = JSON.parse(String(data))
      if (frame.type === 'bye') bye = frame
      this.#hear(frame)
      this.#changed()
    })
    socket.on('close', (code) => {
      if (this.isOpen) this.closed.push(code)
      this.isOpen = false
      if (this.#mayReturn) {
        setTimeout(() => this.comes(), (bye?.retryAfterMs ?? 0) + Math.random() * this.#boundMs)
        this.#boundMs = Math.min(2 * this.#boundMs, LAST_BOUND_MS)
      }
      this.#changed()
    })
  }

  /** Writes one message, and sends it until it is answered. One at a time. */
  writes(text: string): void {
    const clientId = `${Date.now().toString(36).padStart(9, '0')}${Math.random().toString(36).slice(2).padEnd(11, '0')}`
    this.#unanswered = { clientId, text }
    this.written.push(this.#unanswered)
    this.#sends()
  }

  get isWaiting(): boolean {
    return this.#unanswered !== null
  }

  /** Asks for the first 200 lines of its own log; they are heard as `page`. */
  looks(): void {
    const conversation = this.stored[0]?.conversation
    this.#say({ type: 'fetch', conversation, after: 0, limit: 200 })
  }

  /** Goes for good. */
  leaves(): void {
    this.#mayReturn = false
    this.#socket?.terminate()
  }

  #hear(frame: Heard): void {
    switch (frame.type) {
      case 'welcome':
        this.isOpen = true
        this.welcomes += 1
        this.#boundMs = FIRST_BOUND_MS
        this.#welcomedAt = Number(frame.now)
        this.#sends()
        break
      case 'begun':
        this.#token = String(frame.token)
        this.#sends()
        break
      case 'ping':
        this.#say({ type: 'pong' })
        break
      case 'ack':
        if (frame.clientId !== this.#unanswered?.clientId) return
        this.#unanswered = null
        this.stored.push({
          clientId: frame.clientId ?? '',
          conversation: String(frame.conversation),
          seq: Number(frame.seq),
          at: Number(frame.at),
          welcomedAt: this.#welcomedAt,
          returns: this.welcomes - 1,
        })
        return
      case 'refused':
        this.refused.push(String(frame.code))
        if (frame.frame === 'hello') this.#socket?.close()
        else setTimeout(() => this.#sends(), frame.retryAfterMs ?? LAST_BOUND_MS)
        return
    }
    this.heard.push(frame)
  }

  #sends(): void {
    if (!this.isOpen || this.#unanswered === null) return
    if (this.#token === null) this.#say({ type: 'visitor.begin' })
    else this.#say({ type: 'message.send', ...this.#unanswered, page: null })
  }

  #say(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }
}
