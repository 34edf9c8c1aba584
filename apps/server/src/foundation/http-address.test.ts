import { expect, test } from 'vitest'
import { addressKey, isLoopbackAddress, isLoopbackHost } from './http-address'

test('an IPv4 address counts alone, however it is written', () => {
  expect(addressKey('203.0.113.7')).toBe('203.0.113.7')
  expect(addressKey('::ffff:203.0.113.7')).toBe('203.0.113.7')
})

test('all addresses of one IPv6 /64 count as one', () => {
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2:ffff::1'))
  expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'))
})

test('what is no address has a place of its own', () => {
  expect(addressKey('')).toBe('unreadable')
  expect(isLoopbackAddress('unknown')).toBe(false)
})

test('only names of this computer are local', () => {
  for (const host of ['localhost', 'LOCALHOST', 'shop.localhost', '127.0.0.1', '::1']) {
    expect(isLoopbackHost(host)).toBe(true)
  }
  for (const host of ['localhost.example.com', '192.168.1.4', 'example.com', '']) {
    expect(isLoopbackHost(host)).toBe(false)
  }
})
