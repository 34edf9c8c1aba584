// @vitest-environment node
import { expect, test } from 'vitest'
import { hostOf, lightOf, originOf } from './install-light'

const site = (origin: string, allowed: boolean, lastSeenAt: number | null, refused = 0) => ({
  origin,
  allowed,
  lastSeenAt,
  refused,
})

test('nothing seen: waiting. Seen on the list: connected. Seen elsewhere and later: refused', () => {
  expect(lightOf([], new Set())).toEqual({ kind: 'waiting' })
  expect(lightOf([site('https://a.example', true, null)], new Set())).toEqual({ kind: 'waiting' })
  const seen = site('https://a.example', true, 10)
  expect(lightOf([seen], new Set())).toMatchObject({ kind: 'seen', atMs: 10 })
  const stranger = site('https://b.example', false, 20, 1)
  expect(lightOf([seen, stranger], new Set())).toMatchObject({ kind: 'refused', site: stranger })
  expect(lightOf([site('https://a.example', true, 30), stranger], new Set())).toMatchObject({ kind: 'seen' })
})

test('a site that only loaded the script is a stranger already', () => {
  expect(lightOf([site('https://b.example', false, 20)], new Set())).toMatchObject({ kind: 'refused' })
})

test('a refusal that was left alone does not come back', () => {
  const stranger = site('https://b.example', false, 20, 1)
  expect(lightOf([stranger], new Set(['https://b.example']))).toEqual({ kind: 'waiting' })
})

test('an address as people type it becomes the origin it means', () => {
  expect(originOf('shop.example.com')).toBe('https://shop.example.com')
  expect(originOf(' https://shop.example.com/cart?x=1 ')).toBe('https://shop.example.com')
  expect(originOf('http://localhost:4101')).toBe('http://localhost:4101')
  expect(originOf('HTTPS://Shop.Example.com:443')).toBe('https://shop.example.com')
  for (const typed of ['', 'shop', 'ftp://shop.example.com', 'javascript:alert(1)', 'two words']) {
    expect(originOf(typed)).toBeNull()
  }
  expect(hostOf('https://shop.example.com')).toBe('shop.example.com')
  expect(hostOf('http://localhost:4101')).toBe('http://localhost:4101')
})
