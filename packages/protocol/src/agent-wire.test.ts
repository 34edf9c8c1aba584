import { expect, test } from 'vitest'
import { type ConversationRow, compareRows } from './agent-wire'

function row(name: string, facts: { lateAt?: number; lastAt: number }): ConversationRow {
  const { lateAt = null, lastAt } = facts
  return {
    id: `conv_${name}`,
    store: 'sto_demo',
    version: 1,
    visitor: { id: `vis_${name}`, name: null },
    standing: { status: 'with_assistant' },
    openedAt: 0,
    page: null,
    last: { at: lastAt, by: 'visitor', text: '' },
    head: 1,
    visitorSeq: 1,
    waitingSince: lateAt === null ? null : lastAt,
    lateAt,
    dueAt: null,
    isAlarmed: false,
    offered: null,
    visitorGoneAt: null,
    address: null,
    team: null,
    priority: 0,
    tags: [],
  }
}

const rows = [
  row('quiet', { lastAt: 10 }),
  row('soon', { lastAt: 30, lateAt: 90 }),
  row('newest', { lastAt: 50 }),
  row('overdue', { lastAt: 20, lateAt: 60 }),
]
const order = (view: 'mine' | 'all' | 'closed') => rows.toSorted(compareRows(view)).map(({ id }) => id)

test('whoever is late first comes first, and behind them the newest that nobody waits for', () => {
  const urgentFirst = ['conv_overdue', 'conv_soon', 'conv_newest', 'conv_quiet']
  expect(order('mine')).toEqual(urgentFirst)
  expect(order('all')).toEqual(urgentFirst)
})
