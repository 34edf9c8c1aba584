import { jobs } from '@shopbell/database'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { enqueue } from '../foundation/jobs'
import { type JobHandler, JobWorker } from './worker'

let house: House
beforeAll(async () => {
  house = await House.open()
})
afterAll(() => house[Symbol.asyncDispose]())
beforeEach(async () => {
  await house.db.delete(jobs)
})

function worker(handler: JobHandler): JobWorker {
  return new JobWorker({
    transact: house.openTransact(),
    clock: house.clock,
    handlers: new Map([['greet', handler]]),
    report: () => {},
  })
}

test('each job is done by one of several workers', async () => {
  await house.transact(async (work) => {
    for (let at = 0; at < 40; at += 1) await enqueue(work, { kind: 'greet', key: `${at}`, payload: { at } })
  })
  const done: string[] = []
  const workers = Array.from({ length: 3 }, () =>
    worker(async (_, { key }) => {
      done.push(key)
    }),
  )
  const counts = await Promise.all(workers.map((one) => one.runDue()))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
  expect(new Set(done).size).toBe(40)
  expect(await house.db.select().from(jobs)).toEqual([])
})

test('what fails comes again after growing pauses, and is buried in sight after the last try', async () => {
  await house.transact((work) => enqueue(work, { kind: 'greet', key: 'bad', payload: {} }))
  const failing = worker(async () => {
    throw new Error('no answer')
  })
  const pauses: number[] = []
  for (;;) {
    expect(await failing.runDue()).toBe(1)
    const [job] = await house.db.select().from(jobs)
    expect(job?.lastError).toBe('no answer')
    if (job === undefined || job.buriedAt !== null) break
    pauses.push(job.runAt - house.clock.now())
    expect(await failing.runDue()).toBe(0)
    house.clock.advance(job.runAt - house.clock.now())
  }
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
  expect(pauses).toHaveLength(6)
  house.clock.advance(1_000_000_000)
  expect(await failing.runDue()).toBe(0)
})

test('a job whose worker died is taken again later', async () => {
  await house.transact((work) => enqueue(work, { kind: 'greet', key: 'died', payload: {} }))
  let tries = 0
  const dying = worker(() => new Promise(() => {}))
  void dying.runDue()
  const [other, seen] = [
    worker(async (_, job) => {
      tries = job.tries
    }),
    () => house.db.select().from(jobs),
  ]
  while ((await seen())[0]?.tries !== 1);
  expect(await other.runDue()).toBe(0)
  house.clock.advance(5 * 60_000)
  expect(await other.runDue()).toBe(1)
  expect(tries).toBe(2)
})

test('jobs of kinds that a server does not know are left alone', async () => {
  await house.transact((work) => enqueue(work, { kind: 'from.a.newer.release', key: 'new', payload: {} }))
  expect(await worker(async () => {}).runDue()).toBe(0)
})
