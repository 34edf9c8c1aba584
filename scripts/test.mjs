import { join } from 'node:path'
import { findBrowser } from './browser.mjs'
import { buildApps } from './build.mjs'
import { installPackages } from './install.mjs'
import { ROOT } from './places.mjs'
import { runInForeground } from './processes.mjs'
import { step } from './steps.mjs'

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

/**
 * Runs all tests, or those that these words choose, on built apps and a real browser. The last line printed is
 * `N passed, N failed`. Returns the exit code.
 * @param {string[]} words
 */
export async function main(words) {
  await step('Packages', installPackages)
  const browser = await step('Browser', findBrowser)
  await step('Build', buildApps)
  return runInForeground(process.execPath, [VITEST, 'run', '--config', 'vitest.workspace.ts', ...words], {
    env: browser === undefined ? {} : { SHOPBELL_CHROMIUM: browser },
    oneStream: true,
  })
}
