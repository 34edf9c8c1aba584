import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from './database'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

let home: TestDatabase
let line: Line
let database: Database
beforeAll(async () => {
  home = await createTestDatabase()
  line = await Line.to(home.url)
  database = openDatabase(line.url, { max: 1 })
})
afterAll(async () => {
  await database.end()
  line.close()
  await home.drop()
})

/** The way to a Postgres, over TCP, for it can be torn or go quiet. */
class Line {
  readonly url: string
  isQuiet = false
  readonly #sockets = new Set<Socket>()
  readonly #server: Server

  private constructor(server: Server, target: URL) {
    const own = new URL(target)
    const address = server.address()
    own.searchParams.delete('host')
    own.hostname = '127.0.0.1'
    own.port = typeof address === 'object' && address !== null ? String(address.port) : ''
    this.url = own.href
    this.#server = server
    const folder = target.searchParams.get('host')
    const port = Number(target.port || 5432)
    server.on('connection', (client) => {
      const postgres =
        folder === null ? connect(port, target.hostname) : connect(join(folder, `.s.PGSQL.${port}`))
      this.#sockets.add(client)
      client.on('data', (chunk) => this.isQuiet || postgres.write(chunk))
      postgres.on('data', (chunk) => client.write(chunk))
      for (const socket of [client, postgres]) {
        socket.on('error', () => {})
        socket.on('close', () => {
          this.#sockets.delete(client)
          client.destroy()
          postgres.destroy()
        })
      }
    })
  }

  static async to(url: string): Promise<Line> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Line(server, new URL(url))
  }

  /** With an error, as when the machine at the other end is gone. */
  tear(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  close(): void {
    this.#server.close()
    this.tear()
  }
}

/** The number that was asked for, or that there was no answer. */
function number(value: number): Promise<number | string> {
  return database.db.execute<{ value: number }>(`select ${value} as value`).then(
    (rows) => rows[0]?.value ?? 'nothing',
    () => 'no answer',
  )
}

test('what is asked while a connection breaks gets its own answer or none, and so does what is asked after', {
  timeout: 30_000,
}, async () => {
  for (let round = 0; round < 5; round += 1) {
    expect(await number(0)).toBe(0)
    let atOnce: Promise<(number | string)[]> | undefined
    const torn = database.db.execute('select pg_sleep(20)').catch(() => {
      // In the moment between the error and the end of the connection.
      atOnce = Promise.all([number(1), number(2), number(3)])
    })
    await new Promise((resolve) => setImmediate(resolve))
    line.tear()
    await torn
    const answers = (await atOnce) ?? []
    answers.forEach((answer, at) => {
      expect([at + 1, 'no answer']).toContain(answer)
    })
    expect(await Promise.all([4, 5, 6, 7].map(number))).toEqual([4, 5, 6, 7])
  }
})

test('a database that no longer answers is asked anew on another connection', {
  timeout: 30_000,
}, async () => {
  expect(await number(1)).toBe(1)
  line.isQuiet = true
  expect(await Promise.all([number(2), number(3)])).toEqual(['no answer', 'no answer'])
  line.isQuiet = false
  expect(await number(4)).toBe(4)
})
