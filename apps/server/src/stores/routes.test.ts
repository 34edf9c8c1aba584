import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestApp, SHOP, type TestAgent, type TestHouse } from '../testing/build-test-app'
import { keepRelease } from './widget-releases'

let house: TestHouse
let agent: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
  agent = await house.agent()
})
afterAll(() => house[Symbol.asyncDispose]())

const settings = { name: 'Harbour & Sons', accent: '#10614F', greeting: null, side: 'right', capacity: 4 }
const script = (headers: Record<string, string> = {}) =>
  house.ask('GET', `/w/${house.storeId}.js`, { headers })
const settingsIn = (text: string) => JSON.parse(/window\.settings=(\{.*?\});/.exec(text)?.[1] ?? 'null')

test('the script carries the settings, is cached, and is asked for again for nothing', async () => {
  const first = await script()
  expect(first.status).toBe(200)
  expect(first.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800',
    'cross-origin-resource-policy': 'cross-origin',
  })
  expect(settingsIn(first.text)).toMatchObject({
    store: house.storeId,
    name: 'Harbour & Sons',
    accent: { accent: '#10614F', textDark: '#5CC4A6' },
    greeting: null,
    side: 'right',
    panel: 'assets/panel-abc.js',
  })
  const etag = String(first.headers.etag)
  expect(await script({ 'if-none-match': etag })).toMatchObject({ status: 304, text: '' })
  expect(await script({ 'if-none-match': `W/${etag}, "other"` })).toMatchObject({ status: 304 })
  expect((await script({ 'if-none-match': '"other"' })).status).toBe(200)
})

test('the script comes compressed to who can take it', async () => {
  const ask = async (encoding: string) =>
    house.app.fastify.inject({ url: `/w/${house.storeId}.js`, headers: { 'accept-encoding': encoding } })
  const [plain, gzip, brotli] = [
    await ask('identity'),
    await ask('gzip, br;q=0'),
    await ask('gzip, deflate, br'),
  ]
  expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.payload)
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.payload)
})

test('what an owner saves is in the script a moment later, and cannot break out of it', async () => {
  const name = '</script><!-- $& $1 \u2028 "Sky"'
  const saved = await agent.asksStore('PUT', 'settings', {
    ...settings,
    name,
    accent: '#f2b705',
    greeting: ' Ahoy ',
  })
  expect(saved.status).toBe(204)
  await house.passes(3_000)
  const { text } = await script()
  expect(text).not.toContain('</script>')
  expect(text).not.toContain('\u2028')
  expect(settingsIn(text)).toMatchObject({
    name,
    greeting: 'Ahoy',
    accent: { accent: '#F2B705', onAccent: '#16201C' },
  })
  expect((await agent.asksStore('GET', 'settings')).body).toEqual({
    ...settings,
    name,
    accent: '#F2B705',
    greeting: 'Ahoy',
  })
})

test('chunks are for every site and for good', async () => {
  const chunk = await house.ask('GET', '/w/assets/panel-abc.js')
  expect(chunk).toMatchObject({ status: 200, text: 'export const draw = 1' })
  expect(chunk.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=31536000, immutable',
  })
})

test('what prints the hours is served where its lines say, kept like the script', async () => {
  const { body } = await agent.asksStore('GET', 'install')
  const address = /src="http:\/\/localhost:4100(.+)"/.exec(String(Object(body).hoursSnippet))?.[1] ?? ''
  expect(address).toBe(`/w/${house.storeId}/hours.js`)
  const served = await house.ask('GET', address)
  expect(served).toMatchObject({ status: 200, text: 'console.log("hours")' })
  expect(served.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cache-control': (await script()).headers['cache-control'],
  })
  expect((await house.ask('GET', '/w/nonsense/hours.js')).status).toBe(404)
})

test('the install page sees where the script was loaded, and who was turned away', async () => {
  await script({ referer: `${SHOP}/harbour-coat?secret=1` })
  await script({ referer: 'https://staging.example/' })
  await script({ referer: 'nonsense' })
  await house.passes(1_000)
  const { body } = await agent.asksStore('GET', 'install')
  const seenAt = house.clock.now() - 1_000
  expect(body).toMatchObject({
    snippet: `<script async src="http://localhost:4100/w/${house.storeId}.js"></script>`,
    sites: [
      { origin: SHOP, allowed: true, lastSeenAt: seenAt, refused: 0 },
      { origin: 'https://staging.example', allowed: false, lastSeenAt: seenAt },
    ],
  })
})

test('a site is allowed with one button, and taken off again with its sockets', async () => {
  const origin = 'https://new.example'
  expect((await agent.asksStore('POST', 'sites', { origin })).status).toBe(204)
  expect((await agent.asksStore('PUT', 'sites', { origin })).status).toBe(204)
  const socket = await house.connect(`/v1/stores/${house.storeId}/socket`, { origin })
  socket.says({ type: 'hello', versions: [1], token: null, resume: [] })
  await socket.hears('welcome')
  expect((await agent.asksStore('DELETE', 'sites', { origin })).status).toBe(204)
  await house.passes(3_000)
  expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'origin_not_allowed' })
})

test('made-up sites cannot fill the list', async () => {
  for (let at = 0; at < 80; at += 1) await script({ referer: `https://made-up-${at}.example/` })
  await house.passes(1_000)
  for (let at = 80; at < 90; at += 1) await script({ referer: `https://made-up-${at}.example/` })
  await house.passes(1_000)
  const { body } = await agent.asksStore('GET', 'install')
  expect(Object(body).sites.length).toBeLessThanOrEqual(90)
  await script({ referer: 'https://too-late.example/' })
  await house.passes(1_000)
  expect(JSON.stringify((await agent.asksStore('GET', 'install')).body)).not.toContain('too-late')
})

test('canned replies are added, changed and removed, and a shortcut is given once', async () => {
  const added = await agent.asksStore('POST', 'canned-replies', {
    shortcut: 'size',
    text: 'Hello {{shopper_name}}',
  })
  expect(added).toMatchObject({ status: 201, body: { shortcut: 'size' } })
  const id = String(Object(added.body).id)
  expect(await agent.asksStore('POST', 'canned-replies', { shortcut: 'size', text: 'Again' })).toMatchObject({
    status: 409,
    body: { code: 'already_exists', message: '/size is in use.' },
  })
  const other = await agent.asksStore('POST', 'canned-replies', { shortcut: 'sign', text: 'Bye' })
  const otherId = String(Object(other.body).id)
  expect(
    await agent.asksStore('PUT', `canned-replies/${otherId}`, { shortcut: 'size', text: 'x' }),
  ).toMatchObject({ status: 409 })
  expect(
    await agent.asksStore('PUT', `canned-replies/${id}`, { shortcut: 'sizes', text: 'Hi' }),
  ).toMatchObject({ status: 200 })
  expect((await agent.asksStore('DELETE', `canned-replies/${otherId}`)).status).toBe(204)
  expect((await agent.asksStore('GET', 'canned-replies')).body).toEqual([
    { id, shortcut: 'sizes', text: 'Hi' },
  ])
  const stranger = await house.agent({ storeId: await house.addStore() })
  expect(await stranger.asksStore('DELETE', `canned-replies/${id}`)).toMatchObject({ status: 404 })
})

test('chunks of this release and of the two before it stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shopbell-releases-'))
  const release = (at: number) => {
    const built = join(folder, `built-${at}`)
    mkdirSync(join(built, 'assets'), { recursive: true })
    writeFileSync(join(built, 'assets', `panel-${at}.js`), `export const at = ${at}`)
    return keepRelease(built, join(folder, 'kept'), 1_000_000 + at * 1_000)
  }
  for (const at of [1, 2, 3]) release(at)
  release(3)
  const kept = release(4)
  expect(await Promise.all(kept.map((path) => readdir(path)))).toEqual([
    ['panel-4.js'],
    ['panel-3.js'],
    ['panel-2.js'],
  ])
  expect(await readdir(join(folder, 'kept'))).toHaveLength(3)
  await rm(folder, { recursive: true })
})
