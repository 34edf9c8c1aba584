import { expect, test } from 'vitest'
import { promoFor } from './promo'

test.each(['RAIN10', ' rain10 ', 'Rain 10'])('%j takes ten percent off', (typed) => {
  expect(promoFor(typed)).toEqual({ is: 'good', code: 'RAIN10', percent: 10 })
})

test('SUN10 is refused, and the shopper hears why', () => {
  expect(promoFor('sun10')).toEqual({ is: 'no_good', why: expect.stringContaining('ended with the summer') })
})

test('an unknown code is named in the refusal', () => {
  expect(promoFor('hail5')).toEqual({ is: 'no_good', why: expect.stringContaining('HAIL5') })
})
