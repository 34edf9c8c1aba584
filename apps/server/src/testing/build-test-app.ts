import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { databaseIdentity, openDatabase, sessions } from '@shopbell/database'
import { createTestDatabase } from '@shopbell/database/testing'
import type { AgentId, ClientId, ConversationId, Role, StoreId, VisitorUpFrame } from '@shopbell/protocol'
import { drawClientId, PROTOCOL_VERSIONS } from '@shopbell/protocol'
import type { LightMyRequestResponse } from 'fastify'
import { createAgent } from '../agents/agent'
import { addMember } from '../agents/memberships'
import { Passwords } from '../agents/passwords'
import { type App, buildApp } from '../app'
import { readConfig } from '../config'
import { type HandSetClock, handSetClock } from '../foundation/clock'
import { drawAgentId, drawStoreId, drawText, drawToken, hashOfToken, systemRandom } from '../foundation/ids'
import { allowSite } from '../stores/sites'
import { createStore } from '../stores/store'
import { TestSocket } from './test-socket'

export const SHOP = 'https://shop.example.com'
export const CONSOLE = 'http://localhost:4100'
export const PASSWORD = 'dry at last 2026'

const CHEAP = { logN: 4, r: 1, p: 1 }
const HELLO = { type: 'hello', versions: PROTOCOL_VERSIONS, token: null, resume: [] } as const
const HOST = 'localhost:4100'

export interface TestAppOptions {
  /** When the hand-set clock begins. */
  readonly openAt?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

/** An answer to a request, with its body read as JSON where it is some. */
export interface Answer {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  readonly body: unknown
  readonly text: string
}

/** The whole server on a database of its own, with one store, a clock set by hand, and nothing built. */
export async function buildTestApp(options: TestAppOptions = {}): Promise<TestHouse> {
  const { url, drop } = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'shopbell-test-app-'))
  const clock = handSetClock(Date.parse(options.openAt ?? '2026-01-05T09:00:00Z'))
  const config = readConfig(options.flags ?? [], {
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'info',
    GOOD_BYE_MS: '20',
    ...options.environment,
  })
  const secret = 'a secret of tests, long enough to be one'
  const database = openDatabase(url, { max: 1 })
  const { epoch } = await databaseIdentity(database.db, {
    secret,
    nowMs: clock.now(),
    drawEpoch: () => drawText(20),
  })
  await database.end()
  const lines: string[] = []
  const log = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const built = makeBuilt(folder)
  const app = await buildApp({
    config,
    clock,
    databaseUrl: url,
    secret,
    epoch,
    passwords: new Passwords(CHEAP),
    built,
    log,
    random: () => 0.5,
  })
  await app.fastify.ready()
  const house = new TestHouse({
    app,
    clock,
    epoch,
    lines,
    folder,
    storeId: drawStoreId(),
    databaseUrl: url,
    drop,
  })
  await house.addStore(house.storeId)
  return house
}

/** A widget and a console as a build leaves them, in as few words as possible. */
function makeBuilt(folder: string): { widget: string; console: string } {
  const widget = join(folder, 'widget')
  const console = join(folder, 'console')
  mkdirSync(join(widget, 'assets'), { recursive: true })
  mkdirSync(join(console, 'assets'), { recursive: true })
  const manifest = { loader: 'loader.js', hours: 'hours.js', panel: 'assets/panel-abc.js' }
  writeFileSync(join(widget, 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(widget, 'hours.js'), 'console.log("hours")')
  writeFileSync(
    join(widget, 'loader.js'),
    `window.settings=__SHOPBELL_SETTINGS__;${'/* loader */'.repeat(80)}`,
  )
  writeFileSync(join(widget, 'assets', 'panel-abc.js'), 'export const draw = 1')
  writeFileSync(join(console, 'index.html'), '<!doctype html><title>Shopbell</title>')
  writeFileSync(join(console, 'assets', 'main-abc.js'), 'console.log(1)')
  return { widget, console }
}

interface HouseParts {
  readonly app: App
  readonly clock: HandSetClock
  readonly epoch: string
  readonly lines: string[]
  readonly folder: string
  readonly storeId: StoreId
  readonly databaseUrl: string
  drop(): Promise<void>
}

/** What a test works with. */
export class TestHouse implements AsyncDisposable {
  readonly app: App
  readonly clock: HandSetClock
  readonly epoch: string
  readonly storeId: StoreId
  readonly databaseUrl: string
  /** The log's lines. */
  readonly lines: string[]
  readonly #parts: HouseParts
  #isClosed = false

  constructor(parts: HouseParts) {
    this.#parts = parts
    this.app = parts.app
    this.clock = parts.clock
    this.epoch = parts.epoch
    this.storeId = parts.storeId
    this.databaseUrl = parts.databaseUrl
    this.lines = parts.lines
  }

  /** A further store, on whose pages at `SHOP` the widget may run. */
  async addStore(id: StoreId = drawStoreId()): Promise<StoreId> {
    await this.app.transact(async (work) => {
      await createStore(work, { id, name: 'Harbour & Sons' })
      await allowSite(work, { by: 'system', storeId: id, origin: SHOP })
    })
    return id
  }

  /** An agent who is signed in, `PASSWORD` being their password. */
  async agent({
    role = 'owner',
    storeId = this.storeId,
    name = 'Ines',
  }: {
    role?: Role
    storeId?: StoreId
    name?: string
  } = {}): Promise<TestAgent> {
    const id = drawAgentId()
    const address = `${name.toLowerCase()}.${drawText(6)}@example.com`
    const passwordHash = await new Passwords(CHEAP).hash(PASSWORD)
    const token = drawToken()
    await this.app.transact(async (work) => {
      await createAgent(work, { id, name, address, passwordHash })
      await addMember(work, { storeId, agentId: id, role })
      const createdAt = work.now.getTime()
      await work.db.insert(sessions).values({
        tokenHash: hashOfToken(token),
        agentId: id,
        createdAt,
        expiresAt: createdAt + 86_400_000 * 30,
      })
    })
    return new TestAgent(this, { id, address, storeId, cookie: `shopbell_session=${token}` })
  }

  /** A browser on the shop's page, welcomed. */
  async visitor({ storeId = this.storeId }: { storeId?: StoreId } = {}): Promise<TestVisitor> {
    return new TestVisitor(
      this,
      storeId,
      await this.connect(`/v1/stores/${storeId}/socket`, { origin: SHOP }),
    )
  }

  async connect(
    path: string,
    headers: Readonly<Record<string, string>>,
    address = '127.0.0.1',
  ): Promise<TestSocket> {
    let socket: TestSocket | undefined
    const line = Object.defineProperty(new Socket(), 'remoteAddress', { value: address })
    const upgrade = { headers: { host: HOST, ...headers }, socket: line }
    await this.app.fastify.injectWS(path, upgrade, {
      onInit: (client) => {
        // From the first moment on: the server may speak before the client knows that it is connected.
        socket = new TestSocket(client)
      },
    })
    if (socket === undefined) throw new Error('The socket was not opened.')
    return socket
  }

  /** Any request, as it stands. */
  async ask(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'PATCH',
    url: string,
    {
      headers = {},
      body,
      address = '127.0.0.1',
    }: { headers?: Record<string, string>; body?: unknown; address?: string } = {},
  ): Promise<Answer> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await this.app.fastify.inject({
      method,
      url,
      remoteAddress: address,
      headers: {
        host: HOST,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    const isJson = String(answer.headers['content-type'] ?? '').startsWith('application/json')
    const parsed: unknown = isJson ? JSON.parse(answer.body) : null
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: parsed }
  }

  /** Moves the clock, and does what that makes due. */
  async passes(ms: number): Promise<void> {
    this.clock.advance(ms)
    await this.app.tick()
  }

  /** The next key of a message. */
  clientId(): ClientId {
    return drawClientId(this.clock.now(), systemRandom)
  }

  /** What was logged as gone wrong. */
  troubles(): readonly string[] {
    return this.lines.filter((line) => /"level":(50|60)/.test(line))
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.app.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await this.#parts.drop()
    rmSync(this.#parts.folder, { recursive: true, force: true })
  }
}

interface AgentParts {
  readonly id: AgentId
  readonly address: string
  readonly storeId: StoreId
  readonly cookie: string
}

/** An agent with a session, and maybe a console that is open. */
export class TestAgent {
  readonly id: AgentId
  readonly address: string
  readonly cookie: string
  readonly storeId: StoreId
  readonly #house: TestHouse
  #socket: TestSocket | undefined

  constructor(house: TestHouse, { id, address, storeId, cookie }: AgentParts) {
    this.#house = house
    this.id = id
    this.address = address
    this.storeId = storeId
    this.cookie = cookie
  }

  get socket(): TestSocket {
    if (this.#socket === undefined) throw new Error('This agent has no console open.')
    return this.#socket
  }

  /** Opens the console; present when this settles. */
  async connects(): Promise<TestSocket> {
    const headers = { origin: CONSOLE, cookie: this.cookie }
    this.#socket = await this.#house.connect('/v1/console/socket', headers)
    this.#socket.says(HELLO)
    await this.#socket.hears('welcome')
    await this.#house.app.settled()
    return this.#socket
  }

  asks(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    const headers = { cookie: this.cookie, origin: CONSOLE }
    return this.#house.ask(method, `/v1/console/${path}`, {
      headers,
      ...(body === undefined ? {} : { body }),
    })
  }

  /** Within the agent's store. */
  asksStore(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    return this.asks(method, `stores/${this.storeId}/${path}`, body)
  }

  async switches(place: 'available' | 'finishing' | 'away'): Promise<void> {
    await this.asksStore('PUT', 'switch', { place })
    await this.#house.app.settled()
  }

  async says(conversation: ConversationId, text: string): Promise<void> {
    const clientId = this.#house.clientId()
    this.socket.says({ type: 'message.send', clientId, conversation, text })
    await this.socket.hears('ack', (frame) => frame.clientId === clientId)
  }
}

/** A shopper's browser. */
export class TestVisitor {
  token: string | null = null
  conversation: ConversationId | null = null
  socket: TestSocket
  readonly #house: TestHouse
  readonly #storeId: StoreId

  constructor(house: TestHouse, storeId: StoreId, socket: TestSocket) {
    this.#house = house
    this.#storeId = storeId
    this.socket = socket
  }

  /** Says hello, as whom it knows itself to be, and gives the welcome. */
  async greets(hello: Partial<Extract<VisitorUpFrame, { type: 'hello' }>> = {}) {
    this.socket.says({ ...HELLO, token: this.token, ...hello })
    return this.socket.hears('welcome')
  }

  /** Writes, beginning the session with the first message. Gives the message's place. */
  async says(text: string): Promise<number> {
    if (this.token === null) {
      this.socket.says({ type: 'visitor.begin' })
      this.token = String((await this.socket.hears('begun')).token)
    }
    const clientId = this.#house.clientId()
    this.socket.says({ type: 'message.send', clientId, text, page: null })
    const ack = await this.socket.hears('ack', (frame) => frame.clientId === clientId)
    this.conversation = conversationOf(ack.conversation)
    await this.#house.app.settled()
    return Number(ack.seq)
  }

  /** A new socket after the old one is gone, whichever way. */
  async returns(): Promise<void> {
    this.socket = await this.#house.connect(`/v1/stores/${this.#storeId}/socket`, { origin: SHOP })
  }

  get inConversation(): ConversationId {
    if (this.conversation === null) throw new Error('This visitor has not written yet.')
    return this.conversation
  }
}

function conversationOf(value: unknown): ConversationId {
  if (typeof value !== 'string') throw new Error('There is no conversation.')
  return `conv_${value.replace(/^conv_/, '')}`
}
