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

function leaves(byEmail: boolean) {
  return { kind: 'address_left', address: 'ada@example.com', withinMs: 24 * HOUR, byEmail } as const
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

test('an agent who is silent is noticed after a minute, and after two others may take it', () => {
  const given = after(factsAtBeginning(START), { kind: 'given', because: 'assigned', agent: INES }, START)
  expect(dueOf(given, DEFAULT_DURATIONS)).toEqual({ atMs: START + 60 * SECOND, for: 'reply_target' })
  const deadline = { kind: 'deadline', offerTo: OLE } as const
  expect(said(given, deadline, START + 60 * SECOND)).toEqual([
    { to: 'with_agent', because: 'slow', agent: INES },
  ])
  const slow = after(given, deadline, START + 60 * SECOND)
  expect(dueOf(slow, DEFAULT_DURATIONS)).toEqual({ atMs: START + 120 * SECOND, for: 'reply_alarm' })
  const claim = { kind: 'given', because: 'claimed', agent: OLE } as const
  expect(move(slow, claim, START + 90 * SECOND, DEFAULT_DURATIONS)).toMatchObject({ code: 'taken', by: INES })
  expect(said(slow, deadline, START + 120 * SECOND)).toEqual([
    { to: 'with_agent', because: 'overdue', agent: INES },
  ])
  const overdue = after(slow, deadline, START + 120 * SECOND)
  expect(overdue).toMatchObject({ offered: OLE, standing: { agentId: INES.id } })
  // Nobody is told the same twice.
  expect(said(overdue, deadline, START + 240 * SECOND)).toEqual([])
  const taken = after(overdue, claim, START + 130 * SECOND)
  expect(taken).toMatchObject({
    standing: { agentId: OLE.id, awaiting: 'agent' },
    alarm: null,
    offered: null,
  })
  expect(lateAtOf(taken, DEFAULT_DURATIONS)).toBe(START + 60 * SECOND)
})

test('later answers may take longer: a minute and a half, and four minutes', () => {
  const answered = after(factsAtBeginning(START), { kind: 'agent_wrote', agent: INES, seq: 2 }, START)
  const asked = after(answered, { kind: 'visitor_wrote' }, START + HOUR)
  expect(dueOf(asked, DEFAULT_DURATIONS)?.atMs).toBe(START + HOUR + 90 * SECOND)
  const slow = after(asked, { kind: 'deadline' }, START + HOUR + 90 * SECOND)
  expect(dueOf(slow, DEFAULT_DURATIONS)?.atMs).toBe(START + HOUR + 240 * SECOND)
})

test('typing is a sign of life twice, once half of the time is over', () => {
  const given = after(factsAtBeginning(START), { kind: 'given', because: 'assigned', agent: INES }, START)
  const typing = { kind: 'agent_typing', agentId: INES.id } as const
  expect(after(given, typing, START + 29 * SECOND)).toBe(given)
  const once = after(given, typing, START + 40 * SECOND)
  expect(dueOf(once, DEFAULT_DURATIONS)?.atMs).toBe(START + 100 * SECOND)
  expect(after(once, typing, START + 41 * SECOND)).toBe(once)
  const twice = after(once, typing, START + 80 * SECOND)
  expect(after(twice, typing, START + 130 * SECOND)).toBe(twice)
  const others = { kind: 'agent_typing', agentId: OLE.id } as const
  expect(after(given, others, START + 50 * SECOND)).toBe(given)
})

test('a shopper who leaves keeps the place for ten minutes', () => {
  const gone = after(factsAtBeginning(START), { kind: 'visitor_gone' }, START + 10 * SECOND)
  const noticed = after(gone, { kind: 'deadline' }, START + 60 * SECOND)
  expect(dueOf(noticed, DEFAULT_DURATIONS)).toEqual({ atMs: START + 610 * SECOND, for: 'place_given_up' })
  expect(after(noticed, { kind: 'visitor_back' }, START + 600 * SECOND)).toMatchObject({
    standing: { status: 'waiting', sinceMs: START },
    visitorGoneAtMs: null,
  })
  const givenUp = after(noticed, { kind: 'deadline' }, START + 610 * SECOND)
  expect(givenUp.standing).toEqual({ status: 'waiting', sinceMs: START + 610 * SECOND })
  const withAddress = after(noticed, leaves(false), START + 20 * SECOND)
  expect(after(withAddress, { kind: 'deadline' }, START + 610 * SECOND).standing).toMatchObject({
    status: 'by_email',
    awaiting: 'store',
    promisedAtMs: START + 610 * SECOND + 24 * HOUR,
  })
})

test('whoever comes back to a closed conversation is there, however long ago they had left', () => {
  const gone = after(factsAtBeginning(START), { kind: 'visitor_gone' }, START)
  const closed = after(gone, { kind: 'closed', agent: INES }, START + SECOND)
  const reopened = after(closed, { kind: 'visitor_wrote' }, START + HOUR)
  expect(dueOf(reopened, DEFAULT_DURATIONS)?.for).toBe('waiting_alarm')
})

test('an address takes the rest to email only where nobody is there to answer', () => {
  const waiting = factsAtBeginning(START)
  expect(after(waiting, leaves(false), START).standing.status).toBe('waiting')
  expect(said(waiting, leaves(true), START)).toEqual([
    { to: 'by_email', because: 'address_left', promisedAtMs: START + 24 * HOUR, isPromised: true },
  ])
  const given = after(waiting, { kind: 'given', because: 'assigned', agent: INES }, START)
  expect(after(given, leaves(true), START).standing).toMatchObject({ status: 'with_agent' })
  const closed = after(given, { kind: 'closed', agent: INES }, START)
  expect(after(closed, leaves(true), START).standing.status).toBe('closed')
})

test('a time is not promised while it is unknown whether letters arrive', () => {
  const left = { ...leaves(true), withinMs: null }
  expect(said(factsAtBeginning(START), left, START)).toMatchObject([{ isPromised: false }])
})

test('what was not seen goes out as a letter: a minute after the shopper has left, or after ten minutes', () => {
  const asked = after(factsAtBeginning(START), leaves(false), START)
  const answered = after(asked, { kind: 'agent_wrote', agent: INES, seq: 2 }, START + SECOND)
  expect(dueOf(answered, DEFAULT_DURATIONS)).toEqual({ atMs: START + 601 * SECOND, for: 'letter_due' })
  const gone = after(answered, { kind: 'visitor_gone' }, START + 10 * SECOND)
  expect(dueOf(gone, DEFAULT_DURATIONS)).toEqual({ atMs: START + 70 * SECOND, for: 'letter_due' })
  const result = move(gone, { kind: 'deadline' }, START + 70 * SECOND, DEFAULT_DURATIONS)
  expect(result).toMatchObject({ kind: 'moved', letterUpTo: 3, facts: { unseen: null } })
  const seen = after(gone, { kind: 'visitor_saw', seq: 3 }, START + 20 * SECOND)
  expect(dueOf(seen, DEFAULT_DURATIONS)?.for).toBe('visitor_silent')
  expect(after(gone, { kind: 'visitor_saw', seq: 2 }, START + 20 * SECOND)).toBe(gone)
})

test('a conversation that is closed before the last answer was seen sends it as a letter at once', () => {
  const asked = after(factsAtBeginning(START), leaves(false), START)
  const answered = after(asked, { kind: 'agent_wrote', agent: INES, seq: 2 }, START)
  const closing = move(answered, { kind: 'closed', agent: INES }, START, DEFAULT_DURATIONS)
  expect(closing).toMatchObject({ kind: 'moved', letterUpTo: 3 })
  const unknown = after(factsAtBeginning(START), { kind: 'agent_wrote', agent: INES, seq: 2 }, START)
  expect(move(unknown, { kind: 'closed', agent: INES }, START, DEFAULT_DURATIONS)).toMatchObject({
    letterUpTo: null,
  })
})

test('whoever waits too long is alarmed again when the store opens, at the latest after a day', () => {
  const waiting = factsAtBeginning(START)
  const opensAtMs = START + 9 * HOUR
  const alarmed = after(waiting, { kind: 'deadline', opensAtMs }, START + 60 * SECOND)
  expect(dueOf(alarmed, DEFAULT_DURATIONS)).toEqual({ atMs: opensAtMs, for: 'waiting_alarm' })
  const later = after(waiting, { kind: 'deadline' }, START + 60 * SECOND)
  expect(dueOf(later, DEFAULT_DURATIONS)?.atMs).toBe(START + 60 * SECOND + 24 * HOUR)
})

test('a transfer gives the work and the wait to a colleague, or to the front of a team', () => {
  const given = after(factsAtBeginning(START), { kind: 'given', because: 'claimed', agent: INES }, START)
  const toOle = { kind: 'transferred', agent: INES, to: { kind: 'agent', agent: OLE } } as const
  expect(after(given, toOle, START + SECOND)).toMatchObject({
    standing: { agentId: OLE.id, awaiting: 'agent' },
    waitingSinceMs: START,
  })
  const toTeam = { kind: 'transferred', agent: INES, to: { kind: 'team', team: TEAM } } as const
  expect(after(given, toTeam, START + SECOND).standing).toEqual({ status: 'waiting', sinceMs: START })
  const byOthers = { ...toTeam, agent: OLE }
  expect(move(given, byOthers, START, DEFAULT_DURATIONS)).toMatchObject({ code: 'taken', by: INES })
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
