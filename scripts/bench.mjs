import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildApps } from './build.mjs'
import { Failure } from './failure.mjs'
import { installPackages } from './install.mjs'
import { ROOT } from './places.mjs'
import { runInForeground } from './processes.mjs'
import { step } from './steps.mjs'

/**
 * Runs `bench/NAME.ts` with the words that follow, on built apps. Returns its exit code.
 * @param {string[]} words
 */
export async function main([name, ...words]) {
  if (name === undefined || !existsSync(join(ROOT, 'bench', `${name}.ts`))) {
    throw new Failure(`Usage: npm run bench -- ${benches().join(' | ') || 'NAME'}`, 2)
  }
  await step('Packages', installPackages)
  await step('Build', buildApps)
  return runInForeground(process.execPath, ['--import', 'tsx', join(ROOT, 'bench', `${name}.ts`), ...words])
}

function benches() {
  return readdirSync(join(ROOT, 'bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
}
