import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildApps } from './build.mjs'
import { Failure } from './failure.mjs'
import { installPackages } from './install.mjs'
import { manifest, ROOT } from './places.mjs'
import { runInForeground } from './processes.mjs'
import { greet, step } from './steps.mjs'

const SERVER = join(ROOT, 'apps/server/dist/main.js')

/**
 * Installs and builds what is missing, then runs the server with these words until it leaves. Returns its exit code.
 * @param {string[]} words
 */
export async function main(words) {
  greet(manifest('.').version)
  await step('Packages', installPackages)
  await step('Build', buildApps)
  if (!existsSync(SERVER)) throw new Failure('There is no built server in apps/server/dist.')
  return runInForeground(process.execPath, ['--enable-source-maps', SERVER, ...words])
}
