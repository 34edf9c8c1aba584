import { expect, test } from 'vitest'
import { pageContext } from './page-context'

function at(address: string): Location {
  window.history.replaceState(null, '', address)
  return location
}

test('the page goes with its query but without its fragment and its secrets', () => {
  const { url } = pageContext(
    [],
    at('/products/coat?variant=3&token=abc&reset_key=1&keyword=hat#reviews'),
    'Coat',
  )
  expect(url).toBe(`${location.origin}/products/coat?variant=3&keyword=hat`)
})

test('what the shop says of its page counts more than its address', () => {
  expect(pageContext([{ page: 'cart' }, {}], at('/products/coat'), '').type).toBe('cart')
})

test('a title that is too long is cut without leaving half an emoji', () => {
  const { title } = pageContext([], at('/'), `${'x'.repeat(299)}🧥`)
  expect(title).toHaveLength(300)
  expect(title.isWellFormed()).toBe(true)
})

test('an address that is too long is cut', () => {
  expect(pageContext([], at(`/?q=${'x'.repeat(3000)}`), '').url).toHaveLength(2000)
})

const EUROS = { total: 12_950, currency: 'EUR' }

test('what the cart is worth goes with the message, as the shop said it last', () => {
  expect(
    pageContext([{ cart: { total: 100, currency: 'EUR' } }, { cart: EUROS }, {}], at('/'), '').cart,
  ).toEqual(EUROS)
  expect(pageContext([{ cart: EUROS }, { cart: null }], at('/'), '')).not.toHaveProperty('cart')
  expect(pageContext([{ page: 'cart' }], at('/'), '')).not.toHaveProperty('cart')
})

test.each([
  ['a fraction', '{"total":129.5,"currency":"EUR"}'],
  ['below nothing', '{"total":-1,"currency":"EUR"}'],
  ['beyond all carts', '{"total":1e13,"currency":"EUR"}'],
  ['text', '{"total":"12950","currency":"EUR"}'],
  ['no currency', '{"total":12950}'],
  ['no code of a currency', '{"total":12950,"currency":"euro"}'],
  ['a list', '[12950,"EUR"]'],
  ['a word', '"12950 EUR"'],
])('a cart that is %s is left out, and the message goes', (_what, json) => {
  expect(pageContext([{ cart: JSON.parse(json) }], at('/'), 'Cart')).toEqual({
    url: location.href,
    title: 'Cart',
    type: 'other',
  })
})

test('of a cart nothing goes but its total and its currency', () => {
  const cart = JSON.parse('{"total":12950,"currency":["EUR"],"items":[{"name":"Coat"}]}')
  expect(pageContext([{ cart }], at('/'), '').cart).toEqual(EUROS)
})
