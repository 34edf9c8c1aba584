// The one door behind `npm start`, `npm test`, `npm run check` and `npm run bench`. It runs on a bare Node and
// npm, before anything is installed, so nothing here may import a package.
import { makeSureNodeIsNewEnough } from './node-version.mjs'

const TASKS = {
  start: () => import('./start.mjs'),
  test: () => import('./test.mjs'),
  check: () => import('./check.mjs'),
  bench: () => import('./bench.mjs'),
}

/**
 * Runs the task named on the command line and leaves with its exit code.
 * @param {string[]} words
 * @returns {Promise<number>}
 */
async function run([task, ...rest]) {
  const load = task === undefined ? undefined : Object.entries(TASKS).find(([name]) => name === task)?.[1]
  if (load === undefined) {
    console.error(`Usage: node scripts/run.mjs ${Object.keys(TASKS).join(' | ')}`)
    return 2
  }
  const { main } = await load()
  return main(rest)
}

makeSureNodeIsNewEnough()
try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const { Failure } = await import('./failure.mjs')
  // Ours says in one sentence what to do; anything else is a bug and keeps its stack.
  console.error(error instanceof Failure ? error.message : error)
  process.exitCode = error instanceof Failure ? error.exitCode : 1
}
