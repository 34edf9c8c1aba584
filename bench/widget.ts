import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { delimiter, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { type Interval, mainThreadOver } from './support/main-thread'
import { type Figures, isSmoke, printFigures, ROOT, rounded, writeReport } from './support/report'

/**
 * What the widget costs a shop, on the built files: bytes as they travel (brotli), and what a page view and an
 * opened panel ask of the network and of the device, counted in a real browser on a page of another origin; and how
 * much longer the page's main thread is busy than without it, or with an empty script. Writes
 * `bench/results/widget.json`.
 */

const DIST = join(ROOT, 'apps/widget/dist')
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** A page that is left alone this long has done what it does by itself. */
const QUIET_MS = 1_500
const ROUNDS = isSmoke ? 2 : 20
/** As the server has it, in short: a visit's later page views do not ask again. */
const SCRIPT_CACHING = 'public, max-age=300'
const GOALS = {
  pageViewBytes: '<= 1,500',
  pageViewRequests: '<= 1',
  pageViewSockets: '0',
  pageViewStorageWrites: '0',
  pageViewLongTasks: '0',
  firstChunkBytes: '<= 14,000',
  mainThreadMsLow: '<= 0, or',
  mainThreadMsHigh: '< 5',
}

/** The demo store's settings, with the longest common shape of each value. */
const SETTINGS = {
  store: 'sto_demo',
  name: 'Mackerel Sky',
  accent: {
    accent: '#F2B705',
    onAccent: '#16201C',
    textLight: '#96710D',
    textDark: '#F2B705',
    accentDark: '#F2B705',
    onAccentDark: '#16201C',
  },
  greeting: null,
  side: 'right',
}

/** Runs in the page before anything else. A text, because a function would bring the compiler's helpers along. */
const COUNTING = `
  window.counted = { writes: 0, longTasks: 0 }
  const count = (method) => function (...given) {
    counted.writes += 1
    return method.apply(this, given)
  }
  Storage.prototype.setItem = count(Storage.prototype.setItem)
  IDBFactory.prototype.open = count(IDBFactory.prototype.open)
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(Document.prototype, 'cookie', { ...cookie, set: count(cookie.set) })
  new PerformanceObserver((list) => {
    counted.longTasks += list.getEntries().length
  }).observe({ type: 'longtask', buffered: true })
`

interface Visit {
  /** Requests to the chat server, by path, in their order. */
  readonly paths: readonly string[]
  readonly sockets: number
  /** `setItem`, opened databases, cookies. */
  readonly storageWrites: number
  readonly longTasks: number
}

const manifest: { loader: string; panel: string } = JSON.parse(
  readFileSync(join(DIST, 'manifest.json'), 'utf8'),
)
const loader = readFileSync(join(DIST, manifest.loader), 'utf8')
const script = loader.replace('__SHOPBELL_SETTINGS__', JSON.stringify({ ...SETTINGS, panel: manifest.panel }))

const requested: string[] = []
const chat = await listen((path) => {
  requested.push(path)
  if (path === '/w/sto_demo.js') return { type: 'text/javascript', body: script, caching: SCRIPT_CACHING }
  if (path === '/w/empty.js') return { type: 'text/javascript', body: '', caching: SCRIPT_CACHING }
  const asset = /^\/w\/(assets\/[\w.-]+)$/.exec(path)?.[1]
  return asset ? { type: 'text/javascript', body: readFileSync(join(DIST, asset), 'utf8') } : null
})
const chatOrigin = originOf(chat)
/** The shop's pages: as they are, with a script that does nothing, and without any. */
const SCRIPTS = new Map([
  ['/', `<script async src="${chatOrigin}/w/sto_demo.js"></script>`],
  ['/empty', `<script async src="${chatOrigin}/w/empty.js"></script>`],
  ['/bare', ''],
])
const shop = await listen((path) => {
  const tag = SCRIPTS.get(path)
  if (tag === undefined) return null
  return {
    type: 'text/html',
    // Strict, as the shops that have a policy have it: no inline script, no inline style, no eval.
    policy: `default-src 'self'; script-src ${chatOrigin}; connect-src ${chatOrigin} ${chatOrigin.replace('http', 'ws')}`,
    body: `<!doctype html><html lang="en"><title>A shop</title><body><h1>Harbour coat</h1>${tag}</body></html>`,
  }
})

const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS })
try {
  const pageView = await visit(browser, false)
  const opened = await visit(browser, true)
  const bare = `${originOf(shop)}/bare`
  const scripted = { widget: `${originOf(shop)}/`, empty: `${originOf(shop)}/empty` }
  const later = await mainThreadOver(browser, bare, scripted, { view: 'later', rounds: ROUNDS })
  const firstView = await mainThreadOver(browser, bare, scripted, { view: 'first', rounds: ROUNDS })
  const first = withStaticImports(manifest.panel)
  const usable = [
    ...new Set(opened.paths.filter((path) => path.startsWith('/w/assets/')).map((path) => path.slice(3))),
  ]
  for (const file of first) {
    if (!usable.includes(file)) throw new Error(`The opened panel did not fetch ${file}.`)
  }

  const figures = {
    loaderBytes: brotli(loader),
    pageViewBytes: brotli(script),
    pageViewRequests: pageView.paths.length,
    pageViewSockets: pageView.sockets,
    pageViewStorageWrites: pageView.storageWrites,
    pageViewLongTasks: pageView.longTasks,
    firstChunkBytes: sum(first.map(brotliOf)),
    usableBytes: sum(usable.map(brotliOf)),
    ...spread('mainThreadMs', later('widget').cpu),
    ...spread('mainThreadWallMs', later('widget').wall),
    ...spread('emptyScriptMs', later('empty').cpu),
    ...spread('firstViewMs', firstView('widget').cpu),
    ...spread('firstViewWallMs', firstView('widget').wall),
    ...spread('firstViewEmptyScriptMs', firstView('empty').cpu),
  }
  writeReport('widget', figures, { browser: `Chromium ${browser.version()}` })
  printFigures(
    'The widget: bytes as they travel (brotli), and main-thread time over the bare page',
    figures,
    GOALS,
  )
  console.log(`  first: ${first.join(', ')}\n  usable: ${usable.join(', ')}\n`)
} finally {
  await browser.close()
  chat.close()
  shop.close()
}

/** Loads the shop's page in a browser that has never seen it, opens the panel if asked, and waits until all is quiet. */
async function visit(browser: Browser, opens: boolean): Promise<Visit> {
  requested.length = 0
  const context = await browser.newContext()
  const page = await context.newPage()
  let sockets = 0
  const broken: string[] = []
  page.on('websocket', () => {
    sockets += 1
  })
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (line) => {
    if (/Content Security Policy/i.test(line.text())) broken.push(line.text())
  })
  await page.addInitScript(COUNTING)
  await page.goto(`${originOf(shop)}/`)
  await page.locator('shopbell-chat .launcher').waitFor()
  if (opens) {
    await page.locator('shopbell-chat .launcher').click()
    await page.locator('shopbell-chat textarea').fill('Is it lined?')
  }
  await page.waitForTimeout(QUIET_MS)
  const { writes, longTasks } = await page.evaluate<{ writes: number; longTasks: number }>('counted')
  const cookies = (await context.cookies()).length
  await context.close()
  if (broken.length > 0) throw new Error(`The page has complained: ${broken.join('\n')}`)
  return { paths: [...requested], sockets, storageWrites: writes + cookies, longTasks }
}

/** A chunk and every chunk that it cannot run without. */
function withStaticImports(file: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(file)) return seen
  const imports = readFileSync(join(DIST, file), 'utf8').matchAll(
    /(?:^|[;}])import[^(;]*?["'`]\.\/([\w.-]+)["'`]/g,
  )
  return [...imports].reduce<readonly string[]>(
    (files, [, name]) => (name === undefined ? files : withStaticImports(`assets/${name}`, files)),
    [...seen, file],
  )
}

/** A mean under its name, and its interval beside it. */
function spread(name: string, { mean, low, high }: Interval): Figures {
  return { [name]: rounded(mean, 2), [`${name}Low`]: rounded(low, 2), [`${name}High`]: rounded(high, 2) }
}

interface Answer {
  readonly type: string
  readonly body: string
  readonly caching?: string
  readonly policy?: string
}

async function listen(answerTo: (path: string) => Answer | null): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = answerTo((request.url ?? '/').replace(/\?.*/, ''))
    response.writeHead(answer ? 200 : 404, {
      'access-control-allow-origin': '*',
      'content-type': `${answer?.type ?? 'text/plain'}; charset=utf-8`,
      ...(answer?.caching ? { 'cache-control': answer.caching } : {}),
      ...(answer?.policy ? { 'content-security-policy': answer.policy } : {}),
    })
    response.end(answer?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

function originOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.')
  return `http://127.0.0.1:${address.port}`
}

function chromiumPath(): string {
  const named = process.env.SHOPBELL_CHROMIUM
  if (named) return named
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const name =
      folder &&
      readdirIfThere(folder).find((each) => /^(chromium|chromium-browser|google-chrome)$/.test(each))
    if (name) return join(folder, name)
  }
  throw new Error('No Chromium was found: set SHOPBELL_CHROMIUM.')
}

function readdirIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // A folder on PATH that does not exist holds no browser.
    return []
  }
}

function brotli(text: string): number {
  return brotliCompressSync(text).length
}

function brotliOf(file: string): number {
  return brotli(readFileSync(join(DIST, file), 'utf8'))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
