// @vitest-environment node
import { expect, test } from 'vitest'
import { ASSISTANT, cameBack, INES, ME, message, NOOR, pending, standing } from '../testing/entries'
import { type LogItem, logItems } from './log-items'

const at = (hour: number, minute = 0, day = 5) => new Date(2026, 0, day, hour, minute).getTime()
const shape = (items: readonly LogItem[]) =>
  items.map((item) =>
    item.kind === 'run' ? `${item.by}: ${item.said.map(({ text }) => text).join(' / ')}` : item.kind,
  )

test('what one author says in a row stands together', () => {
  const entries = [
    message(1, ME, 'a', at(9)),
    message(2, ME, 'b', at(9, 1)),
    message(3, INES, 'c', at(9, 2)),
    message(4, NOOR, 'd', at(9, 3)),
  ]
  expect(shape(logItems(entries, [], null))).toEqual(['day', 'visitor: a / b', 'person: c', 'person: d'])
})

test('a pause, another way and another day begin anew', () => {
  const entries = [
    message(1, INES, 'a', at(9)),
    message(2, INES, 'b', at(9, 20)),
    message(3, INES, 'c', at(9, 21), 'letter'),
    message(4, INES, 'd', at(9, 22, 6)),
    message(5, ASSISTANT, 'e', at(9, 23, 6)),
  ]
  expect(shape(logItems(entries, [], null))).toEqual([
    'day',
    'person: a',
    'person: b',
    'letter: c',
    'day',
    'person: d',
    'assistant: e',
  ])
})

test('a change of standing separates what was said before and after', () => {
  const entries = [
    message(1, INES, 'a', at(9)),
    standing(2, { to: 'closed', because: 'agent', agent: { id: 'agt_0001', name: 'Ines' } }, at(9, 1)),
    message(3, INES, 'b', at(9, 2)),
  ]
  expect(shape(logItems(entries, [], null))).toEqual(['day', 'person: a', 'event', 'person: b'])
})

test('the line stands above the first message that the shopper has not seen', () => {
  const entries = [
    message(1, INES, 'a', at(9)),
    message(2, INES, 'b', at(9, 1)),
    message(3, INES, 'c', at(9, 2)),
  ]
  expect(shape(logItems(entries, [], 1))).toEqual(['day', 'person: a', 'new', 'person: b / c'])
  expect(shape(logItems(entries, [], 3))).toEqual(['day', 'person: a / b / c'])
})

test('unsent words come last and keep their place when the log holds them', () => {
  const entries = [message(1, ME, 'a', at(9))]
  const before = logItems(entries, [pending('b', { kind: 'sending' }, at(9, 1))], null)
  expect(shape(before)).toEqual(['day', 'visitor: a / b'])
  const after = logItems([...entries, { ...message(2, ME, 'b', at(9, 1)), clientId: 'pending-b' }], [], null)
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key))
})

test('a device whose clock is behind opens no day of the past', () => {
  const items = logItems(
    [message(1, ME, 'a', at(0, 1, 6))],
    [pending('b', { kind: 'kept' }, at(23, 59, 5))],
    null,
  )
  expect(items.filter(({ kind }) => kind === 'day')).toHaveLength(1)
})

test('what a shopper answered by email stands apart from what was written here', () => {
  const entries = [
    message(1, ME, 'a', at(9)),
    message(2, ME, 'b', at(9, 1), 'letter'),
    message(3, ME, 'c', at(9, 2), 'letter'),
    message(4, ME, 'd', at(9, 3)),
  ]
  const items = logItems(entries, [pending('e', { kind: 'sending' }, at(9, 4))], null)
  expect(shape(items)).toEqual(['day', 'visitor: a', 'visitor: b / c', 'visitor: d / e'])
})

test('a letter that came back is told where it happened', () => {
  const entries = [
    message(1, INES, 'a', at(9)),
    cameBack(2, 'mo@example.com', at(9, 1)),
    message(3, INES, 'b', at(9, 2)),
  ]
  expect(shape(logItems(entries, [], null))).toEqual(['day', 'person: a', 'event', 'person: b'])
})

test('kinds that a shopper is not shown are passed over', () => {
  const linked = { ...message(1, INES, 'a', at(9)), kind: 'linked', body: { earlier: 'conv_0000' } } as const
  const promised = {
    ...message(2, INES, 'a', at(9)),
    kind: 'promise',
    body: { place: 1, byMs: null },
  } as const
  expect(logItems([linked, promised], [], null)).toEqual([])
})
