import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** What the server does with the next letter. */
export type Conduct =
  | 'takes it'
  /** It keeps the letter, and the line is dead before anybody hears so. */
  | 'takes it and hangs up'
  | 'is busy'
  | 'knows nobody of that name'
  | 'falls silent'
  | 'hangs up in the middle'
  | 'does not like it'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body, byte by byte. */
  readonly raw: string
}

export interface SinkOptions {
  /** Who may send; nobody has to sign in otherwise. */
  readonly login?: { readonly user: string; readonly password: string }
}

/** A real mail server on this computer, which keeps what it is given and behaves as badly as it is told. */
export class SmtpSink implements AsyncDisposable {
  readonly received: Received[] = []
  readonly #server: SMTPServer
  readonly #sockets = new Map<number, Socket>()
  #conducts: Conduct[] = []
  #tries = 0

  private constructor(options: SinkOptions) {
    const { login } = options
    this.#server = new SMTPServer({
      logger: false,
      authOptional: login === undefined,
      disabledCommands: login === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        const isKnown = username === login?.user && password === login?.password
        done(null, isKnown ? { user: username } : { message: 'wrong', responseCode: 535 })
      },
      onRcptTo: (_address, _session, done) => {
        const [conduct] = this.#conducts
        if (conduct === 'knows nobody of that name') return done(this.#refusal(550, 'no such mailbox'))
        if (conduct === 'is busy') return done(this.#refusal(421, 'try again later'))
        done()
      },
      onData: (stream, session, done) => {
        const conduct = this.#next()
        const hangUp = () => this.#sockets.get(session.remotePort)?.destroy()
        if (conduct === 'falls silent') {
          stream.resume()
          return
        }
        if (conduct === 'hangs up in the middle') {
          stream.resume()
          hangUp()
          return
        }
        void text(stream).then((raw) => {
          if (conduct === 'does not like it') return done(refusalOf(554, 'looks like spam'))
          const { mailFrom, rcptTo } = session.envelope
          const to = rcptTo.map(({ address }) => address)
          this.received.push({ from: mailFrom === false ? '' : mailFrom.address, to, raw })
          if (conduct === 'takes it and hangs up') hangUp()
          else done()
        })
      },
    })
    this.#server.on('error', () => {
      // Lines that were cut on purpose.
    })
  }

  static async open(options: SinkOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink(options)
    sink.#server.server.on('connection', (socket: Socket) => {
      if (socket.remotePort !== undefined) sink.#sockets.set(socket.remotePort, socket)
    })
    await new Promise<void>((resolve) => sink.#server.listen(0, '127.0.0.1', resolve))
    return sink
  }

  get port(): number {
    const address = this.#server.server.address()
    if (address === null || typeof address === 'string') throw new Error('the sink does not listen')
    return address.port
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`
  }

  /** How often a letter was offered, whatever became of it. */
  get tries(): number {
    return this.#tries
  }

  /** How the next letters are met, one each; those after them are taken. */
  behaves(...conducts: Conduct[]): void {
    this.#conducts = conducts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.values()) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #refusal(responseCode: number, words: string): Error {
    this.#next()
    return refusalOf(responseCode, words)
  }

  #next(): Conduct {
    this.#tries += 1
    return this.#conducts.shift() ?? 'takes it'
  }
}

function refusalOf(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode })
}
