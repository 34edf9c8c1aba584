import { expect, test } from 'vitest'
import { accentTokens, contrast } from './accent-tokens'

test('the default green keeps the values that were drawn for it', () => {
  expect(accentTokens('#10614f')).toEqual({
    accent: '#10614F',
    onAccent: '#FFFFFF',
    textLight: '#10614F',
    textDark: '#5CC4A6',
    accentDark: '#5CC4A6',
    onAccentDark: '#06231B',
  })
})

test("the demo's yellow carries ink, and draws its lines in a darker shade of itself", () => {
  const tokens = accentTokens('#F2B705')
  expect(tokens.onAccent).toBe('#16201C')
  expect(tokens.textLight).not.toBe('#F2B705')
  expect(tokens.textDark).toBe('#F2B705')
})

test('every colour of a coarse cube can be read in all four places', () => {
  const steps = ['00', '33', '66', '99', 'CC', 'FF']
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const tokens = accentTokens(`#${red}${green}${blue}`)
        expect(contrast(tokens.onAccent, tokens.accent)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(tokens.onAccentDark, tokens.accentDark)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(tokens.textLight, '#FFFFFF')).toBeGreaterThanOrEqual(4.5)
        expect(contrast(tokens.textDark, '#18211D')).toBeGreaterThanOrEqual(4.5)
      }
})

test('an orange on which neither white nor ink can be read takes black', () => {
  const colours = ['#EB5A00', '#E65C00', '#F05A00', '#E35B0A', '#FF4E00', '#F04E23']
  const taken = colours.map((colour) => accentTokens(colour).onAccent)
  expect(new Set(taken).size).toBeGreaterThan(0)
  for (const [place, colour] of colours.entries()) {
    expect(contrast(taken[place] ?? '', colour)).toBeGreaterThanOrEqual(4.5)
  }
})

test('contrast is what WCAG 2.2 calculates', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21)
  expect(contrast('#10614F', '#FFFFFF')).toBeCloseTo(7.4, 1)
})
