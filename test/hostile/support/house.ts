import type { ViewPageBody } from '@shopbell/protocol'
import { expect } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../packages/database/src/testing/test-postgres'
import { type BuiltServer, startBuiltServer } from '../../support/built-server'
import { openOwnStore } from '../../support/own-store'
import { type Answer, ask, type Question } from './ask'
import { Bystanders } from './bystanders'
import { Caller } from './caller'
import { freshClientId } from './client-ids'
import { Ledger } from './ledger'
import { heldMib, MEASURABLE, memoryComesBackTo } from './memory'
import { signInColleague } from './people'
import { RawSocket } from './raw-socket'
import { Wary } from './wary'

const SITE = 'https://shop.example.com'
const PASSWORD = 'iron in the rain'
const SECRET = 'a secret of forty characters, never told'
/** Every frame here is a bad one, and none of them too many. */
const ROOMY = { FRAMES_PER_TEN_SECONDS: '100000', SENDS_PER_TEN_SECONDS: '100000' }

/** A shopper with a session and a conversation. */
export interface Shopper {
  readonly socket: Caller
  readonly token: string
  readonly conversation: string
}

/** An id of each kind that exists, and belongs to the demo's store. */
interface Foreign {
  readonly store: string
  readonly conversation: string
  readonly cannedReply: string
}

/** Whose cookie is sent. The stranger owns the demo's store and is nobody at ours. */
export type Role = 'owner' | 'colleague' | 'stranger' | 'nobody'

/** The built server with two stores, everybody who may or may not do something there, and two bystanders. */
export class House implements AsyncDisposable {
  readonly server: BuiltServer
  readonly store: string
  readonly foreign: Foreign
  readonly bystanders: Bystanders
  readonly wary: Wary
  readonly address = 'mo@example.com'
  readonly password = PASSWORD
  readonly site = SITE
  readonly #postgres: TestPostgres
  readonly #cookies: Readonly<Record<Role, string>>
  readonly #pid: number
  readonly #ledger: Ledger
  #remembered: unknown
  #restingMib = 0
  /** The servers, and how far what they printed was read. */
  readonly #readUpTo = new Map<BuiltServer, number>()

  private constructor(parts: {
    server: BuiltServer
    postgres: TestPostgres
    store: string
    foreign: Foreign
    cookies: Readonly<Record<Role, string>>
    bystanders: Bystanders
    wary: Wary
  }) {
    this.server = parts.server
    this.store = parts.store
    this.foreign = parts.foreign
    this.bystanders = parts.bystanders
    this.wary = parts.wary
    this.#postgres = parts.postgres
    this.#cookies = parts.cookies
    this.#pid = parts.server.pid
    this.#readUpTo.set(parts.server, 0)
    this.#ledger = new Ledger(parts.postgres.url, parts.bystanders.conversation)
  }

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<House> {
    const postgres = await startTestPostgres()
    const server = await startBuiltServer({
      environment: { ...ROOMY, ...MEASURABLE, ...environment, DATABASE_URL: postgres.url, SECRET },
    })
    const { store, cookie: owner } = await openOwnStore(server, {
      storeName: 'Oat & Anvil',
      address: 'mo@example.com',
      password: PASSWORD,
      sites: [SITE],
    })
    const stranger = await enterDemo(server)
    const colleague = await signInColleague(postgres.url, store)
    const cookies = { owner, colleague, stranger, nobody: '' }
    const { shopper, agent } = await people(server, store, owner)
    const wary = new Wary([
      postgres.url,
      SECRET,
      PASSWORD,
      shopper.token,
      ...Object.values(cookies).map(tokenOf),
    ])
    const house = new House({
      server,
      postgres,
      store,
      foreign: await foreignIn(server, stranger),
      cookies,
      bystanders: new Bystanders(shopper.socket, agent, shopper.conversation, GREETING),
      wary,
    })
    await house.bystanders.goOn()
    await house.#remember()
    house.#restingMib = await heldMib(server)
    return house
  }

  /** Another built server on the same database, set up in another way. It closes with the house. */
  async neighbour(environment: Readonly<Record<string, string>>): Promise<BuiltServer> {
    const neighbour = await startBuiltServer({
      environment: { ...ROOMY, ...environment, DATABASE_URL: this.#postgres.url, SECRET },
    })
    this.#readUpTo.set(neighbour, 0)
    return neighbour
  }

  get origin(): string {
    return this.server.origin
  }

  get #sockets(): string {
    return this.origin.replace('http', 'ws')
  }

  /** The cookie of somebody, as a browser sends it. */
  cookieOf(role: Role): string {
    return this.#cookies[role]
  }

  /** A shopper's socket that has said nothing. */
  knocks(store = this.store, origin = SITE): Promise<Caller> {
    return Caller.open(`${this.#sockets}/v1/stores/${store}/socket`, { origin })
  }

  /** A shopper's socket by hand, frame by frame, that has said nothing. */
  knocksByHand(): Promise<RawSocket> {
    return RawSocket.open(this.origin, `/v1/stores/${this.store}/socket`, { Origin: SITE })
  }

  /** The same, welcomed with this token. */
  async visitsByHand(token: string): Promise<RawSocket> {
    const socket = await this.knocksByHand()
    await socket.saysText(JSON.stringify({ type: 'hello', versions: [1], token, resume: [] }))
    await socket.hears('welcome')
    return socket
  }

  /** A console's socket that has said nothing. */
  console(role: Role): Promise<Caller> {
    return Caller.open(`${this.#sockets}/v1/console/socket`, {
      origin: this.origin,
      cookie: this.#cookies[role],
    })
  }

  /** A console's socket that was welcomed. */
  async agent(role: Role): Promise<Caller> {
    const socket = await this.console(role)
    await greets(socket, null)
    return socket
  }

  /** A shopper's socket that was welcomed, with this token. */
  async visits(token: string | null): Promise<Caller> {
    const socket = await this.knocks()
    await greets(socket, token)
    return socket
  }

  /** A new shopper who has said one thing. */
  async shopper(): Promise<Shopper> {
    const shopper = await beginsTalking(await this.knocks())
    await this.#remember()
    return shopper
  }

  /** Asks the console's API as somebody, from the console's own pages. */
  asks(role: Role, question: Question): Promise<Answer> {
    const { headers, body, ...rest } = question
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    return ask(this.origin, {
      ...rest,
      headers: { origin: this.origin, cookie: this.#cookies[role], ...json, ...headers },
      ...(body === undefined ? {} : { body }),
    })
  }

  /** A path of our store's in the console's API. */
  at(path: string): string {
    return `/v1/console/stores/${this.store}/${path}`
  }

  /** What is stored by this is meant to be: the ledger begins anew after it. */
  async accepts(work: () => Promise<void>): Promise<void> {
    await work()
    await this.#remember()
  }

  /** Nothing was stored or changed, the bystanders chat on, and the same process is well. */
  async isUnharmed(): Promise<void> {
    expect(await this.#ledger.read()).toEqual(this.#remembered)
    await this.bystanders.goOn()
    expect(this.server.pid).toBe(this.#pid)
    expect(() => process.kill(this.#pid, 0)).not.toThrow()
    for (const [server, readUpTo] of this.#readUpTo) {
      const printed = server.printed()
      this.#readUpTo.set(server, printed.length)
      expect(troublesIn(printed.slice(readUpTo))).toEqual([])
    }
  }

  /** The server holds hardly more memory than before anything bad came in. */
  memoryComesBack(): Promise<void> {
    return memoryComesBackTo(this.server, this.#restingMib)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.bystanders.leave()
    await Promise.all([...this.#readUpTo.keys()].map((server) => server[Symbol.asyncDispose]()))
    await this.#ledger[Symbol.asyncDispose]()
    await this.#postgres.stop()
  }

  async #remember(): Promise<void> {
    this.#remembered = await this.#ledger.read()
  }
}

const GREETING = 'Is the iron pan in stock?'

/** The two of them, in a conversation that the owner has taken. */
async function people(server: BuiltServer, store: string, cookie: string) {
  const address = server.origin.replace('http', 'ws')
  const shopper = await beginsTalking(
    await Caller.open(`${address}/v1/stores/${store}/socket`, { origin: SITE }),
  )
  const agent = await Caller.open(`${address}/v1/console/socket`, { origin: server.origin, cookie })
  await greets(agent, null)
  const { conversation } = shopper
  const claim = await ask(server.origin, {
    method: 'POST',
    path: `/v1/console/stores/${store}/conversations/${conversation}/claim`,
    headers: { origin: server.origin, cookie },
  })
  expect(claim.status).toBe(204)
  agent.says({ type: 'conversation.open', conversation })
  await agent.hears('opened')
  return { shopper, agent }
}

async function beginsTalking(socket: Caller): Promise<Shopper> {
  await greets(socket, null)
  socket.says({ type: 'visitor.begin' })
  const { token } = await socket.hears('begun')
  socket.says({ type: 'message.send', clientId: freshClientId(), text: GREETING, page: null })
  const { conversation } = await socket.hears('ack')
  return { socket, token: String(token), conversation: String(conversation) }
}

async function greets(socket: Caller, token: string | null): Promise<void> {
  socket.says({ type: 'hello', versions: [1], token, resume: [] })
  await socket.hears('welcome')
}

/** Follows the printed link, as a visit does. */
async function enterDemo(server: BuiltServer): Promise<string> {
  const answer = await ask(server.origin, { path: new URL(server.link('/enter/')).pathname })
  expect(answer.status).toBe(303)
  return [answer.headers['set-cookie']].flat()[0]?.split(';')[0] ?? ''
}

async function foreignIn({ origin }: BuiltServer, cookie: string): Promise<Foreign> {
  const store = 'sto_demo'
  const read = (path: string) =>
    ask(origin, { path: `/v1/console/stores/${store}/${path}`, headers: { cookie } })
  const page: ViewPageBody = JSON.parse((await read('conversations?view=all')).text)
  const replies: readonly { id: string }[] = JSON.parse((await read('canned-replies')).text)
  const [row] = page.rows
  const [reply] = replies
  if (row === undefined || reply === undefined) throw new Error('The demo is empty')
  return { store, conversation: row.id, cannedReply: reply.id }
}

function tokenOf(cookie: string): string {
  return cookie.split('=')[1] ?? ''
}

/** Lines of the log that say something failed. */
function troublesIn(printed: string): readonly string[] {
  return printed.split('\n').filter((line) => /"level":(50|60)|^\s+at /.test(line))
}
