import { expect, test } from 'vitest'
import { connectionUrl, openClient } from './connection'

const here = { port: 5432, user: 'shopbell', password: undefined, database: 'shopbell' }

test('a socket folder with odd signs in it survives the way through a string', async () => {
  const url = connectionUrl({ ...here, host: '/srv/my shop & co/data' })
  expect(url).toBe('postgres://shopbell@localhost:5432/shopbell?host=%2Fsrv%2Fmy%20shop%20%26%20co%2Fdata')
  const client = openClient(url, { max: 1 })
  expect(client.options.path).toBe('/srv/my shop & co/data/.s.PGSQL.5432')
  expect(client.options.connection).not.toHaveProperty('host')
  await client.end()
})

test('a port, a password and settings in the string survive it too', async () => {
  const url = connectionUrl({ ...here, host: '127.0.0.1', port: 20_001, password: 'a:b@c' })
  expect(url).toBe('postgres://shopbell:a%3Ab%40c@127.0.0.1:20001/shopbell')
  const client = openClient(`${url}?application_name=backup`)
  expect(client.options).toMatchObject({
    host: ['127.0.0.1'],
    port: [20_001],
    pass: 'a:b@c',
    database: 'shopbell',
  })
  expect(client.options.connection).toMatchObject({ application_name: 'backup' })
  await client.end()
})
