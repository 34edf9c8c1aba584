// @vitest-environment node
import { expect, test } from 'vitest'
import { hexOf, onAccent } from './accent'

test('words on an accent are white where that can be read, else ink, else black', () => {
  expect(onAccent('#10614f')).toBe('#ffffff')
  expect(onAccent('#f2b705')).toBe('#16201c')
  expect(onAccent('#7b7b7b')).toBe('#000000')
})

test('a colour may be typed with or without its hash, short or long', () => {
  expect(hexOf('F2B705')).toBe('#f2b705')
  expect(hexOf(' #abc ')).toBe('#aabbcc')
  expect(hexOf('yellow')).toBeNull()
})
