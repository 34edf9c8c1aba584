import { expect, test } from 'vitest'
import { isNewEnough } from './node-version.mjs'
import { stepLine } from './steps.mjs'

test('steps stand in columns', () => {
  expect(stepLine('Packages', 41_200, '(first start only)')).toBe(
    '  Packages   ready   41 s   (first start only)',
  )
  expect(stepLine('Database', 2_000, 'Postgres 18 in ./data')).toBe(
    '  Database   ready    2 s   Postgres 18 in ./data',
  )
  expect(stepLine('Demo', 40, 'Mackerel Sky')).toBe('  Demo       ready          Mackerel Sky')
  expect(stepLine('Build', 0)).toBe('  Build      ready')
})

test('a Node that is too old is known by its version', () => {
  expect(isNewEnough('20.18.3')).toBe(false)
  expect(isNewEnough('18.20.0')).toBe(false)
  expect(isNewEnough('20.19.0')).toBe(true)
  expect(isNewEnough('24.1.0')).toBe(true)
})
