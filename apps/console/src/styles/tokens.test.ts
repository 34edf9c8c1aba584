// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrast } from '../store/accent'

// Read as a file: vitest empties stylesheets that are imported.
const sheet = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** Every pair that the specification names a figure for: words, ground, light, dark. */
const PAIRS: readonly (readonly [string, string, number | null, number | null])[] = [
  ['--line-strong', '--surface', 3.3, 3.7],
  ['--text', '--surface', 16.7, 14.0],
  ['--text-2', '--surface', 8.2, 8.8],
  ['--text-3', '--surface', 5.5, 6.1],
  ['--text-3', '--surface-2', 4.8, 5.4],
  ['--accent', '--surface', 7.4, 7.8],
  ['--accent-hover', '--surface', 9.6, null],
  ['--on-accent', '--accent', 7.4, 7.8],
  ['--accent-ink', '--accent-soft', 8.4, 9.0],
  ['--brass', '--surface', 6.9, 9.9],
  ['--brass-line', '--surface', 3.7, 5.3],
  ['--text', '--note', 15.5, 12.3],
  ['--red', '--surface', 7.1, 8.5],
  ['--red', '--red-soft', 6.3, 8.1],
  ['--on-badge', '--badge', 7.1, 9.6],
  ['--ok', '--surface', 6.2, 9.1],
  ['--ok-dot', '--surface', 4.4, 9.1],
]

/** Pairs that the console draws and the specification gives no figure for: words 4.5, lines and marks 3. */
const DRAWN: readonly (readonly [string, string, number])[] = [
  ['--text', '--bg', 4.5],
  ['--text-2', '--bg', 4.5],
  ['--text-3', '--bg', 4.5],
  ['--text-2', '--surface-2', 4.5],
  ['--text', '--surface-2', 4.5],
  ['--text', '--accent-soft', 4.5],
  ['--text-2', '--note', 4.5],
  ['--text-3', '--note', 4.5],
  ['--brass', '--note', 4.5],
  ['--brass', '--bg', 4.5],
  ['--brass', '--surface-2', 4.5],
  ['--red', '--bg', 4.5],
  ['--red', '--note', 4.5],
  ['--red', '--surface-2', 4.5],
  ['--on-accent', '--accent-hover', 4.5],
  ['--accent-text', '--surface-2', 3],
  ['--brass-line', '--note', 3],
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(PAIRS)('%s on %s has the contrast that the specification says', (words, ground, light, dark) => {
    const said = theme === 'light' ? light : dark
    if (said === null) return
    expect(contrast(colour(words, theme), colour(ground, theme))).toBeCloseTo(said, 0.9)
  })

  test.each(DRAWN)('%s on %s can be read', (words, ground, least) => {
    expect(contrast(colour(words, theme), colour(ground, theme))).toBeGreaterThanOrEqual(least)
  })
})

test('black on white has the contrast that the formula is known by', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})

function colour(token: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`${token}: ([^;]+);`).exec(sheet)?.[1] ?? ''
  const colours = value.match(/#[0-9a-f]{6}/g) ?? []
  return colours[theme === 'light' ? 0 : colours.length - 1] ?? ''
}
