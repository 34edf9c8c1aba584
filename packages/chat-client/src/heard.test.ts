import { expect, test } from 'vitest'
import { hearAsAgent } from './agent-heard'
import { hear, readLines } from './heard'

const entry = {
  conversation: 'conv_1',
  seq: 1,
  kind: 'message',
  sender: { kind: 'agent', id: 'agt_1', name: 'Mara' },
  via: 'console',
  clientId: 'client-id-0000001',
  at: 5,
  body: { text: 'Hello', format: 'plain' },
  files: [],
}

test.each([
  null,
  undefined,
  12,
  'ack',
  [],
  {},
  { type: 'toString' },
  { type: 'fireworks' },
  { type: 'ack', clientId: 'x' },
  { type: 'ack', clientId: 'x', conversation: 'conv_1', epoch: 'e', seq: '1', at: 1 },
  { type: 'page', conversation: 'conv_1', epoch: 'e', entries: {}, head: 1 },
  { type: 'welcome', epoch: 'e', heads: [{}], marks: [] },
  { type: 'standing', conversation: 'conv_1', standing: { status: 'dancing' } },
  { type: 'availability', availability: { kind: 'live', replyMs: 'soon' } },
  { type: 'availability', availability: null },
  { type: 'row', store: 'sto_1', view: 'all', in: true, row: {} },
  { type: 'opened', epoch: 'e', head: null, marks: null },
  { type: 'counts', store: 'sto_1' },
  { type: 'ping', heads: 7 },
])('a frame that is not as it should be is ignored: %j', (frame) => {
  expect(hear(frame)).toBeNull()
  expect(hearAsAgent(frame)).toBeNull()
})

test('an unknown field is ignored, and what may be missing may be missing', () => {
  expect(hear({ type: 'bye', code: 'going_away', colour: 'blue' })).toMatchObject({ code: 'going_away' })
  expect(hear({ type: 'refused', code: 'busy', message: 'Later.', retryAfterMs: 10 })).not.toBeNull()
})

test('a standing or an availability of a later version does not cost the connection', () => {
  const frame = {
    type: 'welcome',
    epoch: 'e',
    heads: [{ conversation: 'conv_1', seq: 3, standing: { status: 'on_the_moon' } }],
    marks: [],
    availability: { kind: 'dreaming' },
  }
  expect(hear(frame)).toMatchObject({
    heads: [{ seq: 3, standing: null }],
    availability: null,
    visitor: null,
  })
})

test('an entry of an unknown kind, or with a body that is not its own, keeps its place and nothing else', () => {
  const unknown = [
    { ...entry, kind: 'teleport' },
    { ...entry, body: { text: '<b>', format: 'html' } },
    { ...entry, body: { text: 7, format: 'plain' } },
    { ...entry, sender: { kind: 'ghost', id: 'x', name: null } },
    { ...entry, kind: 'standing', body: { to: 'waiting', because: 'agent_lost' } },
    { ...entry, files: [{ id: 'f' }] },
  ]
  for (const one of unknown) expect(readLines([one])).toMatchObject([{ seq: 1, kind: 'unknown' }])
  expect(readLines([entry, null, {}, { seq: 'one' }])).toEqual([entry])
})
