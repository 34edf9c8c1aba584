import { readFile } from 'node:fs/promises'
import { BYES, REFUSALS } from '@shopbell/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { openOwnStore } from '../support/own-store'
import { Stand, type Step, stepsOf } from './examples'

const page = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
const steps = stepsOf(page)

let server: BuiltServer
beforeAll(async () => {
  server = await startBuiltServer({ flags: ['--no-demo'] })
})
afterAll(() => server[Symbol.asyncDispose]())

test('every example on the protocol page is what the server says', async () => {
  const owner = await openOwnStore(server, {
    storeName: 'Mackerel Sky',
    address: 'ines@example.com',
    password: 'dry at last 2026',
    sites: ['https://shop.example.com'],
  })
  const stand = new Stand([
    ['sto_demo', owner.store],
    ['CONSOLE', server.origin],
  ])
  const sockets = new Map<string, ListeningSocket>()
  let cookie = ''
  for (const step of steps) {
    if (step.kind === 'request') cookie = (await ask(step, stand, cookie)) ?? cookie
    else await walk(step, stand, sockets, () => cookie)
  }
  expect(steps.length).toBeGreaterThan(30)
  for (const socket of sockets.values()) socket.close()
})

test('the page lists every refusal with its status and remedy, and every good-bye with its close code', () => {
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
  const listed = (code: string) => rows.find((cells) => cells[1] === code)
  for (const [code, { status, remedy }] of Object.entries(REFUSALS))
    expect(listed(code)?.slice(2, 4), code).toEqual([String(status), remedy.replace('_', ' ')])
  for (const [code, { closeCode, final }] of Object.entries(BYES)) {
    const row = rows.find((cells) => cells[1] === code && cells[2] === String(closeCode))
    expect(row?.[3], code).toBe(final ? 'yes' : 'no')
  }
})

async function ask(step: Extract<Step, { kind: 'request' }>, stand: Stand, cookie: string) {
  const headers = new Headers(Object.entries(step.headers).map(([name, value]) => [name, stand.fill(value)]))
  if (step.signedIn && cookie !== '') headers.set('cookie', cookie)
  const answer = await fetch(server.origin + stand.fill(step.path), {
    method: step.method,
    headers,
    ...(step.body === null ? {} : { body: stand.fill(step.body) }),
  })
  expect(answer.status, `${step.method} ${step.path}`).toBe(step.status)
  if (step.answer !== null) expect(stand.match(step.answer, await answer.json())).toBeNull()
  return answer.headers.get('set-cookie')?.split(';')[0]
}

async function walk(
  step: Exclude<Step, { kind: 'request' }>,
  stand: Stand,
  sockets: Map<string, ListeningSocket>,
  cookie: () => string,
): Promise<void> {
  if (step.kind === 'connect') {
    const url = server.origin.replace('http', 'ws') + stand.fill(step.path)
    sockets.set(step.socket, await ListeningSocket.open(url, stand.fill(step.origin), cookie()))
    return
  }
  const socket = sockets.get(step.socket)
  if (socket === undefined) throw new Error(`"${step.socket}" was not connected`)
  if (step.kind === 'send') socket.send(stand.fill(JSON.stringify(step.frame)))
  else if (step.kind === 'closed') expect(await socket.closed).toBe(step.code)
  else await socket.hears(step.frame, stand)
}

/** A socket that keeps what it heard until an example asks for it. */
class ListeningSocket {
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #heard: unknown[] = []
  #rang: () => void = () => undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('message', (data) => {
      this.#heard.push(JSON.parse(String(data)))
      this.#rang()
    })
  }

  static async open(url: string, origin: string, cookie: string): Promise<ListeningSocket> {
    const socket = new WebSocket(url, { origin, headers: { cookie } })
    const listening = new ListeningSocket(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return listening
  }

  send(text: string): void {
    this.#socket.send(text)
  }

  close(): void {
    this.#socket.close()
  }

  /** Waits until a frame is what the page prints; frames that are not are passed over, as a client may. */
  async hears(printed: unknown, stand: Stand): Promise<void> {
    const passedOver: string[] = []
    const enough = AbortSignal.timeout(10_000)
    for (;;) {
      while (this.#heard.length > 0) {
        const frame = this.#heard.shift()
        const difference = stand.match(printed, frame)
        if (difference === null) return
        passedOver.push(`${JSON.stringify(frame)}\n   ${difference}`)
      }
      await new Promise<void>((resolve, reject) => {
        this.#rang = resolve
        enough.onabort = () =>
          reject(new Error(`Not heard: ${JSON.stringify(printed)}\nHeard instead:\n${passedOver.join('\n')}`))
      })
    }
  }
}
