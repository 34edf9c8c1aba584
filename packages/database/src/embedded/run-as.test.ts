import { expect, test } from 'vitest'
import { chooseRunAs, commandAs } from './run-as'

test('an ordinary user runs Postgres as itself', () => {
  expect(chooseRunAs({ uid: 1000, mayUnshare: false, owner: undefined })).toEqual({ kind: 'self' })
  expect(chooseRunAs({ uid: 1000, mayUnshare: false, owner: { uid: 1000, gid: 1000 } })).toEqual({
    kind: 'self',
  })
  expect(chooseRunAs({ uid: undefined, mayUnshare: false, owner: undefined })).toEqual({ kind: 'self' })
})

test('an ordinary user is told whose folder it is', () => {
  expect(() => chooseRunAs({ uid: 1000, mayUnshare: false, owner: { uid: 0, gid: 0 } })).toThrow(
    'The data directory belongs to user 0, and this is user 1000: start Shopbell as that user.',
  )
})

test('root takes a namespace, and another user where that is forbidden', () => {
  expect(chooseRunAs({ uid: 0, mayUnshare: true, owner: undefined })).toEqual({ kind: 'namespace' })
  expect(chooseRunAs({ uid: 0, mayUnshare: false, owner: { uid: 0, gid: 0 } })).toMatchObject({
    kind: 'user',
    uid: 65_534,
  })
})

test('what another user began stays with that user', () => {
  const owner = { uid: 1000, gid: 1000 }
  expect(chooseRunAs({ uid: 0, mayUnshare: true, owner })).toEqual({ kind: 'user', ...owner })
})

test('a command is spawned as chosen', () => {
  expect(commandAs({ kind: 'namespace' }, 'postgres', ['-D', 'x'])).toEqual({
    program: 'unshare',
    words: ['--user', '--map-user=1000', '--map-group=1000', 'postgres', '-D', 'x'],
    identity: {},
  })
  expect(commandAs({ kind: 'user', uid: 7, gid: 8 }, 'postgres', []).identity).toEqual({ uid: 7, gid: 8 })
})
