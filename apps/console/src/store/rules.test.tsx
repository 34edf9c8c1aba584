import type { Rule } from '@shopbell/protocol'
import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'
import { effectWords, whenWords } from './rule-words'
import { hundredthsOf, NEW_RULE, ruleOf, typedRule } from './rules-typed'

const PAGE = '/console/sto_demo/rules'
const PUT = 'PUT stores/sto_demo/rules'

const namesIn = (body: unknown): unknown => Object(body).rules.map(({ name }: Rule) => name)

test('a rule says in a sentence when it applies and what it does', async () => {
  showConsole(PAGE)
  expect(
    await screen.findByText(
      'When the message says “payment failed”, “declined”, “charged twice” or 2 others: before everything else, tagged payment.',
    ),
  ).toBeTruthy()
  await screen.findByText(
    'When it is written on the cart or the checkout, and the cart holds 250 or more: before normal ones, to Fit and sizes.',
  )
})

test('a rule is added at the end, with words line by line and an amount as people type it', async () => {
  const { user, heard, house } = showConsole(PAGE)
  await user.click(await screen.findByRole('button', { name: 'Add a rule' }))
  await user.type(screen.getByLabelText('Name'), 'Vouchers')
  await user.type(
    screen.getByLabelText('Words in the message'),
    'voucher{Enter}gift card{Enter}{Enter}voucher',
  )
  await user.click(screen.getByRole('checkbox', { name: 'Cart' }))
  await user.type(screen.getByLabelText('Cart of at least'), '99,9')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Choose what it does: a priority, a team or a tag.')).toBeTruthy()
  await user.click(screen.getByRole('radio', { name: 'High' }))
  await user.selectOptions(screen.getByLabelText('Team'), 'Parcels')
  await user.type(screen.getByLabelText('Tags'), 'voucher, gift')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByLabelText('Name')).toBeNull())
  const added = {
    name: 'Vouchers',
    isOn: true,
    condition: { words: ['voucher', 'gift card'], pageTypes: ['cart'], cartAtLeast: 9_990 },
    effect: { priority: 1, team: 'team_parcels', tags: ['voucher', 'gift'] },
  }
  expect(heard.find(({ what }) => what === PUT)?.body).toEqual({ rules: [...house.rules, added] })
  expect(screen.getByText('Vouchers')).toBeTruthy()
})

test('rules move, turn off and go, each at once and in the whole list', async () => {
  const { user, heard } = showConsole(PAGE)
  await user.click(await screen.findByRole('button', { name: 'Move Big carts up' }))
  await screen.findByText('Big carts is number 1 now.')
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Big carts up'))
  expect(namesIn(heard.findLast(({ what }) => what === PUT)?.body)).toEqual([
    'Big carts',
    'Payment trouble',
    'Lost or damaged parcel',
  ])
  await user.click(screen.getByRole('checkbox', { name: 'Big carts is on' }))
  await waitFor(() =>
    expect(Object(heard.findLast(({ what }) => what === PUT)?.body).rules[0]).toMatchObject({ isOn: false }),
  )
  await user.click(screen.getByRole('button', { name: 'Delete Big carts' }))
  await user.click(await screen.findByRole('button', { name: 'Delete' }))
  await screen.findByText('Big carts is deleted.')
  expect(namesIn(heard.findLast(({ what }) => what === PUT)?.body)).toEqual([
    'Payment trouble',
    'Lost or damaged parcel',
  ])
  const moves = heard.filter(({ what }) => what === PUT).length
  await user.click(screen.getByRole('button', { name: 'Move Payment trouble up' }))
  expect(heard.filter(({ what }) => what === PUT)).toHaveLength(moves)
})

test('a rule that is being changed stays the same one while others move and go', async () => {
  const { user, heard } = showConsole(PAGE)
  await user.click(await screen.findByRole('button', { name: 'Edit Lost or damaged parcel' }))
  await user.click(screen.getByRole('button', { name: 'Delete Payment trouble' }))
  await user.click(await screen.findByRole('button', { name: 'Delete' }))
  await screen.findByText('Payment trouble is deleted.')
  await user.type(screen.getByLabelText('Name'), 's')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByLabelText('Name')).toBeNull())
  expect(namesIn(heard.findLast(({ what }) => what === PUT)?.body)).toEqual([
    'Big carts',
    'Lost or damaged parcels',
  ])
})

test('what the server finds wrong stands beside its field, and what was typed stays', async () => {
  const { user } = showConsole(PAGE, (house) => {
    const message = 'Nobody is in the team Parcels.'
    house.refuse['PUT rules'] = { code: 'team_empty', fields: { 'rules.1.effect.team': message } }
  })
  await user.click(await screen.findByRole('button', { name: 'Edit Big carts' }))
  await user.selectOptions(screen.getByLabelText('Team'), 'Parcels')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Nobody is in the team Parcels.')).toBeTruthy()
  const team = screen.getByLabelText<HTMLSelectElement>('Team')
  expect([team.value, team.getAttribute('aria-invalid')]).toEqual(['team_parcels', 'true'])
})

test('a message is tried with the rules as they stand in the form, saved or not', async () => {
  const { user, heard } = showConsole(PAGE)
  expect(
    await screen.findByText('It would go before everything else, to Fit and sizes, tagged payment.'),
  ).toBeTruthy()
  expect(screen.getByText('By: Payment trouble, Big carts')).toBeTruthy()
  const tried = () => Object(heard.findLast(({ what }) => what.endsWith('rules/try'))?.body)
  expect(tried()).toMatchObject({ pageType: 'checkout', cartTotal: null })
  await user.click(screen.getByRole('button', { name: 'Edit Big carts' }))
  await user.selectOptions(screen.getByLabelText('Team'), 'Parcels')
  await user.type(screen.getByLabelText('With a cart of'), '300')
  await waitFor(() => {
    expect(tried()).toMatchObject({ cartTotal: 30_000 })
    expect(tried().rules[1].effect.team).toBe('team_parcels')
  })
  await user.clear(screen.getByLabelText('Name'))
  expect(await screen.findByText('Finish the rule to try it.')).toBeTruthy()
})

test('without a rule that applies it goes in its turn, to whoever is available', async () => {
  showConsole(PAGE, (house) => {
    house.tried = { priority: 0, team: null, tags: [], applied: [] }
  })
  expect(await screen.findByText('It would go in its turn, to whoever is available.')).toBeTruthy()
  expect(screen.getByText('No rule applies.')).toBeTruthy()
})

test.each([
  ['250', 25_000],
  ['99.9', 9_990],
  [' 99,90 ', 9_990],
  ['0', 0],
  ['', null],
  ['-1', null],
  ['1.234', null],
  ['1,000.00', null],
  ['99999999999', null],
  ['lots', null],
])('the amount "%s" is %s hundredths', (typed, hundredths) => {
  expect(hundredthsOf(typed)).toBe(hundredths)
})

test('a rule goes through its form unchanged', () => {
  const rule: Rule = {
    name: 'All of it',
    isOn: false,
    condition: { words: ['one', 'two words'], pageTypes: ['product', 'other'], cartAtLeast: 9_990 },
    effect: { priority: 2, team: 'team_fit', tags: ['a', 'b c'] },
  }
  expect(ruleOf(typedRule(rule))).toEqual(rule)
  expect(ruleOf(NEW_RULE)).toEqual({ name: '', isOn: true, condition: {}, effect: {} })
})

test('a rule without a condition, or for a team that is no more, says so', () => {
  const rule: Rule = { name: '', isOn: true, condition: {}, effect: { team: 'team_gone' } }
  expect(whenWords(rule)).toBe('any conversation begins')
  expect(effectWords(rule, [])).toBe('to a team that is no more')
})
