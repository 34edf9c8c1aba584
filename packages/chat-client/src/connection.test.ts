import { BYES } from '@shopbell/protocol'
import { describe, expect, test } from 'vitest'
import type { Connection, Happening } from './connection'
import { CLOSE_CODES, dueMs, idleConnection, shownConnection, step } from './connection'

const START_MS = 1_000_000

/** Tells one happening after the other, each `atMs` after the start. */
function after(...happenings: readonly (readonly [atMs: number, Happening])[]): Connection {
  return happenings.reduce(
    (connection, [atMs, happening]) => step(connection, happening, START_MS + atMs, 0.5),
    idleConnection(true, false),
  )
}

const wanted = [0, { kind: 'wanted' }] as const
const welcomed = [100, { kind: 'welcomed' }] as const
const lost = (atMs: number) => [atMs, { kind: 'closed', code: 1006 }] as const

describe('a connection', () => {
  test('is not opened before somebody wants it', () => {
    expect(shownConnection(after([0, { kind: 'online' }], [1, { kind: 'visible' }])).kind).toBe('idle')
  })

  test('is connecting, then open', () => {
    expect(shownConnection(after(wanted))).toEqual({ kind: 'connecting' })
    expect(shownConnection(after(wanted, welcomed))).toEqual({ kind: 'open' })
  })

  test('that never gets a welcome is given up after 15 s', () => {
    expect(dueMs(after(wanted))).toBe(START_MS + 15_000)
    expect(after(wanted, [15_000, { kind: 'time' }]).phase.kind).toBe('waiting')
  })

  test('is lost after 35 s without a frame, and every frame counts', () => {
    expect(dueMs(after(wanted, welcomed))).toBe(START_MS + 100 + 35_000)
    expect(dueMs(after(wanted, welcomed, [20_000, { kind: 'heard' }]))).toBe(START_MS + 55_000)
    expect(after(wanted, welcomed, [35_100, { kind: 'time' }]).phase.kind).toBe('waiting')
  })

  test('waits twice as long after each failure, at most 20 s, somewhere between nothing and that', () => {
    let connection = after(wanted)
    const ceilings: number[] = []
    for (let failure = 0; failure < 8; failure += 1) {
      connection = step(connection, { kind: 'closed', code: 1006 }, START_MS, 1)
      ceilings.push(dueMs(connection) - START_MS)
      connection = step(connection, { kind: 'time' }, dueMs(connection), 1)
    }
    expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000])
    expect(dueMs(after(wanted, lost(0)))).toBe(START_MS + 250)
  })

  test('waits longer in a hidden tab, and not at all once the tab is looked at', () => {
    const hidden = after(wanted, welcomed, [200, { kind: 'hidden' }], lost(60_000))
    expect(dueMs(hidden)).toBe(START_MS + 60_000 + 2_500)
    expect(step(hidden, { kind: 'visible' }, START_MS + 60_001, 0.5).phase.kind).toBe('opening')
  })

  test('that held for ten seconds makes the next pause short again, a shorter one does not', () => {
    expect(
      dueMs(after(wanted, lost(0), [250, { kind: 'time' }], [300, { kind: 'welcomed' }], lost(60_000))),
    ).toBe(START_MS + 60_250)
    expect(
      dueMs(after(wanted, lost(0), [250, { kind: 'time' }], [300, { kind: 'welcomed' }], lost(400))),
    ).toBe(START_MS + 900)
  })

  test('is tried at once when the network is back, and says meanwhile that there is none', () => {
    const offline = after(wanted, welcomed, [200, { kind: 'offline' }])
    expect(shownConnection(offline)).toEqual({ kind: 'offline' })
    const online = step(offline, { kind: 'online' }, START_MS + 210, 0.5)
    expect(online.phase.kind).toBe('opening')
    expect(shownConnection(online)).toEqual({ kind: 'reconnecting', attempt: 1 })
  })

  test('is not trusted after a sleep in which the server should have been heard', () => {
    const awake = after(wanted, welcomed)
    expect(step(awake, { kind: 'wake' }, START_MS + 5_000, 0.5).phase.kind).toBe('open')
    expect(step(awake, { kind: 'wake' }, START_MS + 600_000, 0.5).phase.kind).toBe('opening')
  })

  test('comes back when the server said it should', () => {
    const bye = after(wanted, welcomed, [500, { kind: 'bye', code: 'going_away', retryAfterMs: 4_321 }])
    expect(dueMs(bye)).toBe(START_MS + 500 + 4_321)
  })

  test('does not come back after a final good-bye, said or closed', () => {
    const said = after(wanted, welcomed, [500, { kind: 'bye', code: 'origin_not_allowed' }])
    expect(shownConnection(said)).toEqual({ kind: 'ended', code: 'origin_not_allowed' })
    expect(dueMs(said)).toBe(Number.POSITIVE_INFINITY)
    expect(shownConnection(after(wanted, [1, { kind: 'closed', code: 4403 }]))).toEqual(shownConnection(said))
    for (const kind of ['online', 'visible', 'wake', 'pageshow'] as const)
      expect(step(said, { kind }, START_MS + 600, 0.5).phase.kind).toBe('ended')
  })

  test('is closed when the page goes away and opened when it is shown again', () => {
    const away = after(wanted, welcomed, [500, { kind: 'pagehide' }])
    expect(away.phase.kind).toBe('suspended')
    expect(dueMs(away)).toBe(Number.POSITIVE_INFINITY)
    expect(step(away, { kind: 'pageshow' }, START_MS + 900_000, 0.5).phase.kind).toBe('opening')
  })

  test('that nobody wants any more closes after the time it was given', () => {
    const left = after(wanted, welcomed, [500, { kind: 'unwanted', lingerMs: 20_000 }])
    expect(shownConnection(left).kind).toBe('open')
    expect(dueMs(left)).toBe(START_MS + 20_500)
    expect(step(left, { kind: 'time' }, START_MS + 20_500, 0.5).phase.kind).toBe('idle')
    expect(dueMs(step(left, { kind: 'wanted' }, START_MS + 600, 0.5))).toBe(START_MS + 100 + 35_000)
  })
})

test('the final good-byes are those of the protocol', () => {
  const final = Object.entries(BYES).filter(([, { final }]) => final)
  expect(CLOSE_CODES).toEqual(Object.fromEntries(final.map(([code, { closeCode }]) => [closeCode, code])))
})
