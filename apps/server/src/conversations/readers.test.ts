import { expect, test } from 'vitest'
import type { StoredEntry } from '../foundation/stored-entry'
import { entriesFor, standingFor } from './readers'

const INES = { id: 'agt_ines', name: 'Ines Duarte' } as const
const written = { conversation: 'conv_1', via: 'console', clientId: 'c', at: 1, files: [] } as const
const reply: StoredEntry = {
  ...written,
  seq: 5,
  visible: 3,
  kind: 'message',
  sender: { kind: 'agent', ...INES },
  body: { text: 'In three days.', format: 'plain' },
}
const joined: StoredEntry = {
  ...written,
  seq: 4,
  visible: 2,
  kind: 'standing',
  sender: { kind: 'system', id: 'system', name: null },
  body: { to: 'with_agent', because: 'assigned', agent: INES },
}
const note: StoredEntry = { ...reply, seq: 6, visible: null, kind: 'note' }

test('shoppers count what they may see and know an agent by the first name', () => {
  expect(entriesFor('visitor', [joined, reply, note])).toMatchObject([
    { seq: 2, body: { agent: { name: 'Ines' } } },
    { seq: 3, sender: { name: 'Ines' } },
  ])
  expect(
    standingFor('visitor', {
      status: 'with_agent',
      agentId: INES.id,
      agentName: INES.name,
      awaiting: 'agent',
    }),
  ).toMatchObject({ agentName: 'Ines' })
})

test('colleagues count everything and know the whole name', () => {
  const theirs = entriesFor('agent', [joined, reply, note])
  expect(theirs.map(({ seq }) => seq)).toEqual([4, 5, 6])
  expect(theirs[1]?.sender.name).toBe('Ines Duarte')
  expect(JSON.stringify(theirs)).not.toContain('visible')
})
