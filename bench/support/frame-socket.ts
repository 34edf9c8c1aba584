import { LeanSocket, type Way } from './lean-socket'

/** How frames travel: as they are, or as Socket.IO's packets on an Engine.IO socket. */
export type WireName = 'plain' | 'socket.io'

export interface FrameSocketOptions extends Omit<Way, 'hear'> {
  readonly wire: WireName
  /** Hears each frame, with its type. The bytes are only good until it returns. */
  readonly hear: (frame: Buffer, type: string) => void
}

export interface FrameSocket {
  send(json: string): void
  /** Sends a frame and settles with the next frame of this type. */
  asks(frame: object, answer: string): Promise<void>
  close(): void
}

const PATIENCE_MS = 15_000
const TYPE_FROM = '{"type":"'.length
const QUOTE = '"'.charCodeAt(0)
const IO_FRAME = '42["frame",'
const IO_PING = '2'.charCodeAt(0)
const IO_CONNECTED = '40'

/** Opens a socket for frames, and answers its pings. */
export async function openFrameSocket({ wire, hear, ...way }: FrameSocketOptions): Promise<FrameSocket> {
  let awaited: { readonly type: string; readonly settle: () => void } | null = null
  const isIo = wire === 'socket.io'

  function take(text: Buffer): void {
    if (isIo && text[0] === IO_PING) {
      socket.send('3')
      return
    }
    const frame = isIo ? text.subarray(IO_FRAME.length) : text
    const type = isIo ? ioTypeOf(text, frame) : typeOf(frame)
    if (type === awaited?.type) awaited.settle()
    else if (type === 'ping') send('{"type":"pong"}')
    hear(frame, type)
  }

  function send(json: string): void {
    socket.send(isIo ? `${IO_FRAME}${json}]` : json)
  }

  function awaits(type: string, act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error(`No ${type} has come.`)), PATIENCE_MS)
      awaited = {
        type,
        settle: () => {
          clearTimeout(tooLate)
          awaited = null
          resolve()
        },
      }
      act()
    })
  }

  const path = isIo ? '/socket.io/?EIO=4&transport=websocket' : way.path
  const socket = await LeanSocket.open({ ...way, path, hear: (text) => take(text) })
  if (isIo) await awaits('connected', () => socket.send(IO_CONNECTED))
  return {
    send,
    asks: (frame, answer) => awaits(answer, () => send(JSON.stringify(frame))),
    close: () => socket.close(),
  }
}

/** The type of a frame, which every contender writes first. */
function typeOf(frame: Buffer): string {
  return frame.toString('latin1', TYPE_FROM, frame.indexOf(QUOTE, TYPE_FROM))
}

/** Besides frames there are the handshake of the socket, and the answer of what lies on it. */
function ioTypeOf(text: Buffer, frame: Buffer): string {
  if (text.indexOf(IO_FRAME) === 0) return typeOf(frame)
  return text.indexOf(IO_CONNECTED) === 0 ? 'connected' : 'handshake'
}
