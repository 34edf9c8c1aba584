// @vitest-environment node
import { expect, test } from 'vitest'
import { isDark } from './page-ground'

const CLEAR = 'rgba(0, 0, 0, 0)'
const WHITE_CANVAS = 'rgb(255, 255, 255)'

test.each([
  ['a white shop', `rgb(255, 255, 255)${CLEAR}${WHITE_CANVAS}`, false],
  ['a black shop', `rgb(10, 10, 10)${CLEAR}${WHITE_CANVAS}`, true],
  ['a dark html behind a clear body', `${CLEAR}rgb(24, 33, 29)${WHITE_CANVAS}`, true],
  ['no ground at all, on a light canvas', `${CLEAR}${CLEAR}${WHITE_CANVAS}`, false],
  ['no ground at all, on a dark canvas', `${CLEAR}${CLEAR}rgb(18, 18, 18)`, true],
  ['a veil through which the canvas shines', `rgba(0, 0, 0, 0.1)${CLEAR}${WHITE_CANVAS}`, false],
  ['a saturated yellow', `rgb(242, 183, 5)${CLEAR}${WHITE_CANVAS}`, false],
  ['a deep blue', `rgb(0, 0, 160)${CLEAR}${WHITE_CANVAS}`, true],
  ['a dark oklch', `oklch(0.21 0.034 264.7)${CLEAR}${WHITE_CANVAS}`, true],
  ['a light oklab', `oklab(0.98 0.01 0.01)${CLEAR}${WHITE_CANVAS}`, false],
])('%s', (_name, grounds, dark) => {
  expect(isDark(grounds)).toBe(dark)
})
