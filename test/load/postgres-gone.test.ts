import { afterAll, beforeAll, expect, test } from 'vitest'
import { Caller } from '../hostile/support/caller'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { MortalPostgres } from '../support/mortal-postgres'
import { type Owner, openOwnStore } from '../support/own-store'
import { type Heard, Shopper } from './support/shopper'

const SITE = 'https://shop.example.com'
const INES = { address: 'ines@example.com', password: 'dry at last 2026' }
const SHOPPERS = 40
/** Of them, as many are given to the one agent. */
const CAPACITY = 4
/** A page of a log has 200 lines. */
const MOST = 190

let postgres: MortalPostgres
let server: BuiltServer
let owner: Owner
let agent: Caller
let shoppers: readonly Shopper[]
let look: () => void = () => {}
beforeAll(async () => {
  postgres = await MortalPostgres.start()
  server = await startBuiltServer({
    flags: ['--no-demo'],
    environment: {
      DATABASE_URL: postgres.url,
      SECRET: 'a secret of tests, long enough to be one',
      SENDS_PER_TEN_SECONDS: '1000',
      PING_MIN_MS: '500',
      PING_MAX_MS: '800',
      LOST_MS: '5000',
      // Shorter than the outage, and renewed when somebody sees that it is over: never by chance just in time.
      LEASE_MS: '8000',
      LEASE_RENEW_MS: '600000',
      AGENT_GRACE_MS: '5000',
      JUDGE_MS: '300',
    },
  })
  owner = await openOwnStore(server, { storeName: 'Mackerel Sky', ...INES, sites: [SITE] })
  const door = { origin: server.origin, store: owner.store, site: SITE }
  shoppers = Array.from({ length: SHOPPERS }, () => new Shopper(door, () => look()))
  for (const shopper of shoppers) shopper.comes()
  await until(() => shoppers.every(({ isOpen }) => isOpen))
  await agentComes()
})
afterAll(async () => {
  agent.leaves()
  for (const shopper of shoppers) shopper.leaves()
  await server[Symbol.asyncDispose]()
  await postgres[Symbol.asyncDispose]()
})

/** Looks again whenever a shopper hears something. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise<void>((resolve) => {
      look = resolve
    })
  }
}

/** Everybody writes, and again as soon as that is stored. */
async function everybodyTalksUntil(isTrue: () => boolean): Promise<void> {
  await until(() => {
    for (const shopper of shoppers) {
      if (!shopper.isWaiting && shopper.written.length < MOST)
        shopper.writes(`line ${shopper.written.length}`)
    }
    return isTrue()
  })
}

async function everybodyIsPinged(): Promise<void> {
  const count = ({ heard }: Shopper) => heard.filter(({ type }) => type === 'ping').length
  const before = shoppers.map(count)
  await until(() => shoppers.every((shopper, at) => count(shopper) > (before[at] ?? 0)))
}

/** Ines opens her console, and is available. */
async function agentComes(): Promise<void> {
  const headers = { origin: server.origin, cookie: owner.cookie }
  agent = await Caller.open(`${server.origin.replace('http', 'ws')}/v1/console/socket`, headers)
  agent.says({ type: 'hello', versions: [1], token: null, resume: [] })
  await agent.hears('welcome')
  await asksStore('PUT', 'switch', { place: 'available' })
}

async function asksStore(method: string, path: string, body?: object): Promise<void> {
  const { status } = await fetch(`${server.origin}/v1/console/stores/${owner.store}/${path}`, {
    method,
    headers: { origin: server.origin, cookie: owner.cookie, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(status).toBe(204)
}

async function statusOf(path: string): Promise<number> {
  return (await fetch(server.origin + path)).status
}

/** The shoppers to whom she was given, at any time. */
function withAgent(): readonly Shopper[] {
  return shoppers.filter((shopper) => movesOf(shopper).includes('with_agent assigned'))
}

/** What a shopper heard of where the conversation moved, each of it once. */
function movesOf({ heard }: Shopper): readonly string[] {
  const moves = heard.flatMap((frame) => (frame.type === 'entries' ? entriesIn(frame) : []))
  return moves.filter(({ kind }) => kind === 'standing').map(({ body }) => `${body.to} ${body.because}`)
}

/** With one agent and a queue nobody is told more than that she is busy. */
function isToldThatSheIsThere({ heard }: Shopper): boolean {
  const told = heard.findLast(({ type }) => type === 'welcome' || type === 'availability')
  return JSON.stringify(told?.availability).includes('"busy"')
}

interface Entry {
  readonly seq: number
  readonly kind: string
  readonly clientId: string
  readonly body: { readonly text?: string; readonly to?: string; readonly because?: string }
}

function entriesIn(frame: Heard | undefined): readonly Entry[] {
  return Array.isArray(frame?.entries) ? frame.entries : []
}

function answers(): number {
  return shoppers.reduce((sum, { stored }) => sum + stored.length, 0)
}

// Gone for ten seconds, which is when the lane tells `busy`: twice as long as a socket may be silent here, and longer
// than a lease is good for. With the settings that a shop has, a minute is the same: the lane's ten seconds six times,
// less than two silences, and more than a lease.
test('while the database is gone nobody is told a thing that is not so, and afterwards everything goes on', async () => {
  expect(await statusOf('/ready')).toBe(200)
  await everybodyTalksUntil(() => shoppers.every(({ stored }) => stored.length >= 2))
  await until(() => withAgent().length === CAPACITY && shoppers.every(isToldThatSheIsThere))

  const killed = postgres.kill()
  await everybodyTalksUntil(() => shoppers.every(({ refused }) => refused.length >= 1))
  await killed
  const known = answers()
  await everybodyIsPinged()
  expect(await statusOf('/ready')).toBe(503)
  expect(await statusOf('/health')).toBe(200)
  expect(new Set(shoppers.flatMap(({ refused }) => refused))).toEqual(new Set(['busy']))
  expect(answers()).toBe(known)
  expect(shoppers.flatMap(({ closed }) => closed)).toEqual([])

  await postgres.start()
  await until(() => shoppers.every(({ isWaiting }) => !isWaiting))
  for (const shopper of shoppers) shopper.writes('Thank you.')
  await until(() => shoppers.every(({ isWaiting }) => !isWaiting))
  await everybodyIsPinged()
  expect(await statusOf('/ready')).toBe(200)
  expect(shoppers.flatMap(({ closed }) => closed)).toEqual([])
  expect(agent.isOpen).toBe(true)
  expect(shoppers.map(({ welcomes }) => welcomes)).toEqual(shoppers.map(() => 1))
  for (const shopper of shoppers) shopper.looks()
  await until(() => shoppers.every(({ heard }) => heard.some(({ type }) => type === 'page')))
  for (const { heard, stored, written } of shoppers) {
    const entries = entriesIn(heard.find(({ type }) => type === 'page'))
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1))
    const messages = entries.filter(({ kind }) => kind === 'message')
    expect(messages).toMatchObject(written.map(({ clientId, text }) => ({ clientId, body: { text } })))
    expect(stored.map(({ clientId, seq }) => ({ clientId, seq }))).toEqual(
      messages.map(({ clientId, seq }) => ({ clientId, seq })),
    )
  }
})

test('the agent who stayed is there again, has what was hers, and is given the next one', async () => {
  const hers = withAgent()
  expect(hers).toHaveLength(CAPACITY)
  await asksStore('POST', `conversations/${hers[0]?.stored[0]?.conversation}/close`)
  // Whoever has waited longest: she is available, and has room for one.
  await until(() => withAgent().length === CAPACITY + 1)
  await until(() => shoppers.every(isToldThatSheIsThere))
  for (const shopper of shoppers) {
    const moves = movesOf(shopper)
    if (shopper === hers[0]) expect(moves).toEqual(['with_agent assigned', 'closed agent'])
    else expect(moves).toEqual(withAgent().includes(shopper) ? ['with_agent assigned'] : [])
  }
})

test('a server that is stopped while the database is gone still says good-bye', async () => {
  for (const shopper of shoppers) shopper.writes('Still there?')
  await postgres.kill()
  await server.end('SIGTERM')
  await until(() => shoppers.every(({ isOpen }) => !isOpen))
  expect(shoppers.map(({ heard }) => heard.at(-1))).toEqual(
    shoppers.map(() => expect.objectContaining({ type: 'bye', code: 'going_away' })),
  )
})
