import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from './mail-address'

test.each([
  ['anna@example.com', 'anna@example.com'],
  ["o'brien+shop@mail.example.co.uk", "o'brien+shop@mail.example.co.uk"],
  ['Anna.Smith@EXAMPLE.com', 'anna.smith@example.com'],
  ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
  ['anna@例え.テスト', 'anna@xn--r8jz45g.xn--zckzah'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('%s can be written to', (typed, address) => {
  expect(parseAddress(typed)).toEqual({ kind: 'address', address })
})

test.each([
  'a@ok.com, b@evil.com',
  'a@ok.com,b@evil.com',
  'a@ok.com;b@evil.com',
  'a@ok.com b@evil.com',
  'a@evil.com@ok.com',
  'Anna <a@ok.com>',
  '<a@ok.com>',
  'friends:a@ok.com,b@evil.com;',
  'friends:;',
  '"a b"@ok.com',
  '"a@evil.com"@ok.com',
  'a(b@evil.com)@ok.com',
  'a@ok.com(comment)',
  'a@ok.com\r\nBcc: b@evil.com',
  'a@ok.com\n',
  'a\0@ok.com',
  ' a@ok.com',
  'a@[127.0.0.1]',
  'a@127.0.0.1',
  'a@0x7f.1',
  'a@%65vil.com',
  'a@ok_1.com',
  'a@-ok.com',
  'a@ok-.com',
  'a@ok..com',
  'a@.ok.com',
  'a@ok.com.',
  'a@localhost',
  '.a@ok.com',
  'a.@ok.com',
  'a..b@ok.com',
  'jörg@ok.com',
  'a@ok.com＠evil.com',
  `${'a'.repeat(65)}@ok.com`,
  `a@${'b'.repeat(64)}.com`,
  `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(3)}example.com`,
  '@ok.com',
  'a@',
  'anna',
  '',
])('%j is refused with a sentence', (typed) => {
  expect(parseAddress(typed)).toEqual({ kind: 'invalid', message: expect.stringMatching(/\.$/) })
})

test('whatever passes is one plain line with one @, and passes again unchanged', () => {
  const near = fc.string({
    unit: fc.constantFrom(...'aB1.-+_@,;<>()[]"\\ \r\n\0%ü＠．例'),
    maxLength: 12,
  })
  fc.assert(
    fc.property(near, near, (local, domain) => {
      const read = parseAddress(`${local}@${domain}.example`)
      if (read.kind === 'invalid') return
      expect(read.address).toMatch(/^[!-~]+$/)
      expect(read.address).not.toMatch(/[,;:<>()[\]"\\]/)
      expect(read.address.split('@')).toHaveLength(2)
      expect(parseAddress(read.address)).toEqual(read)
    }),
    { numRuns: 5_000 },
  )
})
