import type { AgentUpFrame, VisitorUpFrame } from '@shopbell/protocol'
import type { WebSocket } from 'ws'

/** A frame from the server, as a client that believes nothing sees it. */
export type HeardFrame = Readonly<Record<string, unknown>> & { readonly type: string }

const HEAR_WITHIN_MS = 4_000

/** A client's end of a socket. It keeps what it heard until a test asks for it. */
export class TestSocket {
  /** Every frame so far. */
  readonly heard: HeardFrame[] = []
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  #unread: HeardFrame[] = []
  #closeCode: number | null = null
  #ring: () => void = () => {}

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        this.#closeCode = code
        this.#ring()
        resolve(code)
      })
    })
    socket.on('error', () => {})
    socket.on('message', (data) => {
      const frame: HeardFrame = JSON.parse(String(data))
      this.heard.push(frame)
      this.#unread.push(frame)
      this.#ring()
    })
  }

  says(...frames: readonly (VisitorUpFrame | AgentUpFrame)[]): void {
    for (const frame of frames) this.saysRaw(JSON.stringify(frame))
  }

  /** Whatever a client may come up with. */
  saysRaw(data: string | Buffer): void {
    this.#socket.send(data, { binary: typeof data !== 'string' })
  }

  /** The next frame of this type that no test has asked for yet; those before it are passed over. */
  async hears(type: string, fits: (frame: HeardFrame) => boolean = () => true): Promise<HeardFrame> {
    const enough = AbortSignal.timeout(HEAR_WITHIN_MS)
    for (;;) {
      const at = this.#unread.findIndex((frame) => frame.type === type && fits(frame))
      const found = this.#unread[at]
      if (found !== undefined) {
        this.#unread = this.#unread.slice(at + 1)
        return found
      }
      if (enough.aborted || this.#closeCode !== null) {
        throw new Error(
          `No ${type} was heard (closed: ${this.#closeCode}), but: ${JSON.stringify(this.heard)}`,
        )
      }
      await new Promise<void>((resolve) => {
        this.#ring = resolve
        enough.onabort = () => resolve()
      })
    }
  }

  /** How many frames of this type were heard so far. */
  count(type: string): number {
    return this.heard.filter((frame) => frame.type === type).length
  }

  /** As a tab that is asleep: what is sent to it waits. */
  stopsReading(): void {
    this.#socket.pause()
  }

  readsOn(): void {
    this.#socket.resume()
  }

  leaves(): void {
    this.#socket.close()
  }

  /** As when the network goes: no good-bye. */
  drops(): void {
    this.#socket.terminate()
  }
}
