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
