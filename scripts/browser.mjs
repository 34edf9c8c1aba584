import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { cachePath, ROOT } from './places.mjs'
import { cleanEnvironment, runLogged } from './processes.mjs'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
const PACKAGED = '@sparticuz/chromium@147.0.0'

/**
 * A Chromium for the tests: `CHROMIUM_PATH`, this machine's own, or one that it installs (apt-get as root, then
 * Playwright's installer, then the one that npm carries). The note says which. Undefined where there is none: the
 * tests that need a browser then fail by themselves and say so, the others still run.
 * @param {(doing: string) => void} say
 * @returns {Promise<{ value: string | undefined, note: string }>}
 */
export async function findBrowser(say) {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') return { value: named, note: `${named} (CHROMIUM_PATH)` }
  const own = onThisMachine()
  if (own !== undefined) return { value: own, note: own }
  for (const [doing, install] of INSTALLERS) {
    say(doing)
    const path = await install()
    if (path !== undefined && runs(path)) return { value: path, note: `${path} (installed by ${doing})` }
  }
  return { value: undefined, note: 'no Chromium could be found or installed: set CHROMIUM_PATH' }
}

/** @type {[string, () => Promise<string | undefined>][]} */
const INSTALLERS = [
  ['apt-get', fromDebian],
  ['Playwright', fromPlaywright],
  ['npm', fromNpm],
]

function onThisMachine() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...USUAL_PLACES,
  ]
  return candidates.find((path) => mayRun(path) && runs(path)) ?? playwrightsOwn() ?? keptFromNpm()
}

async function fromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return undefined
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runLogged('apt-get', ['update'], cachePath('logs', 'apt-update.log'), { env })
  const words = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
  await runLogged('apt-get', words, cachePath('logs', 'apt-install.log'), { env })
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
}

async function fromPlaywright() {
  const words = [join(ROOT, 'node_modules/playwright-core/cli.js'), 'install', 'chromium']
  await runLogged(process.execPath, words, cachePath('logs', 'playwright-install.log'))
  return playwrightsOwn()
}

function playwrightsOwn() {
  try {
    const { chromium } = createRequire(join(ROOT, 'package.json'))('playwright-core')
    const path = chromium.executablePath()
    return existsSync(path) && runs(path) ? path : undefined
  } catch {
    return undefined
  }
}

async function fromNpm() {
  if (process.platform !== 'linux') return undefined
  const folder = dirname(cachePath('chromium', 'package.json'))
  const words = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', PACKAGED]
  await runLogged('npm', words, cachePath('logs', 'npm-chromium.log'))
  return keptFromNpm()
}

/** The browser inside the npm package, unpacked by a process of its own: the package speaks only to `import`. */
function keptFromNpm() {
  const folder = join(ROOT, '.cache/chromium')
  if (!existsSync(join(folder, 'node_modules/@sparticuz/chromium'))) return undefined
  try {
    const script = `import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())`
    const words = ['--input-type=module', '--eval', script]
    const path = execFileSync(process.execPath, words, {
      cwd: folder,
      encoding: 'utf8',
      env: cleanEnvironment(),
    })
    return path.trim()
  } catch {
    return undefined
  }
}

/** @param {string} path */
function mayRun(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Whether it starts at all: a snap stub or a missing library stands at the right path and never runs. On Windows
 * asking for the version opens a window instead, so there its being there is enough.
 * @param {string} path
 */
function runs(path) {
  if (process.platform === 'win32') return existsSync(path)
  return spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0
}
