import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { WebSocket } from 'ws'

/** Codes of the closings after which a client stays away. */
const FINAL = [4400, 4401, 4403, 4404, 4406]

/** The frames that are acted on, as far as they are read. */
type Frame =
  | { type: 'welcome'; heads: readonly Head[]; visitor?: string | null }
  | { type: 'begun'; token: string }
  | ({ type: 'ack' } & Ack)
  | ({ type: 'entries' | 'page' } & Log & { conversation: string; head?: number })
  | { type: 'reset'; conversation: string }
  | { type: 'opened'; head: Head }
  | { type: 'row'; view: string; in: boolean; row: Row }
  | { type: 'ping'; heads: readonly Head[]; view?: { view: string; digest: string } }
  | ({ type: 'refused' } & Refusal)
  | { type: 'bye'; retryAfterMs?: number }
type Head = { conversation: string; seq: number }
type Ack = Head & { clientId: string; at: number }
type Log = { epoch: string; entries: Entry[] }
type Refusal = { code: string; frame: string; clientId?: string; retryAfterMs?: number } & Partial<Head>
type Message = { type: 'message.send' | 'note.add'; text: string; conversation?: string; page?: null }
export type Entry = { seq: number; kind: string; clientId: string; body: { text?: string; to?: string } }
type Shown = {
  last: { at: number; text: string } | null
  lateAt: number | null
  openedAt: number
  standing: { sinceMs?: number }
}
type Unanswered = { frame: object; stored(ack: Ack): void; lost(why: Error): void }
export type Row = { id: string; version: number } & Shown

/** What a client keeps between two lives: its token, and each conversation in its own numbers. */
type Memory = { token: string | null; logs: Map<string, Log> }
type Way = { address: string; headers: Readonly<Record<string, string>> }

/** A socket that comes back by itself, sends again what was not answered and fetches what it missed. */
export class Client {
  /** Everything heard, oldest first. `changes` brings each frame, and nothing when the socket closes. */
  readonly heard: Frame[] = []
  readonly changes = new EventEmitter<{ change: [Frame?] }>()
  readonly memory: Memory
  /** The code of the closing after which it stays away. */
  closedWith: number | null = null
  socket: WebSocket | null = null
  readonly #way: Way
  readonly #unanswered = new Map<string, Unanswered>()
  #session: 'none' | 'not_begun' | 'asked_for' | 'known' = 'none'
  #boundMs = 500
  #comeBack: NodeJS.Timeout | undefined

  constructor(way: Way, memory: Memory = { token: null, logs: new Map() }) {
    this.#way = way
    this.memory = memory
    this.connect()
  }

  connect(): void {
    const socket = new WebSocket(this.#way.address.replace(/^http/, 'ws'), { headers: this.#way.headers })
    const silence = setTimeout(() => socket.terminate(), 35_000)
    let retryAfterMs: number | undefined
    this.socket = socket
    socket.on('open', () => this.#hello())
    socket.on('message', (data) => {
      if (socket !== this.socket) return
      silence.refresh()
      const frame: Frame = JSON.parse(String(data))
      if (frame.type === 'bye') retryAfterMs = frame.retryAfterMs
      this.heard.push(frame)
      this.#follow(frame)
      this.changes.emit('change', frame)
    })
    // A connection that cannot be made also closes, and that is where it is dealt with.
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      clearTimeout(silence)
      if (socket !== this.socket) return
      this.#session = 'none'
      if (FINAL.includes(code)) this.closedWith = code
      else this.#comeBack = setTimeout(() => this.connect(), retryAfterMs ?? Math.random() * this.#boundMs)
      this.#boundMs = Math.min(this.#boundMs * 2, 20_000)
      this.changes.emit('change')
    })
  }

  /** Loses the network: what was under way is lost, and it stays away until `connect`. */
  cut(): void {
    clearTimeout(this.#comeBack)
    this.socket?.terminate()
    this.socket = null
    this.#session = 'none'
  }

  /** Says something and repeats it after every cut until the server answers. */
  says(message: Message, clientId = newClientId()): Promise<Ack> {
    return new Promise((stored, lost) => {
      const unanswered = { frame: { ...message, clientId }, stored, lost }
      this.#unanswered.set(clientId, unanswered)
      this.#pass([unanswered])
    })
  }

  /** Sends a frame that nobody needs to repeat; while there is no connection it is dropped. */
  send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  /** What is known of a conversation, from its first entry and without a gap. */
  entries(conversation: string): readonly Entry[] {
    return this.memory.logs.get(conversation)?.entries ?? []
  }

  #hello(): void {
    const resume = [...this.memory.logs].map(([conversation, { epoch, entries }]) => {
      return { conversation, epoch, after: entries.length, lastClientId: entries.at(-1)?.clientId ?? null }
    })
    this.send({ type: 'hello', versions: [1], token: this.memory.token, resume })
  }

  #follow(frame: Frame): void {
    switch (frame.type) {
      case 'welcome': {
        this.#boundMs = 500
        this.#session = frame.visitor === null ? 'not_begun' : 'known'
        const heads = new Map(frame.heads.map(({ conversation, seq }) => [conversation, seq]))
        // One that is not among the heads is fetched too: the answer tells whether it is still there.
        for (const known of this.memory.logs.keys()) if (!heads.has(known)) this.#catchUp(known)
        for (const [conversation, seq] of heads) this.#catchUp(conversation, seq)
        this.#pass()
        break
      }
      case 'begun':
        this.memory.token = frame.token
        this.#session = 'known'
        this.#pass()
        break
      case 'ack':
        this.#unanswered.get(frame.clientId)?.stored(frame)
        this.#unanswered.delete(frame.clientId)
        break
      case 'entries':
      case 'page': {
        const log = this.memory.logs.get(frame.conversation) ?? { epoch: frame.epoch, entries: [] }
        for (const entry of frame.entries) if (entry.seq === log.entries.length + 1) log.entries.push(entry)
        this.memory.logs.set(frame.conversation, log)
        this.#catchUp(frame.conversation, frame.head ?? frame.entries.at(-1)?.seq)
        break
      }
      case 'reset':
        this.memory.logs.delete(frame.conversation)
        this.#catchUp(frame.conversation)
        break
      case 'opened':
        this.#catchUp(frame.head.conversation, frame.head.seq)
        break
      case 'ping':
        this.send({ type: 'pong' })
        for (const { conversation, seq } of frame.heads) this.#catchUp(conversation, seq)
        break
      case 'refused':
        this.#refused(frame)
    }
  }

  #refused({ code, frame, clientId = '', conversation = '', retryAfterMs }: Refusal): void {
    if (frame === 'hello' && code === 'not_identified') {
      this.memory.token = null
      this.memory.logs.clear()
      this.#hello()
    }
    if (frame === 'fetch' && code === 'conversation_not_found') this.memory.logs.delete(conversation)
    const unanswered = this.#unanswered.get(clientId)
    if (unanswered === undefined) return
    if (retryAfterMs !== undefined) setTimeout(() => this.#pass([unanswered]), retryAfterMs)
    else if (this.#unanswered.delete(clientId)) unanswered.lost(new Error(code))
  }

  /** Sends these, or asks for the session that they wait for. */
  #pass(messages = [...this.#unanswered.values()]): void {
    if (this.#session === 'known') for (const { frame } of messages) this.send(frame)
    if (this.#session !== 'not_begun' || messages.length === 0) return
    this.#session = 'asked_for'
    this.send({ type: 'visitor.begin' })
  }

  #catchUp(conversation: string, head = Number.POSITIVE_INFINITY): void {
    const after = this.entries(conversation).length
    if (head > after) this.send({ type: 'fetch', conversation, after, limit: 200 })
  }
}

/** A shopper's client. It names no conversation when it says something; the answer does. */
export function openVisitor(store: { server: string; id: string; site: string }, memory?: Memory): Client {
  const address = `${store.server}/v1/stores/${store.id}/socket`
  return new Client({ address, headers: { origin: store.site } }, memory)
}

/** The key of one message: nine digits of time, so that keys sort, and chance. */
function newClientId(): string {
  return Date.now().toString(36).padStart(9, '0') + randomBytes(8).toString('hex')
}
