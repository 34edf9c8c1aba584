import type { AgentId, NamedAgent, Standing } from '@shopbell/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_DURATIONS } from '../foundation/durations'
import { dueOf, lateAtOf, mayReopen } from './deadlines'
import { type Facts, factsAtBeginning, type NamedHappening } from './facts'
import { move, nextToMove } from './standing'

const INES: NamedAgent = { id: 'agt_ines', name: 'Ines' }
const OLE: NamedAgent = { id: 'agt_ole', name: 'Ole' }
const TEAM = { id: 'team_size', name: 'Sizes' } as const
const START = 1_000_000_000
const SECOND = 1_000
const HOUR = 3_600_000

function after(facts: Facts, happening: NamedHappening, nowMs: number): Facts {
  const result = move(facts, happening, nowMs, DEFAULT_DURATIONS)
  return result.kind === 'moved' ? result.facts : facts
}

function said(facts: Facts, happening: NamedHappening, nowMs: number) {
  const result = move(facts, happening, nowMs, DEFAULT_DURATIONS)
  return result.kind === 'moved' ? result.effects : []
}

const agent = fc.constantFrom(INES, OLE)
const happening: fc.Arbitrary<NamedHappening> = fc.oneof(
  fc.constant({ kind: 'visitor_wrote' } as const),
  fc.constant({ kind: 'deadline' } as const),
  fc.constant({ kind: 'released', agent: null } as const),
  fc.constantFrom('visitor_gone', 'visitor_back').map((kind) => ({ kind }) as const),
  fc.constantFrom(1, 50).map((seq) => ({ kind: 'visitor_saw', seq }) as const),
  fc
    .boolean()
    .map(
      (byEmail) =>
        ({ kind: 'address_left', address: 'ada@example.com', withinMs: 24 * HOUR, byEmail }) as const,
    ),
  fc.record({
    kind: fc.constant('deadline' as const),
    offerTo: fc.option(agent),
    opensAtMs: fc.option(fc.nat(START * 2)),
  }),
  agent.map((agent) => ({ kind: 'agent_wrote', agent, seq: 20 }) as const),
  agent.map(({ id }) => ({ kind: 'agent_typing', agentId: id }) as const),
  agent.map((agent) => ({ kind: 'reopened', agent }) as const),
  agent.map((agent) => ({ kind: 'released', agent }) as const),
  fc
    .tuple(agent, agent)
    .map(([agent, to]) => ({ kind: 'transferred', agent, to: { kind: 'agent', agent: to } }) as const),
  agent.map((agent) => ({ kind: 'transferred', agent, to: { kind: 'team', team: TEAM } }) as const),
  agent.map((agent) => ({ kind: 'given', because: 'assigned', agent }) as const),
  agent.map((agent) => ({ kind: 'given', because: 'claimed', agent }) as const),
  agent.map((agent) => ({ kind: 'closed', agent }) as const),
  agent.map(({ id }) => ({ kind: 'agent_lost', agentId: id }) as const),
  agent.map((agent) => ({ kind: 'agent_back', agent }) as const),
)
const step = fc.record({ happening, afterMs: fc.integer({ min: 0, max: 3 * 24 * HOUR }) })

const standing: fc.Arbitrary<Standing> = fc.oneof(
  fc.constant({ status: 'waiting', sinceMs: START } as const),
  fc
    .constantFrom('visitor' as const, 'agent' as const)
    .map((awaiting) => ({ status: 'with_agent', agentId: INES.id, agentName: INES.name, awaiting }) as const),
  fc.constant({ status: 'with_assistant' } as const),
  fc
    .constantFrom('visitor' as const, 'store' as const)
    .map((awaiting) => ({ status: 'by_email', awaiting, promisedAtMs: START + 24 * HOUR }) as const),
  fc.constant({ status: 'closed', closedAtMs: START } as const),
)
const beginning = standing.map((standing): Facts => ({ ...factsAtBeginning(START), standing }))

test('after every step exactly one party must move, and there is one deadline', () => {
  fc.assert(
    fc.property(beginning, fc.array(step, { maxLength: 40 }), (facts, steps) => {
      let nowMs = START
      let now = facts
      for (const { happening, afterMs } of steps) {
        nowMs += afterMs
        now = after(now, happening, nowMs)
        const isClosed = now.standing.status === 'closed'
        expect(nextToMove(now.standing) === 'nobody').toBe(isClosed)
        expect(dueOf(now, DEFAULT_DURATIONS) === null).toBe(isClosed)
        if (now.standing.status === 'waiting') expect(now.waitingSinceMs).not.toBeNull()
      }
    }),
    { numRuns: 500 },
  )
})

test('whatever stands still is moved on by its deadlines: to an end, or to one more alarm later', () => {
  fc.assert(
    fc.property(beginning, fc.array(step, { maxLength: 20 }), (facts, steps) => {
      let nowMs = START
      let now = facts
      for (const { happening, afterMs } of steps) {
        nowMs += afterMs
        now = after(now, happening, nowMs)
      }
      for (let turns = 0; turns < 5; turns += 1) {
        const due = dueOf(now, DEFAULT_DURATIONS)
        if (due === null) return
        nowMs = Math.max(nowMs, due.atMs)
        // Several may have passed at once: a letter, both silences of an agent, the grace after a lost connection.
        for (let passed = 0; passed < 5; passed += 1) now = after(now, { kind: 'deadline' }, nowMs)
        const next = dueOf(now, DEFAULT_DURATIONS)
        // A deadline that has taken effect lies behind us, or the sweep would find it for ever.
        if (next !== null) expect(next.atMs).toBeGreaterThan(nowMs)
      }
    }),
    { numRuns: 500 },
  )
})

test('a deadline that has not come does nothing', () => {
  const waiting = factsAtBeginning(START)
  expect(move(waiting, { kind: 'deadline' }, START + 59 * SECOND, DEFAULT_DURATIONS)).toEqual({
    kind: 'unmoved',
  })
})

test('whoever answers a waiting conversation has taken it', () => {
  const waiting = factsAtBeginning(START)
  const wrote = { kind: 'agent_wrote', agent: INES, seq: 20 } as const
  expect(said(waiting, wrote, START + SECOND)).toEqual([
    { to: 'with_agent', because: 'claimed', agent: INES },
  ])
  expect(after(waiting, wrote, START + SECOND)).toMatchObject({
    standing: { status: 'with_agent', agentId: INES.id, awaiting: 'visitor' },
    firstReplyAtMs: START + SECOND,
    waitingSinceMs: null,
  })
})

test('a wait is late by how long the shopper has waited, whoever it was given to since', () => {
  const waiting = factsAtBeginning(START)
  const given = { kind: 'given', because: 'assigned', agent: INES } as const
  const assigned = after(waiting, given, START + 40 * SECOND)
  expect(lateAtOf(waiting, DEFAULT_DURATIONS)).toBe(START + 60 * SECOND)
  expect(lateAtOf(assigned, DEFAULT_DURATIONS)).toBe(START + 60 * SECOND)
  const overdue = after(assigned, { kind: 'deadline' }, START + 101 * SECOND)
  expect(lateAtOf(overdue, DEFAULT_DURATIONS)).toBe(START + 60 * SECOND)
  const answered = after(overdue, { kind: 'agent_wrote', agent: INES, seq: 20 }, START + 110 * SECOND)
  expect(lateAtOf(answered, DEFAULT_DURATIONS)).toBeNull()
})

test('two people never answer at once', () => {
  const taken = after(factsAtBeginning(START), { kind: 'given', because: 'claimed', agent: INES }, START)
  expect(move(taken, { kind: 'agent_wrote', agent: OLE, seq: 20 }, START, DEFAULT_DURATIONS)).toEqual({
    kind: 'refused',
    code: 'taken',
    by: INES,
  })
  expect(
    move(taken, { kind: 'given', because: 'claimed', agent: OLE }, START, DEFAULT_DURATIONS),
  ).toMatchObject({
    code: 'taken',
    by: INES,
  })
})

test('an answer to a closed conversation is refused, a shopper reopens it for seven days', () => {
  const closed = after(factsAtBeginning(START), { kind: 'closed', agent: INES }, START)
  expect(move(closed, { kind: 'agent_wrote', agent: INES, seq: 20 }, START, DEFAULT_DURATIONS)).toMatchObject(
    {
      code: 'conversation_closed',
    },
  )
  expect(mayReopen(closed, START + 7 * 24 * HOUR - 1, DEFAULT_DURATIONS)).toBe(true)
  expect(mayReopen(closed, START + 7 * 24 * HOUR, DEFAULT_DURATIONS)).toBe(false)
  expect(said(closed, { kind: 'visitor_wrote' }, START + HOUR)).toEqual([
    { to: 'waiting', because: 'reopened' },
  ])
})

test('a lost agent keeps theirs for 30 seconds; then it is back at the front, and the shopper is told', () => {
  const opened = factsAtBeginning(START)
  const taken = after(opened, { kind: 'given', because: 'assigned', agent: INES }, START + SECOND)
  const lost = after(taken, { kind: 'agent_lost', agentId: INES.id }, START + 10 * SECOND)
  expect(dueOf(lost, DEFAULT_DURATIONS)).toEqual({ atMs: START + 40 * SECOND, for: 'agent_lost' })
  const back = after(lost, { kind: 'agent_back', agent: INES }, START + 20 * SECOND)
  expect(back).toEqual(taken)
  expect(said(lost, { kind: 'deadline' }, START + 40 * SECOND)).toEqual([
    { to: 'waiting', because: 'agent_lost', agent: INES },
  ])
  const waiting = after(lost, { kind: 'deadline' }, START + 40 * SECOND)
  expect(waiting.standing).toEqual({ status: 'waiting', sinceMs: START })
})

test('what nobody took returns to the agent who is back within 15 minutes', () => {
  const states: Facts[] = [
    after(factsAtBeginning(START), { kind: 'given', because: 'assigned', agent: INES }, START),
    after(factsAtBeginning(START), { kind: 'agent_wrote', agent: INES, seq: 20 }, START),
  ]
  for (const taken of states) {
    const lost = after(taken, { kind: 'agent_lost', agentId: INES.id }, START + SECOND)
    const waiting = after(lost, { kind: 'deadline' }, START + 31 * SECOND)
    const returned = after(waiting, { kind: 'agent_back', agent: INES }, START + 60 * SECOND)
    expect(returned.standing).toEqual(taken.standing)
    expect(returned.waitingSinceMs).toBe(taken.waitingSinceMs)
    const late = move(
      waiting,
      { kind: 'agent_back', agent: INES },
      START + 16 * 60 * SECOND,
      DEFAULT_DURATIONS,
    )
    expect(late).toEqual({ kind: 'unmoved' })
    const others = after(waiting, { kind: 'given', because: 'assigned', agent: OLE }, START + 40 * SECOND)
    expect(after(others, { kind: 'agent_back', agent: INES }, START + 60 * SECOND)).toBe(others)
  }
})

test('whoever had their answer when the agent was lost begins to wait anew when another comes', () => {
  const answered = after(factsAtBeginning(START), { kind: 'agent_wrote', agent: INES, seq: 20 }, START)
  const lost = after(answered, { kind: 'agent_lost', agentId: INES.id }, START + SECOND)
  const waiting = after(lost, { kind: 'deadline' }, START + 31 * SECOND)
  const given = { kind: 'given', because: 'assigned', agent: OLE } as const
  expect(after(waiting, given, START + HOUR).waitingSinceMs).toBe(START + HOUR)
  const asked = after(waiting, { kind: 'visitor_wrote' }, START + 40 * SECOND)
  expect(after(asked, given, START + HOUR).waitingSinceMs).toBe(START + 40 * SECOND)
})

test('silence has an end: a day with a person, an hour with the assistant, two weeks by email', () => {
  const ends: [Standing, number][] = [
    [{ status: 'with_agent', agentId: INES.id, agentName: INES.name, awaiting: 'visitor' }, 24 * HOUR],
    [{ status: 'with_assistant' }, HOUR],
    [{ status: 'by_email', awaiting: 'visitor', promisedAtMs: START }, 14 * 24 * HOUR],
  ]
  for (const [standing, afterMs] of ends) {
    const facts = { ...factsAtBeginning(START), standing }
    expect(after(facts, { kind: 'deadline' }, START + afterMs - 1)).toBe(facts)
    expect(after(facts, { kind: 'deadline' }, START + afterMs).standing.status).toBe('closed')
  }
})

test('ids of agents who are not involved change nothing', () => {
  const stranger: AgentId = 'agt_stranger'
  const taken = after(factsAtBeginning(START), { kind: 'given', because: 'assigned', agent: INES }, START)
  expect(after(taken, { kind: 'agent_lost', agentId: stranger }, START)).toBe(taken)
  expect(after(taken, { kind: 'agent_back', agent: { id: stranger, name: 'X' } }, START)).toBe(taken)
})
