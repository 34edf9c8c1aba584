import { stores } from '@shopbell/database'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { House } from '../conversations/testing/house'
import { availabilityOf } from './availability'
import { estimateFor, estimatesOf } from './estimates'
import { Presence } from './presence'
import { type Restraint, restrain, restrainStore } from './restraint'

const MINUTE = 60_000
const PROMISED = 5 * MINUTE
const OPEN: Restraint = { restrainedSince: null, relievedSince: null }

let house: House
beforeAll(async () => {
  house = await House.open()
})
beforeEach(() => house.empty())
afterAll(() => house[Symbol.asyncDispose]())

test('live chat is not offered once it takes longer than promised, and again after two minutes below half', () => {
  const at = (restraint: Restraint, waitMs: number | null, nowMs: number) =>
    restrain(restraint, { waitMs, promisedMs: PROMISED, nowMs })
  expect(at(OPEN, PROMISED, 0)).toEqual(OPEN)
  expect(at(OPEN, null, 0)).toEqual(OPEN)
  const restrained = at(OPEN, PROMISED + 1, 1_000)
  expect(restrained).toEqual({ restrainedSince: 1_000, relievedSince: null })
  expect(at(restrained, PROMISED / 2, 2_000)).toEqual(restrained)
  const relieved = at(restrained, PROMISED / 2 - 1, 3_000)
  expect(relieved).toEqual({ restrainedSince: 1_000, relievedSince: 3_000 })
  expect(at(relieved, PROMISED, 60_000)).toEqual(restrained)
  expect(at(relieved, 0, 3_000 + 2 * MINUTE - 1)).toEqual(relieved)
  expect(at(relieved, 0, 3_000 + 2 * MINUTE)).toEqual(OPEN)
})

/** An agent with room for nobody, and a queue whose pace is one answer in two minutes. */
async function slowDesk(waiting: number) {
  const ines = await house.addAgent('Ines', { switch: 'available', capacity: 1 })
  const { transact, durations } = house
  const desk = new Presence({ transact, durations, process: 'one', report: () => {} })
  await desk.agentConnected(ines)
  for (let answered = 0; answered < 20; answered += 1) {
    const { id } = await house.conversation()
    house.clock.advance(2 * MINUTE)
    await house.lane.append(house.reply(ines, id))
  }
  await desk.renew()
  for (let at = 0; at < waiting; at += 1) await house.conversation()
}

function look() {
  return availabilityOf(house.db, house.storeId, house.clock.now())
}

test('times are told once twenty were measured, from the pace of the last answers, and rounded up', async () => {
  expect(await estimatesOf(house.db, house.storeId, house.clock.now())).toEqual({
    replyMs: null,
    pace: null,
  })
  await slowDesk(0)
  const estimates = await estimatesOf(house.db, house.storeId, house.clock.now())
  expect(estimates.replyMs).toBe(2 * MINUTE)
  expect(estimates.pace).toEqual({ perPlaceMs: (14 * 2 * MINUTE) / 15, answerMs: 0 })
  expect(estimateFor(1, estimates)).toBe(3 * MINUTE)
  expect(await estimatesOf(house.db, house.storeId, house.clock.now() + 15 * 24 * 60 * MINUTE)).toEqual({
    replyMs: null,
    pace: null,
  })
})

test('a store whose queue is too long offers a letter instead, and the owner may say otherwise', async () => {
  await slowDesk(3)
  expect(await look()).toMatchObject({ kind: 'busy', isOffered: true })
  await house.transact((work) => restrainStore(work, house.storeId))
  expect(await look()).toMatchObject({ kind: 'busy', isOffered: false })
  expect(house.events.at(-1)).toEqual({ kind: 'store.changed', storeId: house.storeId })
  await house.db.update(stores).set({ liveChat: 'on' })
  expect(await look()).toMatchObject({ kind: 'busy', isOffered: true })
  await house.db.update(stores).set({ liveChat: 'off' })
  expect(await look()).toEqual({ kind: 'nobody' })
})
