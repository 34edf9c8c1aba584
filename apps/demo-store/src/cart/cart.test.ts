import { expect, test } from 'vitest'
import { addToCart, type Cart, changeQuantity, countOf, emptyCart, readCart, totalsOf } from './cart'

const coat = { slug: 'harbour-coat', colour: 'slate', size: 'L' } as const
const flask = { slug: 'sleet-flask', colour: 'moss', size: null } as const

function cartOf(...things: Parameters<typeof addToCart>[1][]): Cart {
  return things.reduce(addToCart, emptyCart)
}

test('the same coat twice is one line of two, another size is another line', () => {
  const cart = cartOf(coat, coat, { ...coat, size: 'M' })
  expect(cart.lines.map(({ size, quantity }) => [size, quantity])).toEqual([
    ['L', 2],
    ['M', 1],
  ])
  expect(countOf(cart)).toBe(3)
})

test('a line whose quantity falls to nought leaves the cart', () => {
  expect(changeQuantity(cartOf(coat, flask), 0, 0).lines.map(({ slug }) => slug)).toEqual(['sleet-flask'])
})

test('nobody gets more than nine of one thing', () => {
  expect(changeQuantity(cartOf(flask), 0, 40).lines[0]?.quantity).toBe(9)
})

test('a flask pays for its delivery, a coat does not', () => {
  expect(totalsOf(cartOf(flask))).toEqual({
    goodsCents: 3400,
    discountCents: 0,
    deliveryCents: 600,
    totalCents: 4000,
  })
  expect(totalsOf(cartOf(coat))).toMatchObject({ deliveryCents: 0, totalCents: 24_800 })
  expect(totalsOf(emptyCart).totalCents).toBe(0)
})

test('RAIN10 takes a tenth off the goods and leaves the delivery alone', () => {
  const cart = { ...cartOf(flask), promoCode: 'RAIN10' }
  expect(totalsOf(cart)).toEqual({
    goodsCents: 3400,
    discountCents: 340,
    deliveryCents: 600,
    totalCents: 3660,
  })
})

test('delivery stays free when the discount brings the goods below the limit', () => {
  const cape = { slug: 'drizzle-cape', colour: 'moss', size: null } as const
  expect(totalsOf({ ...cartOf(cape), promoCode: 'RAIN10' })).toMatchObject({
    deliveryCents: 0,
    totalCents: 14_760,
  })
})

test('what the browser kept comes back as it was', () => {
  const cart = { ...cartOf(coat, flask), promoCode: 'RAIN10' }
  expect(readCart(JSON.parse(JSON.stringify(cart)))).toEqual(cart)
})

test.each([
  null,
  'cart',
  { lines: 'many' },
  { lines: [{ ...coat, slug: 'umbrella', quantity: 1 }] },
  { lines: [{ ...coat, size: 'XXL', quantity: 1 }] },
  { lines: [{ ...coat, colour: 'brick', quantity: 1 }] },
  { lines: [{ ...coat, quantity: -1 }] },
])('what the shop never sold is not in the cart: %j', (kept) => {
  expect(readCart(kept)).toEqual(emptyCart)
})
