import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltServer, startBuiltServer } from '../support/built-server'
import { MortalPostgres } from '../support/mortal-postgres'
import { openOwnStore } from '../support/own-store'
import { Shopper } from './support/shopper'

const SITE = 'https://shop.example.com'
const INES = { address: 'ines@example.com', password: 'dry at last 2026' }
const SHOPPERS = 40
/** A page of a log has 200 lines. */
const MOST = 190

let postgres: MortalPostgres
let server: BuiltServer
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
    },
  })
  const owner = await openOwnStore(server, { storeName: 'Mackerel Sky', ...INES, sites: [SITE] })
  const door = { origin: server.origin, store: owner.store, site: SITE }
  shoppers = Array.from({ length: SHOPPERS }, () => new Shopper(door, () => look()))
  for (const shopper of shoppers) shopper.comes()
  await until(() => shoppers.every(({ isOpen }) => isOpen))
})
afterAll(async () => {
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

async function statusOf(path: string): Promise<number> {
  return (await fetch(server.origin + path)).status
}

function answers(): number {
  return shoppers.reduce((sum, { stored }) => sum + stored.length, 0)
}

// Gone for ten seconds, which is when the lane tells `busy`, and twice as long as a socket may be silent here. With
// the settings that a shop has, a minute is the same: the lane's ten seconds six times, and less than two silences.
test('while the database is gone nobody is told a thing that is not so, and afterwards everything goes on', async () => {
  expect(await statusOf('/ready')).toBe(200)
  await everybodyTalksUntil(() => shoppers.every(({ stored }) => stored.length >= 2))

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
  expect(shoppers.map(({ welcomes }) => welcomes)).toEqual(shoppers.map(() => 1))
  for (const shopper of shoppers) shopper.looks()
  await until(() => shoppers.every(({ heard }) => heard.some(({ type }) => type === 'page')))
  for (const { heard, stored, written } of shoppers) {
    const page = heard.find(({ type }) => type === 'page')
    expect(page?.entries).toMatchObject(
      written.map(({ clientId, text }, at) => ({ clientId, seq: at + 1, body: { text } })),
    )
    expect(stored.map(({ clientId, seq }) => ({ clientId, seq }))).toEqual(
      written.map(({ clientId }, at) => ({ clientId, seq: at + 1 })),
    )
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
