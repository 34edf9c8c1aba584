import { expect, test } from 'vitest'
import { sealed, unsealed } from './sealed'

const SECRET = 'a secret of tests, long enough to be one'

test('what is sealed is read with the same secret and for the same purpose only', () => {
  const hidden = sealed(SECRET, 'mail', 'smtp://shop:pässword@mail.example.com')
  expect(hidden).not.toContain('word')
  expect(unsealed(SECRET, 'mail', hidden)).toBe('smtp://shop:pässword@mail.example.com')
  expect(() => unsealed(`${SECRET}!`, 'mail', hidden)).toThrow()
  expect(() => unsealed(SECRET, 'other', hidden)).toThrow()
})

test('the same words never look the same, and not one letter of them can be changed', () => {
  const hidden = sealed(SECRET, 'mail', 'a word')
  expect(sealed(SECRET, 'mail', 'a word')).not.toBe(hidden)
  for (let at = 0; at < hidden.length; at += 1) {
    const changed = `${hidden.slice(0, at)}${hidden[at] === 'A' ? 'B' : 'A'}${hidden.slice(at + 1)}`
    // The last letter carries bits that no byte has.
    if (Buffer.from(changed, 'base64url').equals(Buffer.from(hidden, 'base64url'))) continue
    expect(() => unsealed(SECRET, 'mail', changed)).toThrow()
  }
  expect(() => unsealed(SECRET, 'mail', '')).toThrow()
})
