import { expect, test } from 'vitest'
import { Passwords } from './passwords'

const cheap = { logN: 4, r: 1, p: 1 }

test('the right password matches its hash, and no other does', async () => {
  const passwords = new Passwords(cheap)
  const kept = await passwords.hash('correct horse')
  expect(await passwords.matches('correct horse', kept)).toBe(true)
  expect(await passwords.matches('correct horsf', kept)).toBe(false)
  expect(await passwords.matches('', kept)).toBe(false)
})

test('two hashes of one password differ, and neither holds it', async () => {
  const passwords = new Passwords(cheap)
  const [one, other] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')]
  expect(one).not.toBe(other)
  expect(one).not.toContain('horse')
})

test('a person without a password cannot sign in with any', async () => {
  const passwords = new Passwords(cheap)
  expect(await passwords.matches('', null)).toBe(false)
})

test('a hash says what it cost, so an older one still matches', async () => {
  const kept = await new Passwords({ logN: 5, r: 2, p: 1 }).hash('correct horse')
  expect(kept).toMatch(/^scrypt\$5\$2\$1\$/)
  expect(await new Passwords(cheap).matches('correct horse', kept)).toBe(true)
})

test('an accented password is the same from every keyboard', async () => {
  const passwords = new Passwords(cheap)
  expect(await passwords.matches('cafe\u0301 au lait', await passwords.hash('caf\u00e9 au lait'))).toBe(true)
})

test('many at once all get their answer', async () => {
  const passwords = new Passwords(cheap)
  const kept = await passwords.hash('correct horse')
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => passwords.matches('correct horse', kept)),
  )
  expect(answers.every(Boolean)).toBe(true)
})
