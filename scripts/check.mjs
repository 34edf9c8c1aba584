import { join } from 'node:path'
import { installPackages } from './install.mjs'
import { cachePath, ROOT } from './places.mjs'
import { runLogged } from './processes.mjs'
import { step } from './steps.mjs'

const MODULES = join(ROOT, 'node_modules')

/** @type {{ name: string, words: string[] }[]} */
const CHECKS = [
  {
    name: 'Types',
    words: [join(MODULES, 'typescript/bin/tsc'), '-b', 'tsconfig.json', 'scripts/tsconfig.json'],
  },
  {
    name: 'Style',
    words: [join(MODULES, '@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--max-diagnostics=200'],
  },
  {
    name: 'Imports',
    words: [
      join(MODULES, 'dependency-cruiser/bin/dependency-cruise.mjs'),
      '--output-type',
      'err-long',
      'apps',
      'packages',
    ],
  },
  { name: 'Unused', words: [join(MODULES, 'knip/bin/knip.js'), '--no-progress', '--no-config-hints'] },
  { name: 'Rules', words: [join(ROOT, 'scripts/check-rules.mjs')] },
]

/**
 * Runs every check, shows what each of them found, and returns 1 if any found something. Words choose checks by name.
 * @param {string[]} words
 */
export async function main(words) {
  await step('Packages', installPackages)
  const wanted = words.map((word) => word.toLowerCase())
  const checks = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()))
  // One after the other: each of them uses all cores by itself.
  let broken = 0
  for (const check of checks) if (!(await passes(check))) broken += 1
  return broken > 0 ? 1 : 0
}

/** @param {{ name: string, words: string[] }} check */
async function passes({ name, words }) {
  const startedMs = performance.now()
  const { code, output } = await runLogged(
    process.execPath,
    words,
    cachePath('logs', `check-${name.toLowerCase()}.log`),
  )
  const seconds = `${Math.round((performance.now() - startedMs) / 1000)} s`.padStart(4)
  console.log(`  ${name.padEnd(11)}${code === 0 ? 'right  ' : 'WRONG  '} ${seconds}`)
  if (code !== 0) console.log(`\n${output.trim()}\n`)
  return code === 0
}
