// @vitest-environment node
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'
import { DEMO_SETTINGS } from '../src/testing/fake-shell'

/** What a shop is promised, in bytes as they travel. */
const PAGE_VIEW_BYTES = 1_500
const FIRST_CHUNK_BYTES = 14_000
const HOURS_BYTES = 1_500

let files: Rolldown.RolldownOutput['output']

beforeAll(async () => {
  // As it is built for shops: elsewhere a test would measure the code that helps developers.
  vi.stubEnv('NODE_ENV', 'production')
  const root = join(import.meta.dirname, '..')
  const built = await build({ root, logLevel: 'silent', build: { write: false }, mode: 'production' })
  const [output] = Array.isArray(built) ? built : [built]
  if (!output || !('output' in output)) throw new Error('Nothing was built.')
  files = output.output
}, 60_000)

test('a page view costs no more than it may', () => {
  const loader = sourceOf('loader.js')
  const settings = JSON.stringify({ ...DEMO_SETTINGS, panel: 'assets/panel-0a1B2c3D.js' })
  expect(loader.split('__SHOPBELL_SETTINGS__')).toHaveLength(2)
  expect(brotli(loader.replace('__SHOPBELL_SETTINGS__', settings))).toBeLessThanOrEqual(PAGE_VIEW_BYTES)
})

test('a first message costs no more than it may', () => {
  const { panel } = JSON.parse(sourceOf('manifest.json'))
  const first = files.find(({ fileName }) => fileName === panel)
  if (first?.type !== 'chunk') throw new Error('The manifest names no chunk.')
  const bytes = [panel, ...first.imports].map((name) => brotli(sourceOf(name)))
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(FIRST_CHUNK_BYTES)
})

test('a page that prints the hours pays for them, and no other page', () => {
  expect(brotli(sourceOf('hours.js'))).toBeLessThanOrEqual(HOURS_BYTES)
  expect(sourceOf('hours.js')).toContain('data-shopbell-hours')
  expect(sourceOf('loader.js')).not.toContain('hours')
})

test('nothing that belongs to the server reaches a shop', () => {
  for (const { fileName } of files) expect(sourceOf(fileName)).not.toMatch(/ZodError|_zod|fastify|drizzle/)
})

function sourceOf(name: string): string {
  const file = files.find(({ fileName }) => fileName === name)
  if (!file) throw new Error(`${name} was not built.`)
  return file.type === 'chunk' ? file.code : String(file.source)
}

function brotli(text: string): number {
  return brotliCompressSync(text).length
}
