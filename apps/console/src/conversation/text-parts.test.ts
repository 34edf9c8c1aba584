// @vitest-environment node
import { expect, test } from 'vitest'
import { safeHref, textParts } from './text-parts'

test('an address in a sentence is a link, its full stop is not', () => {
  expect(textParts('See https://example.com/a?b=1. Thanks')).toEqual([
    { kind: 'text', text: 'See ' },
    { kind: 'link', text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
    { kind: 'text', text: '. Thanks' },
  ])
})

test('only http, https and mailto are links, and markup stays what was typed', () => {
  const typed = '<b>bold</b> javascript:alert(1) data:text/html,x mailto:a@example.com'
  expect(textParts(typed)).toEqual([
    { kind: 'text', text: '<b>bold</b> javascript:alert(1) data:text/html,x ' },
    { kind: 'link', text: 'mailto:a@example.com', href: 'mailto:a@example.com' },
  ])
  expect(
    textParts(typed)
      .map(({ text }) => text)
      .join(''),
  ).toBe(typed)
})

test('the address of a page that a browser sent is followed only over http and https', () => {
  expect(safeHref('https://shop.example/coat')).toBe('https://shop.example/coat')
  expect(safeHref('javascript:alert(1)')).toBeNull()
  expect(safeHref('not an address')).toBeNull()
})
