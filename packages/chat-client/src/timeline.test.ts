import { describe, expect, test } from 'vitest'
import type { Line } from './kept'
import {
  atHead,
  earlier,
  emptyTimeline,
  missing,
  restarted,
  resumePoint,
  shownEntries,
  withHead,
  withLines,
} from './timeline'

const line = (seq: number): Line => ({
  conversation: 'conv_1',
  seq,
  kind: 'message',
  sender: { kind: 'visitor', id: 'vis_1', name: null },
  via: 'widget',
  clientId: `client-id-${seq}`,
  at: seq,
  body: { text: `Line ${seq}`, format: 'plain' },
  files: [],
})
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => line(from + at))
const seqs = (timeline: { lines: readonly Line[] }) => timeline.lines.map(({ seq }) => seq)
const empty = emptyTimeline('conv_1', 'e1')

describe('a timeline', () => {
  test('takes a first page anywhere, and what continues it at either end', () => {
    const middle = withLines(empty, lines(10, 12), true)
    expect(seqs(withLines(middle, lines(13, 14), false))).toEqual([10, 11, 12, 13, 14])
    expect(seqs(withLines(middle, lines(7, 9), true))).toEqual([7, 8, 9, 10, 11, 12])
  })

  test('drops what it has, also in part', () => {
    const first = withLines(empty, lines(1, 5), true)
    expect(withLines(first, lines(2, 4), false)).toBe(first)
    expect(seqs(withLines(first, lines(4, 7), false))).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('finds a gap, and asks for what lies in it', () => {
    const gap = withLines(withLines(empty, lines(1, 3), true), lines(6, 7), false)
    expect(seqs(gap)).toEqual([1, 2, 3])
    expect(missing(gap)).toEqual({ type: 'fetch', conversation: 'conv_1', after: 3, limit: 200 })
    const filled = withLines(gap, lines(4, 7), true)
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(missing(filled)).toBeNull()
  })

  test('does not begin in the middle because of one new entry', () => {
    const told = withLines(empty, lines(30, 30), false)
    expect(seqs(told)).toEqual([])
    expect(missing(told)).toEqual({ type: 'fetch', conversation: 'conv_1', before: 31, limit: 50 })
  })

  test('of an empty log asks for nothing; of an unknown one for the newest page', () => {
    expect(missing(atHead(empty, 'e1', 0))).toBeNull()
    expect(missing(empty)).toMatchObject({ before: 2_147_483_647 })
  })

  test('knows whether there is something before it', () => {
    expect(earlier(withLines(empty, lines(1, 3), true))).toBeNull()
    expect(earlier(withLines(empty, lines(8, 9), true))).toMatchObject({ before: 8 })
  })

  test('starts over when the log is another one, or shorter than it', () => {
    const known = withHead(withLines(empty, lines(1, 9), true), 9)
    expect(seqs(atHead(known, 'e1', 9))).toHaveLength(9)
    expect(seqs(atHead(known, 'e1', 8))).toEqual([])
    expect(seqs(atHead(known, 'e2', 9))).toEqual([])
    expect(restarted(known, 'e1')).toMatchObject({ lines: [], head: 9 })
    expect(restarted(known, 'e2')).toMatchObject({ lines: [], head: null, epoch: 'e2' })
  })

  test('counts an entry that it does not know, and does not show it', () => {
    const unknown: Line = { seq: 2, clientId: 'client-id-two-000', kind: 'unknown', at: 2 }
    const timeline = withLines(empty, [line(1), unknown, line(3)], true)
    expect(resumePoint(timeline)).toMatchObject({ after: 3, lastClientId: 'client-id-3' })
    expect(shownEntries(timeline).map(({ seq }) => seq)).toEqual([1, 3])
  })
})
