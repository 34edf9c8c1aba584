import type { PendingMessage } from '@shopbell/chat-client'
import type { Entry, Sender } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import { logLines } from './log-lines'

const NOON = Date.parse('2026-01-05T12:00:00Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const tom: Sender = { kind: 'visitor', id: 'vis_tom', name: 'Tom' }
const ines: Sender = { kind: 'agent', id: 'agt_ines', name: 'Ines' }
const reader = { me: 'agt_ines', myName: 'Ines', seenUpTo: null } as const

const marks = (visitor: number) => ({ conversation: 'conv_tom', visitor, team: 0 }) as const
const base = (seq: number, sender: Sender, at: number) => ({
  conversation: 'conv_tom' as const,
  seq,
  sender,
  at,
  via: 'widget' as const,
  clientId: `entry-${seq}`,
  files: [],
})
const message = (seq: number, sender: Sender, at: number): Entry => ({
  ...base(seq, sender, at),
  kind: 'message',
  body: { text: `text ${seq}`, format: 'plain' },
})
const kinds = (lines: ReturnType<typeof logLines>) => lines.map(({ kind }) => kind)

test('one author within five minutes stands in one run, and another or a later one begins anew', () => {
  const entries = [
    message(1, tom, NOON),
    message(2, tom, NOON + MINUTE),
    message(3, ines, NOON + 2 * MINUTE),
    message(4, tom, NOON + 3 * MINUTE),
    message(5, tom, NOON + 20 * MINUTE),
  ]
  const lines = logLines({ entries, marks: marks(0) }, [], reader)
  expect(lines.map((line) => (line.kind === 'run' ? line.spoken.length : line.kind))).toEqual([
    'day',
    2,
    1,
    1,
    1,
  ])
})

test('each day is named once', () => {
  const entries = [message(1, tom, NOON - DAY), message(2, tom, NOON), message(3, ines, NOON + MINUTE)]
  expect(kinds(logLines({ entries, marks: marks(0) }, [], reader))).toEqual([
    'day',
    'run',
    'day',
    'run',
    'run',
  ])
})

test('only the last of the team’s messages says whether it was seen', () => {
  const entries = [
    message(1, ines, NOON),
    message(2, ines, NOON + MINUTE),
    message(3, tom, NOON + 2 * MINUTE),
  ]
  const seen = logLines({ entries, marks: marks(2) }, [], reader).flatMap((line) =>
    line.kind === 'run' ? line.spoken.map(({ delivery }) => delivery) : [],
  )
  expect(seen).toEqual([null, 'seen', null])
  const [, run] = logLines({ entries: entries.slice(0, 2), marks: marks(1) }, [], reader)
  expect(run?.kind === 'run' && run.spoken.at(-1)?.delivery).toBe('sent')
})

test('what is new stands below a line, and nothing is new to somebody who comes for the first time', () => {
  const entries = [message(1, tom, NOON), message(2, ines, NOON), message(3, tom, NOON + MINUTE)]
  const log = { entries, marks: marks(0) }
  expect(kinds(logLines(log, [], { ...reader, seenUpTo: 2 }))).toEqual(['day', 'run', 'run', 'new', 'run'])
  expect(kinds(logLines(log, [], { ...reader, seenUpTo: 0 }))).not.toContain('new')
})

test('what is on its way stands below, as a message or as a note', () => {
  const pending = (kind: 'message' | 'note'): PendingMessage => ({
    clientId: `pending-${kind}`,
    kind,
    conversation: 'conv_tom',
    text: 'on its way',
    page: null,
    unlessAfter: null,
    writtenAtMs: NOON,
    state: { kind: 'sending' },
  })
  const lines = logLines(
    { entries: [message(1, tom, NOON)], marks: marks(0) },
    [pending('message'), pending('note')],
    reader,
  )
  expect(kinds(lines)).toEqual(['day', 'run', 'run', 'note'])
})

test.each([
  [
    { because: 'idle_longest', open: 1, capacity: 4, full: 2 },
    '1 of 4 open, idle longest; two others were full.',
  ],
  [
    { because: 'fewest_open', open: 0, capacity: 3, full: 1 },
    '0 of 3 open, fewest open; one other was full.',
  ],
  [{ because: 'last_agent', open: 2, capacity: 4, full: 0 }, '2 of 4 open, knows this shopper.'],
  [
    { because: 'only_one', open: 3, capacity: 4, full: 12 },
    '3 of 4 open, the only one with room; 12 others were full.',
  ],
] as const)('the team reads why it went to whom: %j', (why, words) => {
  const assigned = (id: 'agt_ines' | 'agt_noor'): Entry => ({
    ...base(2, { kind: 'system', id: 'system', name: null }, NOON),
    kind: 'standing',
    body: { to: 'with_agent', because: 'assigned', agent: { id, name: 'Noor' }, why },
  })
  const wordsOf = (entry: Entry) => {
    const line = logLines({ entries: [entry], marks: marks(0) }, [], reader).at(-1)
    return line?.kind === 'event' ? line.words : null
  }
  expect(wordsOf(assigned('agt_noor'))).toBe(`Went to Noor: ${words}`)
  expect(wordsOf(assigned('agt_ines'))).toBe(`Went to you: ${words}`)
})

test('events say who did it, and a kind that nobody knows shows nothing', () => {
  const system: Sender = { kind: 'system', id: 'system', name: null }
  const closed = (id: 'agt_ines' | 'agt_noor'): Entry => ({
    ...base(2, system, NOON),
    kind: 'standing',
    body: { to: 'closed', because: 'agent', agent: { id, name: 'Noor' } },
  })
  const words = (entry: Entry) =>
    logLines({ entries: [entry], marks: marks(0) }, [], reader).flatMap((line) =>
      line.kind === 'event' ? [line.words] : [],
    )
  expect(words(closed('agt_ines'))[0]).toMatch(/^You closed it/)
  expect(words(closed('agt_noor'))[0]).toMatch(/^Noor closed it/)
  const unknown = { ...closed('agt_ines'), kind: 'rating' }
  // Built as a newer server would send it.
  const entries: Entry[] = JSON.parse(JSON.stringify([unknown]))
  expect(logLines({ entries, marks: marks(0) }, [], reader)).toEqual([])
})
