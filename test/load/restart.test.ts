import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startBuiltServer } from '../support/built-server'
import { openOwnStore } from '../support/own-store'
import type { Seen, Told } from './support/crowd'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CROWD = fileURLToPath(new URL('support/crowd.ts', import.meta.url))
const SITE = 'https://shop.example.com'
const INES = { address: 'ines@example.com', password: 'dry at last 2026' }
const SHOPPERS = 2_000
const WRITERS = 150
const PROMISED_BACK_MS = 30_000
/** What `RETURN_MS` is if nobody says otherwise. */
const RETURN_MS = 5_000
const PARTS = 10

test('a restart under traffic: everybody is told, comes back spread out, and has lost nothing', async () => {
  await using server = await startBuiltServer({
    flags: ['--no-demo'],
    environment: { SOCKETS_PER_ADDRESS: '5000', SENDS_PER_TEN_SECONDS: '1000' },
  })
  const owner = await openOwnStore(server, { storeName: 'Mackerel Sky', ...INES, sites: [SITE] })
  const words = [server.origin, owner.store, SITE, String(SHOPPERS), String(WRITERS)]
  const crowd = fork(CROWD, words, { cwd: ROOT, execArgv: ['--import', 'tsx'] })
  onTestFinished(() => {
    crowd.kill()
  })
  const told = async (): Promise<Told> => (await once(crowd, 'message'))[0]
  expect(await told()).toEqual({ kind: 'here' })

  const back = told()
  // It gives itself 14 seconds, and leaves with another code if they did not suffice.
  expect(await server.end('SIGTERM')).toBe(0)
  const late = AbortSignal.timeout(PROMISED_BACK_MS)
  await server.start()
  const answer = await Promise.race([back, once(late, 'abort')])
  if (!('kind' in answer) || answer.kind !== 'back') throw new Error('Not everybody is back.')

  everybodyWasTold(answer.seen)
  nothingIsLost(answer.seen.slice(0, WRITERS))
})

/** Each of them once, with a time to return of their own, and no two tenths of the spread are far from even. */
function everybodyWasTold(seen: readonly Seen[]): void {
  const returns = seen.map(({ heard, closed, welcomes }) => {
    const byes = heard.filter(({ type }) => type === 'bye')
    expect({ byes: byes.map(({ code }) => code), closed, welcomes }).toEqual({
      byes: ['going_away'],
      closed: [1012],
      welcomes: 2,
    })
    return byes[0]?.retryAfterMs ?? -1
  })
  expect(Math.min(...returns)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...returns)).toBeLessThanOrEqual(RETURN_MS)
  const parts = Array.from({ length: PARTS }, () => 0)
  for (const ms of returns) {
    const part = Math.min(PARTS - 1, Math.floor((ms * PARTS) / RETURN_MS))
    parts[part] = (parts[part] ?? 0) + 1
  }
  // 200 each, and chance would have to be out by six of its standard deviations.
  const even = SHOPPERS / PARTS
  for (const part of parts) expect(Math.abs(part - even)).toBeLessThan(0.4 * even)
}

/** The log holds every message once, in its writer's order, where its answer said; and no answer was swallowed. */
function nothingIsLost(writers: readonly Seen[]): void {
  for (const { heard, stored, written, refused } of writers) {
    expect(heard.at(-1)?.entries).toMatchObject(
      written.map(({ clientId, text }, at) => ({ clientId, seq: at + 1, body: { text } })),
    )
    expect(stored.map(({ clientId, seq }) => ({ clientId, seq }))).toEqual(
      written.map(({ clientId }, at) => ({ clientId, seq: at + 1 })),
    )
    // What was stored before the stop was answered before it: only what was never taken is sent again.
    for (const { at, returns, welcomedAt } of stored)
      if (returns > 0) expect(at).toBeGreaterThanOrEqual(welcomedAt)
    expect(new Set(refused)).not.toContain('busy')
  }
  expect(writers.length).toBe(WRITERS)
}
