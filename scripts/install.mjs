import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './failure.mjs'
import { fingerprint } from './fingerprint.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { cachePath, manifest, ROOT } from './places.mjs'
import { runQuietly } from './processes.mjs'

const MARK = join(ROOT, 'node_modules', '.shopbell-install')

/**
 * Installs the packages of the lockfile where they are not installed yet, and says in a note what it did.
 * Throws a `Failure` that names the log.
 * @returns {Promise<{ value: void, note?: string }>}
 */
export async function installPackages() {
  if (isInstalled()) return { value: undefined }
  return oneAtATime('install', async () => {
    if (isInstalled()) return { value: undefined }
    const isFirst = !existsSync(join(ROOT, 'node_modules'))
    await runQuietly(
      process.platform === 'win32' ? 'npx.cmd' : 'npx',
      ['-y', pinnedPnpm(), 'install', '--frozen-lockfile'],
      {
        log: cachePath('logs', 'install.log'),
        failure: 'The packages could not be installed.',
        env: { CI: 'true' },
      },
    )
    writeFileSync(MARK, wanted())
    return { value: undefined, note: isFirst ? '(first start only)' : '(the lockfile had changed)' }
  })
}

function isInstalled() {
  return existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted()
}

/** What the installed packages depend on: the lockfile, and the machine for which binaries were chosen. */
function wanted() {
  return [fingerprint(['pnpm-lock.yaml', 'pnpm-workspace.yaml']), process.platform, process.arch].join(' ')
}

function pinnedPnpm() {
  const { packageManager } = manifest('.')
  if (packageManager === undefined) throw new Failure('package.json names no packageManager.')
  return packageManager
}
