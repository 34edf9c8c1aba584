import { expect, test } from 'vitest'
import { closingLine } from './closing-line-reporter'

test('the last line counts, and names skipped tests only where there are some', () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 }, 0)).toBe('12 passed, 0 failed')
  expect(closingLine({ passed: 12, failed: 3, skipped: 1 }, 1)).toBe('12 passed, 3 failed, 1 skipped')
})

test('a run that breaks down outside every test has not passed', () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 }, 1)).toBe('12 passed, 1 failed')
})
