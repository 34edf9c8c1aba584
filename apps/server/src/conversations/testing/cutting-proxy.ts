import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** When the connection dies: before a statement reaches Postgres, or after it, with its answer lost. */
export type Cut = { readonly statement: number; readonly when: 'before' | 'after' }

/**
 * Stands between a client and its Postgres, and cuts the connection at a statement. So a test can let a command lose its connection between any two of its statements, whatever they are.
 */
export class CuttingProxy {
  /** The connection string of the proxy. */
  readonly url: string
  /** Statements that have passed since it was armed. */
  statements = 0
  #cut: Cut | null = null
  readonly #folder: string
  readonly #server: Server

  private constructor(target: URL, folder: string, server: Server) {
    const own = new URL(target)
    own.host = 'localhost:5432'
    own.searchParams.set('host', folder)
    this.url = own.href
    this.#folder = folder
    this.#server = server
    server.on('connection', (client) => this.#pass(client, target))
  }

  static async open(url: string): Promise<CuttingProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'cut-'))
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve))
    return new CuttingProxy(new URL(url), folder, server)
  }

  /** Cuts once, at a statement counted from now on. Null: lets everything pass. */
  arm(cut: Cut | null): void {
    this.#cut = cut
    this.statements = 0
  }

  close(): void {
    this.#server.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #pass(client: Socket, target: URL): void {
    const postgres = connectTo(target)
    const end = () => {
      client.destroy()
      postgres.destroy()
    }
    for (const socket of [client, postgres]) socket.on('error', end).on('close', end)
    const messages = new Messages()
    let isCut = false
    postgres.on('data', (chunk) => (isCut ? end() : client.write(chunk)))
    client.on('data', (chunk) => {
      for (const message of messages.of(chunk)) {
        if (isStatement(message)) this.statements += 1
        if (isStatement(message) && this.statements === this.#cut?.statement) {
          const { when } = this.#cut
          this.#cut = null
          if (when === 'before') return end()
          isCut = true
        }
        postgres.write(message)
      }
    })
  }
}

/** A simple query, or the binding of a prepared one. The start of a connection has no letter. */
function isStatement(message: Buffer): boolean {
  const letter = String.fromCharCode(message[0] ?? 0)
  return letter === 'Q' || letter === 'B'
}

function connectTo(url: URL): Socket {
  const folder = url.searchParams.get('host')
  const port = Number(url.port || 5432)
  return folder === null ? connect(port, url.hostname) : connect(join(folder, `.s.PGSQL.${port}`))
}

/** Splits what a client sends into its messages; the first one has a length and no letter. */
class Messages {
  #rest = Buffer.alloc(0)
  #letters = 0

  of(chunk: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const messages: Buffer[] = []
    while (this.#rest.length >= this.#letters + 4) {
      const length = this.#letters + this.#rest.readUInt32BE(this.#letters)
      if (this.#rest.length < length) break
      messages.push(this.#rest.subarray(0, length))
      this.#rest = this.#rest.subarray(length)
      this.#letters = 1
    }
    return messages
  }
}
