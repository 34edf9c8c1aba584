import { expect, test } from 'vitest'
import { storablePage } from './storable'

test('a page goes with its cart, and with an address and a title that the server takes', () => {
  const cart = { total: 12_950, currency: 'EUR' }
  const page = {
    url: `https://shop.example.com/${'x'.repeat(3_000)}`,
    title: 'Coat\0',
    type: 'cart',
    cart,
  } as const
  const { url, ...rest } = storablePage(page)
  expect(rest).toEqual({ title: 'Coat', type: 'cart', cart })
  expect(url).toHaveLength(2_000)
})
