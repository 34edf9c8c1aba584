// @vitest-environment node
import type { ConversationRow, Standing } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import { type HeardOf, type Listening, ringsFor } from './rings-for'

const NOON = Date.parse('2026-01-05T12:00:00Z')
const WAITING: Standing = { status: 'waiting', sinceMs: NOON }
const withAgent = (agentId: 'agt_ines' | 'agt_noor', awaiting: 'agent' | 'visitor' = 'agent'): Standing => ({
  status: 'with_agent',
  agentId,
  agentName: agentId === 'agt_ines' ? 'Ines' : 'Noor',
  awaiting,
})

function row(standing: Standing, change: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: 'conv_tom',
    store: 'sto_demo',
    version: 1,
    visitor: { id: 'vis_tom', name: 'Tom' },
    standing,
    openedAt: NOON,
    page: null,
    last: null,
    head: 1,
    visitorSeq: 1,
    waitingSince: NOON,
    lateAt: NOON + 60_000,
    dueAt: NOON + 60_000,
    isAlarmed: false,
    offered: null,
    visitorGoneAt: null,
    address: null,
    team: null,
    priority: 0,
    tags: [],
    ...change,
  }
}

/** An agent at a desk: what rings with each look at the rows. */
function ines(change: Partial<Listening> = {}) {
  const at: Listening = {
    me: 'agt_ines',
    place: 'available',
    open: null,
    isHere: false,
    nowMs: NOON,
    ...change,
  }
  let heard: HeardOf | null = null
  let nowMs = NOON
  return {
    sees(rows: readonly ConversationRow[], now: Partial<Listening> = {}) {
      const result = ringsFor(rows, heard, { ...at, nowMs, ...now })
      heard = result.heard
      return result.rings.map(({ because }) => because)
    },
    passes(seconds: number) {
      nowMs += seconds * 1_000
    },
  }
}

test('what was there when the agent sat down does not ring', () => {
  const agent = ines()
  expect(agent.sees([row(WAITING)])).toEqual([])
  agent.passes(60)
  expect(agent.sees([row(WAITING)])).toEqual([])
})

test('a conversation that comes to the agent rings, also in front of them, and one that waits does', () => {
  for (const isHere of [true, false]) {
    const agent = ines({ isHere })
    agent.sees([])
    agent.sees([row(WAITING)])
    agent.passes(2)
    expect(agent.sees([row(WAITING)])).toEqual(['waiting'])
    agent.passes(1)
    expect(agent.sees([row(WAITING)])).toEqual([])
    expect(agent.sees([row(withAgent('agt_ines'))])).toEqual(['mine'])
  }
})

test('what is given to a colleague at once calls nobody else', () => {
  const agent = ines()
  agent.sees([])
  expect(agent.sees([row(WAITING)])).toEqual([])
  agent.passes(1)
  expect(agent.sees([row(withAgent('agt_noor'))])).toEqual([])
  agent.passes(20)
  expect(agent.sees([row(withAgent('agt_noor'))])).toEqual([])
})

test('it rings again every twenty seconds until the agent looks, and then no more', () => {
  const agent = ines()
  agent.sees([])
  expect(agent.sees([row(withAgent('agt_ines'))])).toEqual(['mine'])
  agent.passes(19)
  expect(agent.sees([row(withAgent('agt_ines'))])).toEqual([])
  agent.passes(1)
  expect(agent.sees([row(withAgent('agt_ines'))])).toEqual(['mine'])
  agent.sees([row(withAgent('agt_ines'))], { isHere: true })
  agent.passes(120)
  expect(agent.sees([row(withAgent('agt_ines'))])).toEqual([])
})

test('it stops by itself when a colleague takes it, and rings anew if it waits once more', () => {
  const agent = ines()
  const waits = () => {
    agent.sees([row(WAITING)])
    agent.passes(2)
    return agent.sees([row(WAITING)])
  }
  agent.sees([])
  expect(waits()).toEqual(['waiting'])
  agent.passes(20)
  expect(agent.sees([row(withAgent('agt_noor'))])).toEqual([])
  agent.passes(20)
  expect(agent.sees([row(withAgent('agt_noor'))])).toEqual([])
  expect(waits()).toEqual(['waiting'])
})

test('an answer rings only where the agent does not see it', () => {
  const agent = ines()
  agent.sees([row(withAgent('agt_ines', 'visitor'))])
  const answered = row(withAgent('agt_ines'), { visitorSeq: 3 })
  expect(agent.sees([answered], { isHere: true })).toEqual([])
  expect(agent.sees([{ ...answered, visitorSeq: 4 }])).toEqual(['answer'])
})

test('one’s own answer ends the ringing', () => {
  const agent = ines()
  agent.sees([])
  agent.sees([row(withAgent('agt_ines'))])
  agent.passes(20)
  expect(agent.sees([row(withAgent('agt_ines', 'visitor'))])).toEqual([])
  agent.passes(20)
  expect(agent.sees([row(withAgent('agt_ines', 'visitor'))])).toEqual([])
})

test('what one takes oneself, in front of the screen, does not ring', () => {
  const agent = ines({ isHere: true, open: 'conv_tom' })
  agent.sees([row(withAgent('agt_noor'))])
  expect(agent.sees([row(withAgent('agt_ines'))])).toEqual([])
})

test('only who is available is called to what waits; what is theirs calls them wherever the switch stands', () => {
  for (const place of ['finishing', 'away'] as const) {
    const agent = ines({ place })
    agent.sees([])
    agent.sees([row(WAITING)])
    agent.passes(2)
    expect(agent.sees([row(WAITING)])).toEqual([])
    expect(agent.sees([row(withAgent('agt_ines'))])).toEqual(['mine'])
  }
})

test('a silent colleague’s conversation calls whom it was offered to, and nobody else', () => {
  const offer = (id: 'agt_ines' | 'agt_ole') =>
    row(withAgent('agt_noor'), { isAlarmed: true, offered: { id, name: 'Somebody' } })
  const agent = ines()
  agent.sees([])
  expect(agent.sees([offer('agt_ole')])).toEqual([])
  expect(agent.sees([offer('agt_ines')])).toEqual(['offered'])
  agent.passes(20)
  expect(agent.sees([offer('agt_ines')])).toEqual(['offered'])
})

test('somebody who waits and writes on rings once', () => {
  const agent = ines()
  agent.sees([])
  agent.sees([row(WAITING)])
  agent.passes(2)
  expect(agent.sees([row(WAITING)])).toEqual(['waiting'])
  expect(agent.sees([row(WAITING, { visitorSeq: 2 })])).toEqual([])
})
