import { expect, test } from 'vitest'
import { parsePostmasterFile } from './postmaster-file'

const socket = [
  '4711',
  '/srv/data/postgres-18',
  '1767600000',
  '5432',
  '/srv/data/postgres-socket',
  '',
  '  5432   98304',
]

test('a Postgres that is ready says where it listens', () => {
  expect(parsePostmasterFile([...socket, 'ready   ', ''].join('\n'))).toEqual({
    pid: 4711,
    dataFolder: '/srv/data/postgres-18',
    port: 5432,
    socketFolder: '/srv/data/postgres-socket',
    isReady: true,
  })
})

test('one that starts or stops is not ready', () => {
  expect(parsePostmasterFile([...socket, 'starting', ''].join('\n'))?.isReady).toBe(false)
  expect(parsePostmasterFile([...socket, 'stopping', ''].join('\n'))?.isReady).toBe(false)
  expect(parsePostmasterFile(socket.slice(0, 3).join('\n'))).toMatchObject({
    pid: 4711,
    port: 0,
    isReady: false,
  })
})

test('one on a loopback port has no socket folder', () => {
  const loopback = ['4711', '/srv/data/postgres-18', '1767600000', '20001', '', '127.0.0.1', '', 'ready']
  expect(parsePostmasterFile(loopback.join('\n'))).toMatchObject({ port: 20_001, socketFolder: undefined })
})

test('half a file says nothing', () => {
  expect(parsePostmasterFile('')).toBeUndefined()
  expect(parsePostmasterFile('not a number\n/srv')).toBeUndefined()
})
