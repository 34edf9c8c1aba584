import { expect, test } from 'vitest'
import { unknownPlace } from './canned-replies'
import { cannedReplyBodySchema } from './schemas'

test('a place between double braces is known by its variable, spaces or not', () => {
  expect(
    unknownPlace('Hello {{shopper_name}}, {{ agent_name }} of {{store_name}} here. {Once} is no place.'),
  ).toBeNull()
  expect(unknownPlace('Hi {{shopper_name}} and {{shopper_nam}}')).toBe('{{shopper_nam}}')
  expect(unknownPlace('Nothing between: {{}}')).toBe('{{}}')
})

test('a canned reply may hold no place that nobody fills', () => {
  const isTaken = (text: string) => cannedReplyBodySchema.safeParse({ shortcut: 'hi', text }).success
  expect(isTaken('Hi {{shopper_name}}')).toBe(true)
  expect(isTaken('Hi {{shopper_nam}}')).toBe(false)
})
