import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** A frame as its bytes say it, right or wrong. Source: RFC 6455, section 5.2. */
export interface RawFrame {
  readonly opcode: number
  readonly payload?: string | Buffer
  /** Whether it ends its message; true if left out. */
  readonly fin?: boolean
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number
  /** A client must mask; false breaks the protocol. */
  readonly masked?: boolean
  /** What the header says the length is, in place of the payload's, always in eight bytes. */
  readonly claims?: bigint
}

/** What the server sent. */
export interface HeardFrame {
  readonly opcode: number
  readonly payload: Buffer
}

const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const PATIENCE_MS = 60_000

/** The bytes of a frame from a client. */
export function bytesOf(frame: RawFrame): Buffer {
  const { opcode, payload = '', fin = true, reserved = 0, masked = true, claims } = frame
  const body = Buffer.from(payload)
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const length = lengthBytes(body.length, claims)
  length[0] = (length[0] ?? 0) | (masked ? 0x80 : 0)
  if (!masked) return Buffer.concat([Buffer.from([first]), length, body])
  const mask = randomBytes(4)
  const hidden = body.map((byte, at) => byte ^ (mask[at % 4] ?? 0))
  return Buffer.concat([Buffer.from([first]), length, mask, hidden])
}

function lengthBytes(length: number, claims: bigint | undefined): Buffer {
  if (claims === undefined && length < 126) return Buffer.from([length])
  if (claims === undefined && length < 65_536) {
    const bytes = Buffer.from([126, 0, 0])
    bytes.writeUInt16BE(length, 1)
    return bytes
  }
  const bytes = Buffer.alloc(9)
  bytes[0] = 127
  bytes.writeBigUInt64BE(claims ?? BigInt(length), 1)
  return bytes
}

/**
 * A WebSocket by hand: the handshake and every frame as they are written, with nobody in between who tidies up. By
 * itself it only answers a closing.
 */
export class RawSocket {
  /** The code in the server's close frame; null where the line was cut without one. */
  readonly closed: Promise<number | null>
  readonly heard: HeardFrame[] = []
  readonly #line: Socket
  #rest: Buffer = Buffer.alloc(0)
  #rang: () => void = () => undefined

  private constructor(line: Socket, rest: Buffer) {
    this.#line = line
    this.closed = new Promise((resolve) => {
      line.once('close', () => {
        const close = this.heard.find(({ opcode }) => opcode === OPCODE.close)
        resolve(close === undefined || close.payload.length < 2 ? null : close.payload.readUInt16BE(0))
        this.#rang()
      })
    })
    line.on('data', (chunk) => this.#hear(chunk))
    this.#hear(rest)
  }

  /** Shakes hands, and checks that the other side read our key. */
  static async open(
    origin: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<RawSocket> {
    const { hostname, port, host } = new URL(origin)
    const key = randomBytes(16).toString('base64')
    const line = connect({ host: hostname, port: Number(port) })
    line.on('error', () => undefined)
    const wanted = {
      Host: host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
      ...headers,
    }
    const lines = Object.entries(wanted).map(([name, value]) => `${name}: ${value}\r\n`)
    line.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
    const { head, rest } = await headOf(line)
    const accept = createHash('sha1')
      .update(key + KEY_SUFFIX)
      .digest('base64')
    if (!head.startsWith('HTTP/1.1 101') || !head.includes(accept)) throw new Error(`No upgrade: ${head}`)
    return new RawSocket(line, rest)
  }

  /** Settles when the kernel has taken the bytes, or the line is gone. */
  writes(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.#line.write(bytes, () => resolve()))
  }

  says(frame: RawFrame): Promise<void> {
    return this.writes(bytesOf(frame))
  }

  saysText(text: string): Promise<void> {
    return this.says({ opcode: OPCODE.text, payload: text })
  }

  /** Reads nothing more of what the server sends. */
  stopsReading(): void {
    this.#line.pause()
  }

  readsAgain(): void {
    this.#line.resume()
  }

  get isOpen(): boolean {
    return this.#line.readyState === 'open'
  }

  /** Waits for a text frame of this type; earlier ones are passed over. */
  async hears(type: string): Promise<string> {
    const { payload } = await this.#next(
      (frame) => frame.opcode === OPCODE.text && frame.payload.includes(`"type":"${type}"`),
      `"${type}"`,
    )
    return String(payload)
  }

  /** Waits until as many pings are answered. */
  async hearsPongs(count: number): Promise<void> {
    for (let heard = 0; heard < count; heard += 1)
      await this.#next(({ opcode }) => opcode === OPCODE.pong, 'pong')
  }

  leaves(): void {
    this.#line.destroy()
  }

  async #next(isIt: (frame: HeardFrame) => boolean, name: string): Promise<HeardFrame> {
    const enough = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      const at = this.heard.findIndex(isIt)
      const [frame] = at < 0 ? [] : this.heard.splice(0, at + 1).slice(-1)
      if (frame !== undefined) return frame
      if (enough.aborted || !this.isOpen) throw new Error(`No ${name} was heard`)
      await new Promise<void>((resolve) => {
        this.#rang = resolve
        enough.onabort = () => resolve()
      })
    }
  }

  #hear(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let frame = this.#cut(); frame !== null; frame = this.#cut()) {
      this.heard.push(frame)
      if (frame.opcode === OPCODE.close) this.#line.write(bytesOf(frame))
    }
    this.#rang()
  }

  /** The first whole frame of what has come. A server never masks. */
  #cut(): HeardFrame | null {
    const [first = 0, second = 0] = this.#rest
    if (this.#rest.length < 2) return null
    const short = second & 0x7f
    const head = short === 126 ? 4 : short === 127 ? 10 : 2
    if (this.#rest.length < head) return null
    const length =
      short === 126
        ? this.#rest.readUInt16BE(2)
        : short === 127
          ? Number(this.#rest.readBigUInt64BE(2))
          : short
    if (this.#rest.length < head + length) return null
    const payload = this.#rest.subarray(head, head + length)
    this.#rest = this.#rest.subarray(head + length)
    return { opcode: first & 0x0f, payload }
  }
}

async function headOf(line: Socket): Promise<{ readonly head: string; readonly rest: Buffer }> {
  let heard = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk])
      const end = heard.indexOf('\r\n\r\n')
      if (end < 0) return
      line.off('data', onData)
      resolve({ head: heard.subarray(0, end).toString(), rest: heard.subarray(end + 4) })
    }
    line.on('data', onData)
    line.once('close', () => reject(new Error(`Closed before the upgrade: ${heard.toString()}`)))
  })
}
