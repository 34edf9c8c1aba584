import type { ConversationId, ConversationRow } from '@shopbell/protocol'
import { rowsDigest } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import { isBehind, stale, watchedView, withPage, withRow } from './watched-view'

const row = (id: ConversationId, version: number): ConversationRow => ({
  id,
  store: 'sto_demo',
  version,
  visitor: { id: 'vis_1', name: null },
  standing: { status: 'with_assistant' },
  openedAt: version,
  page: null,
  last: null,
  head: version,
  visitorSeq: 0,
  waitingSince: null,
  lateAt: null,
  dueAt: null,
  isAlarmed: false,
  offered: null,
  visitorGoneAt: null,
  address: null,
  team: null,
  priority: 0,
  tags: [],
})
const told = (id: ConversationId, version: number, isIn = true) => ({
  type: 'row' as const,
  store: 'sto_demo' as const,
  view: 'all' as const,
  in: isIn,
  row: row(id, version),
})
const versions = ({ rows }: { rows: readonly ConversationRow[] }) =>
  Object.fromEntries(rows.map(({ id, version }) => [id, version]))
const fresh = watchedView('sto_demo', 'all')

test('the higher version wins, whichever way it came', () => {
  const newer = withPage(withRow(fresh, told('conv_a', 5)), [row('conv_a', 4), row('conv_b', 2)], null)
  expect(versions(newer)).toEqual({ conv_a: 5, conv_b: 2 })
  expect(versions(withRow(newer, told('conv_b', 1)))).toEqual({ conv_a: 5, conv_b: 2 })
  expect(versions(withRow(newer, told('conv_b', 3)))).toEqual({ conv_a: 5, conv_b: 3 })
})

test('a conversation that left is not brought back by an older page', () => {
  const left = withRow(withPage(fresh, [row('conv_a', 1)], null), told('conv_a', 2, false))
  expect(versions(left)).toEqual({})
  expect(versions(withPage(left, [row('conv_a', 1)], null))).toEqual({})
  expect(versions(withRow(left, told('conv_a', 3)))).toEqual({ conv_a: 3 })
})

test('what left while the connection was gone leaves with the next first page, what came since stays', () => {
  const before = withPage(fresh, [row('conv_a', 1), row('conv_b', 1)], null)
  const since = withRow(stale(before), told('conv_c', 1))
  expect(since.isStale).toBe(true)
  const after = withPage(since, [row('conv_b', 1)], null)
  expect(versions(after)).toEqual({ conv_b: 1, conv_c: 1 })
  expect(after.isStale).toBe(false)
})

test('a later page is added', () => {
  const first = withPage(fresh, [row('conv_a', 1)], null)
  expect(versions(withPage(first, [row('conv_b', 1)], 'cursor'))).toEqual({ conv_a: 1, conv_b: 1 })
})

test('a digest of other rows says that the page is to be fetched again', () => {
  const shown = withPage(fresh, [row('conv_a', 1)], null)
  const say = (version: number) => ({
    store: 'sto_demo' as const,
    view: 'all' as const,
    digest: rowsDigest([row('conv_a', version)]),
  })
  expect(isBehind(shown, say(1))).toBe(false)
  expect(isBehind(shown, say(2))).toBe(true)
  expect(isBehind(shown, { ...say(2), view: 'mine' })).toBe(false)
})
