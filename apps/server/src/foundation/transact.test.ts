import { stores } from '@shopbell/database'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendEntries } from '../conversations/append-entries'
import { House, until } from '../conversations/testing/house'
import { audit } from './audit'
import { DomainError } from './errors'
import { enqueue } from './jobs'
import type { Transact, Work } from './transact'

let house: House
beforeAll(async () => {
  house = await House.open()
})
afterAll(() => house[Symbol.asyncDispose]())

const COMMANDS = 'shopbell commands'

async function nameOf(storeId = house.storeId): Promise<string | undefined> {
  const [store] = await house.db.select({ name: stores.name }).from(stores).where(eq(stores.id, storeId))
  return store?.name
}

function rename(work: Work, name: string) {
  return work.db.update(stores).set({ name }).where(eq(stores.id, house.storeId))
}

test('a command that fails stores nothing and tells nobody', async () => {
  const transact = house.openTransact()
  house.events.length = 0
  await expect(
    transact(async (work) => {
      await rename(work, 'Half done')
      work.emit({ kind: 'store.changed', storeId: house.storeId })
      throw new DomainError('not_permitted')
    }),
  ).rejects.toThrow(new DomainError('not_permitted'))
  expect(await nameOf()).toBe('Mackerel Sky')
  expect(house.events).toEqual([])
})

test('events are told after the commit', async () => {
  const transact = house.openTransact()
  house.events.length = 0
  const result = await transact(async (work) => {
    work.emit({ kind: 'store.changed', storeId: house.storeId })
    await rename(work, 'Mackerel Sky')
    expect(house.events).toEqual([])
    return 7
  })
  expect(result).toBe(7)
  expect(house.events).toEqual([{ kind: 'store.changed', storeId: house.storeId }])
})

test('a statement whose failure was swallowed still fails the command', async () => {
  const transact = house.openTransact()
  await expect(
    transact(async (work) => {
      await rename(work, 'Half done')
      await work.run('select 1 / 0').catch(() => {})
    }),
  ).rejects.toThrow('was ignored')
  expect(await nameOf()).toBe('Mackerel Sky')
})

test('a command is not cut short by one that waits for a lock: it is told busy', async () => {
  const transact = house.openTransact()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let isHeld = false
  const holder = transact(async (work) => {
    await rename(work, 'Held')
    isHeld = true
    await held
    throw new DomainError('not_permitted')
  })
  holder.catch(() => {})
  await until(() => isHeld)
  await expect(transact((work) => rename(work, 'Waits'))).rejects.toMatchObject({ code: 'busy' })
  release()
  await expect(holder).rejects.toMatchObject({ code: 'not_permitted' })
  expect(await nameOf()).toBe('Mackerel Sky')
})

/** A command of several statements: before the one that counts down to zero, its connection is cut. */
async function commandCutBefore(transact: Transact, cutAt: number): Promise<'stored' | 'failed'> {
  let statements = 0
  const { visitorId } = await house.conversation()
  const beforeEach = async () => {
    if (statements === cutAt) await house.cut(COMMANDS)
    statements += 1
  }
  return transact(async (work) => {
    await beforeEach()
    await rename(work, `Cut ${cutAt}`)
    await beforeEach()
    await appendEntries(work, [house.message(visitorId, 'in the middle')])
    await beforeEach()
    await enqueue(work, { kind: 'test', key: `cut-${cutAt}`, payload: {} })
    await beforeEach()
    await audit(work, 'system', { what: 'cut', storeId: house.storeId, details: { cutAt } })
    await beforeEach()
  }).then(
    () => 'stored',
    () => 'failed',
  )
}

test('whenever the connection dies, all of a command is stored or none, and neighbours keep theirs', async () => {
  const transact = house.openTransact()
  for (let cutAt = 0; cutAt <= 4; cutAt += 1) {
    const neighbour = await house.addStore()
    const name = await nameOf()
    expect(await commandCutBefore(transact, cutAt)).toBe('failed')
    expect(await nameOf()).toBe(name)
    const [jobs] = await Promise.all([
      house.db.execute(`select 1 from jobs where key = 'cut-${cutAt}'`),
      // On a new connection, at once.
      transact((work) => work.db.update(stores).set({ name: 'Neighbour' }).where(eq(stores.id, neighbour))),
    ])
    expect(jobs).toHaveLength(0)
    expect(await nameOf(neighbour)).toBe('Neighbour')
  }
  const middle = await house.db.execute(`select 1 from entries where body->>'text' = 'in the middle'`)
  expect(middle).toHaveLength(0)
})

test('what a command still asks for after its connection died goes nowhere', async () => {
  const transact = house.openTransact()
  const name = await nameOf()
  let after: string | undefined
  const command = transact(async (work) => {
    await rename(work, 'Before')
    await house.cut(COMMANDS)
    await work.run('select 1').catch(() => {})
    // It has not noticed that the connection died, and goes on.
    after = await rename(work, 'After').then(
      () => 'stored',
      () => 'refused',
    )
  })
  await expect(command).rejects.toMatchObject({ code: 'busy' })
  await until(() => after !== undefined)
  expect(after).toBe('refused')
  expect(await nameOf()).toBe(name)
})

test('twenty commands at once share a few connections', async () => {
  const transact = house.openTransact()
  await Promise.all(
    Array.from({ length: 20 }, (_, at) => transact((work) => audit(work, 'system', { what: `many ${at}` }))),
  )
  const rows = await house.db.execute(`select 1 from audit where what like 'many %'`)
  expect(rows).toHaveLength(20)
})

test('the same job twice is one', async () => {
  const job = { kind: 'test', key: 'once', payload: { a: 1 } }
  const made = await house.transact(async (work) => [await enqueue(work, job), await enqueue(work, job)])
  expect(made).toEqual([true, false])
})
