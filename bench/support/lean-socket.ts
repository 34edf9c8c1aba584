import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10
const SHORT = 126
const LONG = 127

/** Where a socket is opened, and who hears what comes. */
export interface Way {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Hears each text frame. The bytes are only good until it returns. */
  readonly hear: (text: Buffer) => void
}

/**
 * A WebSocket that does just what a bench needs, so that the clients take as little as they can of the machine that
 * they share with the server: it reads no frame that it is not asked to, and masks with zeros.
 */
export class LeanSocket {
  readonly #line: Socket
  readonly #hear: Way['hear']
  #rest: Buffer = Buffer.alloc(0)
  #isCorked = false
  isClosed = false

  private constructor(line: Socket, hear: Way['hear']) {
    this.#line = line
    this.#hear = hear
    line.on('close', () => {
      this.isClosed = true
    })
  }

  /** Settles when the server has accepted it. Throws with its answer if it has not. */
  static async open(way: Way): Promise<LeanSocket> {
    const line = connect({ port: way.port, host: '127.0.0.1', noDelay: true })
    const socket = new LeanSocket(line, way.hear)
    await once(line, 'connect')
    line.write(requestOf(way))
    let answer: Buffer = Buffer.alloc(0)
    while (!answer.includes('\r\n\r\n')) {
      const [chunk]: Buffer[] = await once(line, 'data')
      answer = Buffer.concat([answer, chunk ?? Buffer.alloc(0)])
    }
    const end = answer.indexOf('\r\n\r\n') + 4
    if (!answer.toString('latin1', 0, 12).endsWith(' 101')) throw new Error(answer.toString())
    line.on('error', () => line.destroy())
    line.on('data', (chunk) => socket.#take(chunk))
    if (end < answer.length) socket.#take(answer.subarray(end))
    return socket
  }

  send(text: string): void {
    // What is sent in one turn leaves in one write.
    if (!this.#isCorked) {
      this.#isCorked = true
      this.#line.cork()
      process.nextTick(() => {
        this.#isCorked = false
        this.#line.uncork()
      })
    }
    this.#line.write(frameOf(TEXT, Buffer.from(text)))
  }

  close(): void {
    this.#line.destroy()
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (;;) {
      const head = headAt(bytes, at)
      if (head === null || head.to > bytes.length) break
      this.#frame(head.code, bytes.subarray(head.from, head.to))
      at = head.to
    }
    this.#rest = bytes.subarray(at)
  }

  #frame(code: number, payload: Buffer): void {
    if (code === TEXT) this.#hear(payload)
    else if (code === PING) this.#line.write(frameOf(PONG, payload))
    else if (code === CLOSE) this.#line.end()
  }
}

function requestOf({ port, path, headers }: Way): string {
  const lines = Object.entries({
    host: `localhost:${port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16, 'shopbell').toString('base64'),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** The opcode of the frame that begins here, and where its payload stands; null while that cannot be said. */
function headAt(bytes: Buffer, at: number): { code: number; from: number; to: number } | null {
  const room = bytes.length - at
  if (room < 2) return null
  const code = (bytes[at] ?? 0) & 0x0f
  const length = (bytes[at + 1] ?? 0) & 0x7f
  if (length < SHORT) return { code, from: at + 2, to: at + 2 + length }
  if (length === SHORT)
    return room < 4 ? null : { code, from: at + 4, to: at + 4 + bytes.readUInt16BE(at + 2) }
  if (length === LONG && room >= 10)
    return { code, from: at + 10, to: at + 10 + Number(bytes.readBigUInt64BE(at + 2)) }
  return null
}

/** A client's frame, of at most 65,535 bytes. */
function frameOf(code: number, payload: Buffer): Buffer {
  const isShort = payload.length < SHORT
  const frame = Buffer.alloc((isShort ? 6 : 8) + payload.length)
  frame[0] = 0x80 | code
  frame[1] = 0x80 | (isShort ? payload.length : SHORT)
  if (!isShort) frame.writeUInt16BE(payload.length, 2)
  payload.copy(frame, isShort ? 6 : 8)
  return frame
}
