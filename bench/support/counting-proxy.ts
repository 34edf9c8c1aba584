import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const QUERY = 'Q'.charCodeAt(0)
const EXECUTE = 'E'.charCodeAt(0)
const HEADER = 5

/** A way to a Postgres on which every statement that is carried out is counted: each `Query` and each `Execute`. */
export interface CountingProxy extends Disposable {
  readonly url: string
  statements(): number
}

/** Stands between a client and a Postgres that listens on a Unix socket. */
export async function openCountingProxy(url: string): Promise<CountingProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const there = new URL(url)
  const name = `.s.PGSQL.${there.port}`
  const target = join(there.searchParams.get('host') ?? '', name)
  let statements = 0
  const server = createServer((client) => {
    const postgres = connect(target)
    const count = counter(() => {
      statements += 1
    })
    client.on('data', count)
    tied(client, postgres)
  })
  await new Promise<void>((resolve) => {
    server.listen(join(folder, name), resolve)
  })
  there.searchParams.set('host', folder)
  return {
    url: there.href,
    statements: () => statements,
    [Symbol.dispose]() {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function tied(client: Socket, postgres: Socket): void {
  client.pipe(postgres).pipe(client)
  client.on('error', () => postgres.destroy())
  postgres.on('error', () => client.destroy())
}

/** Follows the messages of one connection. The first one has no letter and is no statement. */
function counter(onStatement: () => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  let isStarted = false
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const lengthAt = isStarted ? 1 : 0
      if (rest.length < HEADER) return
      const size = lengthAt + rest.readUInt32BE(lengthAt)
      if (rest.length < size) return
      if (isStarted && (rest[0] === QUERY || rest[0] === EXECUTE)) onStatement()
      isStarted = true
      rest = rest.subarray(size)
    }
  }
}
