import type { ConversationRow } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import { alarmWords, silenceWords } from './silence-words'

const NOON = Date.parse('2026-01-05T12:00:00Z')
const ole = { id: 'agt_ole', name: 'Ole' } as const

function row(change: Partial<ConversationRow> = {}) {
  return {
    standing: { status: 'with_agent', agentId: 'agt_noor', agentName: 'Noor', awaiting: 'agent' },
    waitingSince: NOON,
    lateAt: NOON + 60_000,
    isAlarmed: false,
    offered: null,
    ...change,
  } as const
}
const words = (change: Partial<ConversationRow>, afterSeconds: number, me: 'agt_noor' | 'agt_ole') =>
  silenceWords(row(change), me, NOON + afterSeconds * 1_000)?.text ?? null

test('whoever owes an answer reads how many seconds are left once they are few, and how many it is over', () => {
  expect(words({}, 30, 'agt_noor')).toBeNull()
  expect(words({}, 50, 'agt_noor')).toBe('10 seconds left to reply')
  expect(words({}, 59, 'agt_noor')).toBe('1 second left to reply')
  expect(words({}, 75, 'agt_noor')).toBe('15 seconds over.')
  expect(words({}, 60 + 14 * 60, 'agt_noor')).toBe('14 min over.')
})

test('once it was offered, everybody reads who can take it', () => {
  const offered = { isAlarmed: true, offered: ole }
  expect(words(offered, 125, 'agt_noor')).toBe('65 seconds over. Ole can take it.')
  expect(words(offered, 125, 'agt_ole')).toBe('65 seconds over. You can take it.')
  expect(words({ isAlarmed: true }, 125, 'agt_ole')).toBe('65 seconds over. You can take it.')
  expect(words({ isAlarmed: true }, 125, 'agt_noor')).toBe('65 seconds over.')
})

test('nothing is said while the shopper is to answer, or nobody has it', () => {
  const answered = { ...row().standing, awaiting: 'visitor' } as const
  expect(words({ standing: answered }, 125, 'agt_noor')).toBeNull()
  expect(words({ standing: { status: 'waiting', sinceMs: NOON } }, 125, 'agt_noor')).toBeNull()
})

test('in the list a colleague’s silence is named, with who can take it; one’s own is not', () => {
  const alarmed = row({ isAlarmed: true, offered: ole })
  expect(alarmWords(alarmed, 'agt_ole')).toBe('Noor is silent. You can take it.')
  expect(alarmWords(alarmed, 'agt_ines')).toBe('Noor is silent. Ole can take it.')
  expect(alarmWords(alarmed, 'agt_noor')).toBeNull()
  expect(alarmWords(row(), 'agt_ole')).toBeNull()
})
