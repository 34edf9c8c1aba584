import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A frame as it came, before anybody has looked at it. */
export type Frame = Readonly<Record<string, unknown>>

const PATIENCE_MS = 60_000

/** A socket that says whatever it is told to, stays connected, and keeps everything it hears. */
export class Caller {
  /** The code the socket is closed with. */
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  #heard: Frame[] = []
  #next = 0
  #rang: () => void = () => undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      const frame: unknown = JSON.parse(String(data))
      if (!isFrame(frame)) throw new Error(`Not a frame: ${String(data)}`)
      if (frame.type === 'ping') this.says({ type: 'pong' })
      this.#heard.push(frame)
      this.#rang()
    })
    socket.once('close', () => this.#rang())
  }

  /** Opens a socket. Throws with the status where the server does not upgrade. */
  static async open(address: string, headers: Readonly<Record<string, string>>): Promise<Caller> {
    const socket = new WebSocket(address, { headers: { ...headers } })
    const caller = new Caller(socket)
    await once(socket, 'open')
    return caller
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Text is sent as it is, a frame as its JSON. */
  says(said: object | string): void {
    this.#socket.send(typeof said === 'string' ? said : JSON.stringify(said))
  }

  /** The next frame of this type that was not asked for yet; those before it are passed over. */
  async hears(type: string): Promise<Frame> {
    const enough = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      for (; this.#next < this.#heard.length; this.#next += 1) {
        const frame = this.#heard[this.#next]
        if (frame?.type !== type) continue
        this.#next += 1
        return frame
      }
      if (enough.aborted || !this.isOpen) throw new Error(`No "${type}" was heard. Last: ${this.#last()}`)
      await new Promise<void>((resolve) => {
        this.#rang = resolve
        enough.onabort = () => resolve()
      })
    }
  }

  /** Everything heard since this was asked last, oldest first. */
  takesStock(): readonly Frame[] {
    const heard = this.#heard
    this.#heard = []
    this.#next = 0
    return heard
  }

  leaves(): void {
    this.#socket.terminate()
  }

  #last(): string {
    return JSON.stringify(this.#heard.slice(-3))
  }
}

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
