import { expect, test } from 'vitest'
import { brokenRules, withoutComments } from './check-rules.mjs'

function server(path: string, code: string) {
  return { path: `apps/server/src/${path}`, code }
}

test('the environment is read in one file', () => {
  const code = '\nconst port = process.env.PORT'
  expect(brokenRules([server('config.ts', code)])).toEqual([])
  expect(brokenRules([server('mail/letter.ts', code)])).toEqual([
    'apps/server/src/mail/letter.ts:2  process.env is read in config.ts only',
  ])
})

test('the clock is read in one file, and a date made from a number is no clock', () => {
  expect(brokenRules([server('foundation/clock.ts', 'Date.now()')])).toEqual([])
  expect(brokenRules([server('stores/hours.ts', 'new Date(openAtMs)')])).toEqual([])
  expect(brokenRules([server('stores/hours.ts', 'new Date()')])).toHaveLength(1)
  expect(brokenRules([server('stores/hours.ts', 'const now = Date.now')])).toHaveLength(1)
})

test('a transaction is opened in two files', () => {
  expect(brokenRules([server('foundation/transact.ts', 'await sql.begin(work)')])).toEqual([])
  expect(brokenRules([server('conversations/append-lane.ts', 'sql`begin`')])).toEqual([])
  expect(brokenRules([server('routing/claim.ts', 'await db.transaction(work)')])).toHaveLength(1)
  expect(brokenRules([server('routing/claim.ts', 'await sql`\n  begin`')])).toHaveLength(1)
  expect(brokenRules([server('routing/claim.ts', "await client.unsafe('BEGIN')")])).toHaveLength(1)
  expect(brokenRules([server('routing/claim.ts', "const step = 'begin'")])).toEqual([])
})

test('the log is written by one file', () => {
  const one = server('conversations/write-entries.ts', 'sql`insert into entries (seq) values (1)`')
  const other = server('mail/letter.ts', 'db.insert(entries).values(entry)')
  expect(brokenRules([one])).toEqual([])
  expect(brokenRules([one, other])).toHaveLength(2)
})

test('tests and comments may say what they like', () => {
  expect(brokenRules([server('stores/hours.test.ts', 'Date.now()')])).toEqual([])
  expect(brokenRules([server('stores/hours.ts', '// not Date.now()\n/* nor\nprocess.env */')])).toEqual([])
})

test('an address in a string is no comment', () => {
  expect(withoutComments("const home = 'https://example.com' // ours")).toBe(
    "const home = 'https://example.com'        ",
  )
})
