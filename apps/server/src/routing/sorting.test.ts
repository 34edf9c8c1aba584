import type { Rule, RuleCondition, RuleEffect } from '@shopbell/protocol'
import { expect, test } from 'vitest'
import { SHIPPED_RULES } from '../stores/shipped-rules'
import { sortingOf } from './sorting'

const nobody = new Set<never>()

function rule(condition: RuleCondition, effect: RuleEffect = { tags: ['it applied'] }): Rule {
  return { name: 'A rule', isOn: true, condition, effect }
}

function applies(
  condition: RuleCondition,
  text: string,
  page: Parameters<typeof sortingOf>[1]['page'] = null,
) {
  return sortingOf([rule(condition)], { text, page }, nobody).applied.length === 1
}

test.each([
  ['card', 'My CARD was refused!', true],
  ['card', 'Do you sell postcards?', false],
  ['charged twice', 'I was charged, twice.', true],
  ['charged twice', 'I was charged. It happened twice.', false],
  ["can't pay", 'I can’t pay here', true],
  ['Zahlung', 'ZAHLUNG geht nicht', true],
  ['Zahlung', 'Ratenzahlung möglich?', false],
  ['beschädigt', 'Es kam beschädigt an', true],
  ['ärger', 'Ärger mit dem Paket', true],
  ['支払い', 'この支払いができません', true],
  ['e-mail', 'No e-mail came', true],
  ['10471', 'Order #10471, please', true],
  ['101', 'Order #10171, please', false],
  ['!?', 'What!?', false],
])('the word "%s" in "%s": %s', (word, text, isThere) => {
  expect(applies({ words: [word] }, text)).toBe(isThere)
})

test('of the words and of the pages one is enough, and all of what is asked for must be so', () => {
  const condition: RuleCondition = {
    words: ['help', 'stuck'],
    pageTypes: ['cart', 'checkout'],
    cartAtLeast: 10_000,
  }
  const page = { type: 'checkout', cart: { total: 10_000, currency: 'EUR' } } as const
  expect(applies(condition, 'I am stuck', page)).toBe(true)
  expect(applies(condition, 'Hello', page)).toBe(false)
  expect(applies(condition, 'I am stuck', { ...page, type: 'product' })).toBe(false)
  expect(applies(condition, 'I am stuck', { ...page, cart: { total: 9_999, currency: 'EUR' } })).toBe(false)
  expect(applies(condition, 'I am stuck', { type: 'checkout' })).toBe(false)
  expect(applies(condition, 'I am stuck', null)).toBe(false)
  expect(applies({}, 'Anything at all')).toBe(true)
})

test('of several rules the highest priority counts, the first team that has somebody, and every tag once', () => {
  const rules = [
    rule({}, { priority: 1, tags: ['one'], team: 'team_empty' }),
    { ...rule({}, { priority: 2, tags: ['never'] }), isOn: false },
    rule({}, { priority: 2, tags: ['two', 'one'], team: 'team_first' }),
    rule({ words: ['norway'] }, { tags: ['never'] }),
    rule({}, { priority: 1, team: 'team_second' }),
  ]
  const staffed = new Set(['team_first', 'team_second'] as const)
  expect(sortingOf(rules, { text: 'Hello', page: null }, staffed)).toEqual({
    priority: 2,
    team: 'team_first',
    tags: ['one', 'two'],
    applied: [0, 2, 4],
  })
  expect(sortingOf([], { text: 'Hello', page: null }, staffed)).toEqual({
    priority: 0,
    team: null,
    tags: [],
    applied: [],
  })
})

test.each([
  ['My card was declined', null, 2, ['payment']],
  ['You charged me twice!', null, 2, ['payment']],
  ['Die Zahlung funktioniert nicht', null, 2, ['payment']],
  ['Which of these do I pick?', 'checkout', 2, ['checkout']],
  ['The flask came dented', null, 1, ['parcel']],
  ['My parcel hasn’t arrived', null, 1, ['parcel']],
  ['Mein Paket ist nicht angekommen', null, 1, ['parcel']],
  ['I think my account was hacked', null, 2, ['security']],
  ['Jemand hat mein Passwort gestohlen', null, 2, ['security']],
  ['Do you ship to Norway?', 'product', 0, []],
  ['Is the harbour coat lined?', 'product', 0, []],
  ['Wann ist der Mantel wieder da?', null, 0, []],
] as const)('out of the box "%s" written on %s has priority %s and tags %s', (text, type, priority, tags) => {
  const page = type === null ? null : { type }
  expect(sortingOf(SHIPPED_RULES, { text, page }, nobody)).toMatchObject({ priority, tags })
})
