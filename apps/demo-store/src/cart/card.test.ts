import { expect, test } from 'vitest'
import { askBank, cardNumberFault, expiryFault, passesLuhn, securityCodeFault } from './card'

test.each(['4242424242424242', '4000000000000002', '5555555555554444', '378282246310005'])(
  '%s is a card number',
  (digits) => {
    expect(passesLuhn(digits)).toBe(true)
  },
)

test('one wrong digit is noticed before the bank is asked', () => {
  expect(cardNumberFault('4242 4242 4242 4243')).toContain('One digit is off')
})

test.each([
  ['', 'long number'],
  ['4242 4242', '8 digits'],
  ['4242 four', 'Digits only'],
])('the card number %j gets its own words', (typed, words) => {
  expect(cardNumberFault(typed)).toContain(words)
})

test('the test card is declined however it is typed, any other goes through', () => {
  expect(askBank('4000 0000 0000 0002')).toMatchObject({ is: 'refused', code: 'card_declined' })
  expect(askBank('4000-0000-0000-0002')).toMatchObject({ is: 'refused' })
  expect(askBank('4242 4242 4242 4242')).toEqual({ is: 'accepted' })
})

test('a card is good until its month ends', () => {
  const november = { year: 2026, month: 11 }
  expect(expiryFault('11/26', november)).toBeNull()
  expect(expiryFault('10/26', november)).toContain('past its date')
  expect(expiryFault('04 / 2029', november)).toBeNull()
  expect(expiryFault('13/29', november)).toContain('Month and year')
})

test('a security code has three or four digits', () => {
  expect(securityCodeFault('123')).toBeNull()
  expect(securityCodeFault('12')).not.toBeNull()
})
