import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { cachePath, manifest, ROOT } from './places.mjs'
import { runQuietly } from './processes.mjs'

// The server comes last: it serves what the others have built.
const ROUNDS = [
  ['widget', 'console'],
  ['demo-store', 'server'],
]
const SHARED = ['pnpm-lock.yaml', 'tsconfig.base.json', 'package.json']

/**
 * Builds every app whose sources have changed since its last build. Throws a `Failure` that names the log.
 * @returns {Promise<{ value: void, note?: string }>}
 */
export async function buildApps() {
  if (ROUNDS.flat().every(isBuilt)) return { value: undefined }
  return oneAtATime('build', async () => {
    for (const round of ROUNDS) await Promise.all(round.filter((app) => !isBuilt(app)).map(build))
    return { value: undefined }
  })
}

/** @param {string} app */
async function build(app) {
  const built = sources(app)
  await runQuietly(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(ROOT, 'apps', app),
    log: cachePath('logs', `build-${app}.log`),
    failure: `The ${app} could not be built.`,
    env: { NODE_ENV: 'production' },
  })
  writeFileSync(mark(app), built)
}

/** @param {string} app */
function isBuilt(app) {
  if (!hasBuild(app)) return true
  if (!existsSync(join(ROOT, 'apps', app, 'dist')) || !existsSync(mark(app))) return false
  return readFileSync(mark(app), 'utf8') === sources(app)
}

/** @param {string} app */
function hasBuild(app) {
  return existsSync(join(ROOT, 'apps', app, 'vite.config.ts'))
}

/** @param {string} app */
function sources(app) {
  return fingerprint([...SHARED, `apps/${app}`, ...packagesOf(`apps/${app}`)])
}

/** @param {string} app */
function mark(app) {
  return cachePath('builds', app)
}

/**
 * The folders of the workspace's packages that this one is made of, its packages' packages included.
 * @param {string} folder
 * @returns {string[]}
 */
function packagesOf(folder) {
  const { dependencies = {}, devDependencies = {} } = manifest(folder)
  const own = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => name.startsWith('@shopbell/'))
    .map((name) => `packages/${name.slice('@shopbell/'.length)}`)
    .filter((path) => existsSync(join(ROOT, path)))
  return [...new Set(own.flatMap((path) => [path, ...packagesOf(path)]))].sort()
}
