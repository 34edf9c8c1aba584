// @vitest-environment node
import { expect, test } from 'vitest'
import { fuseOf } from './fuse'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

test('a wait fills its fuse, turns brass at three quarters and red at the target', () => {
  const row = { waitingSince: 0, lateAt: MINUTE }
  expect(fuseOf(row, 33_000)).toMatchObject({
    burnt: 0.55,
    heat: 'calm',
    words: '0:33 of 1:00',
    leftSeconds: 27,
  })
  expect(fuseOf(row, 45_000)).toMatchObject({ burnt: 0.75, heat: 'soon' })
  expect(fuseOf(row, 72_000)).toMatchObject({
    burnt: 1,
    heat: 'late',
    words: '1:12 of 1:00',
    leftSeconds: -12,
  })
})

test('long waits are told in hours, short ones against long targets in minutes', () => {
  expect(fuseOf({ waitingSince: 0, lateAt: 8 * HOUR }, 6 * HOUR)?.words).toBe('6 h of 8 h')
  expect(fuseOf({ waitingSince: 0, lateAt: 24 * HOUR }, 5 * MINUTE)?.words).toBe('5 min of 24 h')
  expect(fuseOf({ waitingSince: 0, lateAt: MINUTE }, 90 * MINUTE)?.words).toBe('1 h of 1 min')
})

test('where nobody waits there is no fuse', () => {
  expect(fuseOf({ waitingSince: null, lateAt: HOUR }, 0)).toBeNull()
  expect(fuseOf({ waitingSince: 0, lateAt: null }, 0)).toBeNull()
})

test('a clock behind the server never shows a negative wait', () => {
  expect(fuseOf({ waitingSince: 5_000, lateAt: 65_000 }, 0)?.words).toBe('0:00 of 1:00')
})
