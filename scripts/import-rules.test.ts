import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cachePath, ROOT } from './places.mjs'

// A checkout in small, where each line below is one import. Names without a slash are packages.
const SERVER = 'apps/server/src'
const folder = mkdtempSync(cachePath('import-rules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Which rules these imports break, as `rule: from`; each file holds the import given for it, all others nothing. */
function broken(imports: Record<string, string>): string[] {
  const files = [
    ...[
      'main',
      'app',
      'reactions',
      'config',
      'foundation/clock',
      'foundation/http',
      'realtime/hub',
      'realtime/socket',
    ],
    ...['realtime/dispatch', 'jobs/worker', 'jobs/handlers', 'demo/seed', 'stores/store', 'stores/routes'],
    ...[
      'agents/agent',
      'conversations/entry',
      'routing/queue',
      'assistant/answer',
      'mail/letter',
      'insights/report',
    ],
  ].map((name) => `${SERVER}/${name}.ts`)
  const others = [
    ...[
      'packages/protocol/src/index.ts',
      'packages/protocol/src/schemas.ts',
      'packages/database/src/index.ts',
    ],
    ...['packages/faq/src/index.ts', 'packages/faq/src/browser.ts', 'packages/chat-client/src/index.ts'],
    'apps/widget/src/panel.ts',
  ]
  for (const file of [...files, ...others]) write(file, `${imports[file] ?? ''}\nexport const here = 1\n`)
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const words = [
    '--config',
    join(ROOT, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'apps',
    'packages',
  ]
  const { stdout } = spawnSync(process.execPath, [cruiser, ...words], { cwd: folder, encoding: 'utf8' })
  const found: { summary: { violations: { from: string; rule: { name: string } }[] } } = JSON.parse(stdout)
  return [...new Set(found.summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`))].sort()
}

for (const name of ['protocol', 'faq', 'database', 'chat-client']) {
  const entries = { '.': './src/index.ts', './schemas': './src/schemas.ts', './browser': './src/browser.ts' }
  write(
    `packages/${name}/package.json`,
    JSON.stringify({ name: `@shopbell/${name}`, type: 'module', exports: entries }),
  )
  mkdirSync(join(folder, 'node_modules/@shopbell'), { recursive: true })
  symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@shopbell', name), 'junction')
}
write('package.json', readFileSync(join(ROOT, 'package.json'), 'utf8'))

test('imports that point down are right', { timeout: 60_000 }, () => {
  const right = broken({
    [`${SERVER}/app.ts`]:
      "import './realtime/socket'; import './stores/routes'; import './reactions'; import 'fastify'",
    [`${SERVER}/stores/routes.ts`]:
      "import 'zod'; import 'fastify'; import './store'; import '../agents/agent'",
    [`${SERVER}/realtime/socket.ts`]: "import './dispatch'; import './hub'; import 'ws'",
    [`${SERVER}/foundation/http.ts`]: "import 'fastify'",
    [`${SERVER}/mail/letter.ts`]:
      "import '../routing/queue'; import '@shopbell/faq'; import '@shopbell/protocol'",
    'packages/protocol/src/schemas.ts': "import 'zod'",
    'packages/protocol/src/index.ts': "export type { here as type } from './schemas'",
    'apps/widget/src/panel.ts': "import '@shopbell/faq/browser'; import '@shopbell/chat-client'",
  })
  expect(right).toEqual([])
})

test('each floor refuses what stands above it', { timeout: 60_000 }, () => {
  const wrong = broken({
    [`${SERVER}/foundation/clock.ts`]:
      "import type { here } from '../stores/store'; export type Type = typeof here",
    [`${SERVER}/stores/store.ts`]: "import '../agents/agent'",
    [`${SERVER}/agents/agent.ts`]: "import '../conversations/entry'",
    [`${SERVER}/conversations/entry.ts`]: "import '../routing/queue'",
    [`${SERVER}/routing/queue.ts`]: "import '../mail/letter'",
    [`${SERVER}/mail/letter.ts`]: "import '../assistant/answer'",
    [`${SERVER}/assistant/answer.ts`]: "import '../insights/report'",
    [`${SERVER}/insights/report.ts`]: "import '../realtime/hub'",
    [`${SERVER}/realtime/hub.ts`]: "import './dispatch'",
    [`${SERVER}/jobs/worker.ts`]: "import '../mail/letter'",
    [`${SERVER}/jobs/handlers.ts`]: "import '../stores/routes'",
    [`${SERVER}/reactions.ts`]: "import './app'",
    [`${SERVER}/app.ts`]: "import './main'",
  })
  expect(wrong).toEqual([
    `server-door-is-opened-by-app: ${SERVER}/jobs/handlers.ts`,
    ...[
      'agents/agent',
      'assistant/answer',
      'conversations/entry',
      'foundation/clock',
      'insights/report',
      'mail/letter',
    ].map((name) => `server-floor-${name.split('/')[0]}: ${SERVER}/${name}.ts`),
    `server-floor-routing: ${SERVER}/routing/queue.ts`,
    `server-floor-stores: ${SERVER}/stores/store.ts`,
    `server-plumbing-knows-foundation-only: ${SERVER}/jobs/worker.ts`,
    `server-plumbing-knows-foundation-only: ${SERVER}/realtime/hub.ts`,
    `server-top-app: ${SERVER}/reactions.ts`,
    `server-top-main: ${SERVER}/app.ts`,
  ])
})

test('libraries, browsers and packages keep to their places', { timeout: 60_000 }, () => {
  const wrong = broken({
    [`${SERVER}/stores/store.ts`]: "import * as z from 'zod'; export const schema = z",
    [`${SERVER}/agents/agent.ts`]:
      "import type { FastifyInstance } from 'fastify'; export type App = FastifyInstance",
    [`${SERVER}/mail/letter.ts`]: "import '@shopbell/protocol/schemas'",
    [`${SERVER}/app.ts`]: "import '../../widget/src/panel'",
    'apps/widget/src/panel.ts': "import '@shopbell/protocol/schemas'; import 'node:fs'",
    'packages/protocol/src/index.ts': "export * from './schemas'; import '@shopbell/database'",
    'packages/chat-client/src/index.ts': "import 'preact'; import '@shopbell/database'",
    'packages/faq/src/index.ts': "import './browser'",
    'packages/faq/src/browser.ts': "import './index'",
  })
  expect(wrong).toEqual([
    'app-imports-no-app: apps/server/src/app.ts',
    'browser-has-no-node: apps/widget/src/panel.ts',
    'browser-is-light: apps/widget/src/panel.ts',
    'browser-is-light: packages/chat-client/src/index.ts',
    'browser-is-light: packages/protocol/src/index.ts',
    'browser-knows-no-schema-types: apps/widget/src/panel.ts',
    'browser-knows-no-schema-types: packages/chat-client/src/index.ts',
    'chat-client-has-no-framework: packages/chat-client/src/index.ts',
    'database-and-chat-client-know-protocol-only: packages/chat-client/src/index.ts',
    'no-circle: packages/faq/src/browser.ts',
    'protocol-and-faq-stand-alone: packages/protocol/src/index.ts',
    `server-http-stays-at-the-doors: ${SERVER}/agents/agent.ts`,
    `server-zod-stays-at-the-doors: ${SERVER}/mail/letter.ts`,
    `server-zod-stays-at-the-doors: ${SERVER}/stores/store.ts`,
  ])
})
