// @vitest-environment node
import { expect, test } from 'vitest'
import { textParts } from './links'

const links = (text: string) =>
  textParts(text).flatMap((part) => (typeof part === 'string' ? [] : [part.href]))

test.each([
  ['See https://shop.example/coat.', ['https://shop.example/coat']],
  ['(https://shop.example/coat)', ['https://shop.example/coat']],
  ['https://en.example/wiki/Coat_(garment)', ['https://en.example/wiki/Coat_(garment)']],
  ['http://a.example, http://b.example!', ['http://a.example', 'http://b.example']],
  ['Write to ines@shop.example.', ['mailto:ines@shop.example']],
  ['mailto:ines@shop.example', ['mailto:ines@shop.example']],
  ['javascript:alert(1) data:text/html,x file:///etc/passwd', []],
  ['ftp://shop.example', []],
  ['https://', []],
])('%s', (text, expected) => {
  expect(links(text)).toEqual(expected)
})

test('nothing of a text is lost', () => {
  const text = 'A <b>bold</b> https://a.example/x?y=1&z=2 and b@c.example; done'
  const whole = textParts(text).map((part) => (typeof part === 'string' ? part : part.text))
  expect(whole.join('')).toBe(text)
})
