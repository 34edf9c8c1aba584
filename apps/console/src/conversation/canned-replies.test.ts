// @vitest-environment node
import { expect, test } from 'vitest'
import { callAt, fill, firstGap, marked, matching } from './canned-replies'

const values = { shopper_name: null, agent_name: 'Ines', store_name: 'Mackerel Sky' }

test('variables are filled in, and what nobody knows stays a gap', () => {
  expect(fill('Hello {{shopper_name}}, {{ agent_name }} here.', values)).toEqual([
    { kind: 'words', text: 'Hello ' },
    { kind: 'gap', variable: 'shopper_name', text: '{{shopper_name}}' },
    { kind: 'words', text: ', ' },
    { kind: 'filled', text: 'Ines' },
    { kind: 'words', text: ' here.' },
  ])
  expect(firstGap('Hello {{shopper_name}}')?.variable).toBe('shopper_name')
  expect(firstGap('Hello Tom')).toBeNull()
})

test('what names no variable is a gap too, so that no shopper ever reads it', () => {
  const gap = { kind: 'gap', variable: null, text: '{{shopper_nam}}' }
  expect(fill('Hi {{shopper_nam}}', values)).toEqual([{ kind: 'words', text: 'Hi ' }, gap])
  expect(firstGap('Hi {{shopper_nam}}')).toEqual(gap)
  expect(marked('Hi {{shopper_nam}}', ['Ines'])).toEqual([{ kind: 'words', text: 'Hi ' }, gap])
})

test('a slash calls at the start of a word only, not in an address or a date', () => {
  expect(callAt('/si', 3)).toEqual({ start: 0, end: 3, typed: 'si' })
  expect(callAt('Sure. /SI', 9)).toEqual({ start: 6, end: 9, typed: 'si' })
  expect(callAt('and/or', 6)).toBeNull()
  expect(callAt('https://a', 9)).toBeNull()
  expect(callAt('/size is', 8)).toBeNull()
})

test('names that begin so come before names that hold it', () => {
  const reply = (shortcut: string) => ({ id: `can_${shortcut}`, shortcut, text: '' }) as const
  const found = matching([reply('resize'), reply('sizeswap'), reply('size'), reply('hello')], 'si')
  expect(found.map(({ shortcut }) => shortcut)).toEqual(['size', 'sizeswap', 'resize'])
})

test('words that came from variables are found again in the draft, whatever characters they hold', () => {
  expect(marked('From A+B (shop).', ['A+B (shop)'])).toEqual([
    { kind: 'words', text: 'From ' },
    { kind: 'filled', text: 'A+B (shop)' },
    { kind: 'words', text: '.' },
  ])
  expect(marked('Nothing here', [''])).toEqual([{ kind: 'words', text: 'Nothing here' }])
})
