import type { VisitorSnapshot } from '@shopbell/chat-client'
import { expect, test } from 'vitest'
import { conversation } from '../testing/entries'
import { NOTHING_YET } from '../testing/fake-session'
import { statusOf, stripOf } from './status'

const now = new Date(2026, 0, 5, 12).getTime()
const open = { connection: { kind: 'open' } } as const
const says = (change: Partial<VisitorSnapshot>) => statusOf({ ...NOTHING_YET, ...open, ...change }, now)

test('people who are here are said to be here, with a time only where one was measured', () => {
  expect(says({ availability: { kind: 'live', replyMs: null } })).toEqual({
    mark: 'here',
    words: 'We are here',
  })
  expect(says({ availability: { kind: 'live', replyMs: 110_000 } })?.words).toBe(
    'We are here. Usually 2 minutes',
  )
})

test('a busy store tells the place, and about how long where that is known', () => {
  expect(says({ availability: { kind: 'busy', place: 3, estimateMs: 240_000, isOffered: true } })).toEqual({
    mark: 'busy',
    words: 'All busy. Number 3, about 4 min',
  })
  expect(says({ availability: { kind: 'busy', place: 3, estimateMs: null, isOffered: true } })?.words).toBe(
    'All busy. You are number 3',
  )
})

const busy = { kind: 'busy', place: 2, estimateMs: null, isOffered: true } as const

test('somebody who waits is told the place that is theirs', () => {
  const waiting = conversation({ standing: { status: 'waiting', sinceMs: now } })
  expect(says({ availability: busy, conversation: waiting })?.words).toBe('All busy. You are number 2')
})

test('where it would take too long, a new shopper is told to leave an address, and no place', () => {
  const restrained = { ...busy, isOffered: false }
  expect(says({ availability: restrained })).toEqual({ mark: 'busy', words: 'All busy. Leave your email' })
  const waiting = conversation({ standing: { status: 'waiting', sinceMs: now } })
  expect(says({ availability: restrained, conversation: waiting })?.words).toBe('All busy. You are number 2')
})

test('whoever is answered by email has no place, and is still told the truth of who is there', () => {
  const byEmail = conversation({ standing: { status: 'by_email', awaiting: 'store', promisedAtMs: now } })
  expect(says({ availability: busy, conversation: byEmail })?.words).toBe('All busy')
  expect(says({ availability: { kind: 'closed', opensAt: null }, conversation: byEmail })?.words).toBe(
    'Closed for now',
  )
})

test('whoever has the conversation is named', () => {
  expect(says({ availability: { kind: 'nobody' }, conversation: conversation({}) })).toEqual({
    mark: 'here',
    words: 'Ines is with you',
  })
})

test('the assistant is never taken for a person', () => {
  const withAssistant = conversation({ standing: { status: 'with_assistant' } })
  expect(says({ conversation: withAssistant })).toEqual({ mark: 'assistant', words: 'Assistant, automated' })
})

test('a closed store says when it opens, if it does', () => {
  const opensAt = new Date(2026, 0, 6, 9).getTime()
  expect(says({ availability: { kind: 'closed', opensAt } })?.words).toMatch(
    /^Closed\. Back tomorrow at 0?9:00/,
  )
  expect(says({ availability: { kind: 'closed', opensAt: null } })).toEqual({
    mark: null,
    words: 'Closed for now',
  })
  expect(says({ availability: { kind: 'nobody' } })?.words).toBe('Nobody is at the desk right now')
})

test('without a connection nothing is said of who is there, only why', () => {
  for (const [connection, words] of [
    [{ kind: 'offline' }, 'You are offline. We send when you are back'],
    [{ kind: 'reconnecting', attempt: 1 }, 'Reconnecting. Your words are kept'],
    [{ kind: 'ended', code: 'origin_not_allowed' }, 'Chat cannot be reached.'],
  ] as const) {
    const snapshot = { ...NOTHING_YET, connection, availability: { kind: 'live', replyMs: null } as const }
    expect(statusOf(snapshot, now)).toBeNull()
    expect(stripOf(snapshot)).toBe(words)
  }
})

test('the first attempt needs no apology', () => {
  expect(stripOf({ ...NOTHING_YET, connection: { kind: 'connecting' } })).toBeNull()
})
