// @vitest-environment node
import { expect, test } from 'vitest'
import { nameOf, pageTitle } from './row-words'

const page = (title: string) => ({ url: 'https://shop.example/', title, type: 'other' as const })
const nobody = { id: 'vis_a' as const, name: null }

test('somebody without a name is called after the page, without the shop’s own name in its title', () => {
  expect(nameOf({ visitor: { ...nobody, name: ' Tom ' }, page: null }, 'Mackerel Sky')).toBe('Tom')
  expect(nameOf({ visitor: nobody, page: page('Gull hat · Mackerel Sky') }, 'Mackerel Sky')).toBe(
    'Shopper from Gull hat',
  )
  expect(nameOf({ visitor: nobody, page: page(' ') }, 'Mackerel Sky')).toBe('Shopper')
  expect(nameOf({ visitor: nobody, page: null }, '')).toBe('Shopper')
})

test('a title that is the shop’s name alone stays, and its characters mean nothing', () => {
  expect(pageTitle({ page: page('A+B (shop)') }, 'A+B (shop)')).toBe('A+B (shop)')
  expect(pageTitle({ page: page('A+B (shop) | Boots') }, 'A+B (shop)')).toBe('Boots')
  expect(pageTitle({ page: page('Boots-A') }, '')).toBe('Boots-A')
})
