import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { ancestry, isOrphaned } from './ancestry.mjs'
import { Failure } from './failure.mjs'
import { ROOT, shortPath } from './places.mjs'

const PASSED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const STARTED_BY = ancestry()
const STARTER_LOOK_MS = 300
const PATIENCE_MS = 20_000

/**
 * Runs a program on this terminal until it leaves, and returns its exit code (128 + N after signal N). Ctrl+C,
 * SIGTERM, and the death of whoever started us reach it exactly once: it has a process group of its own, because
 * npm dies of SIGTERM without telling anybody, and a terminal would tell both of us.
 * @param {string} program
 * @param {string[]} words
 * @param {{ env?: NodeJS.ProcessEnv, oneStream?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(program, words, { env, oneStream = false } = {}) {
  const detached = process.platform !== 'win32'
  const child = spawn(program, words, {
    cwd: ROOT,
    env: { ...cleanEnvironment(), ...env },
    // Both on one stream where it is asked for: what is written last then also stands last.
    stdio: ['ignore', 'inherit', oneStream ? 1 : 'inherit'],
    detached,
  })
  let isStopping = false
  const passOn = (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    if (isStopping) return
    isStopping = true
    setTimeout(() => killGroup(child.pid, detached), PATIENCE_MS).unref()
  }
  for (const signal of PASSED_ON) process.on(signal, passOn)
  // They may have died while packages were being installed: then this is noticed at once.
  const looking = setInterval(() => {
    if (!isStopping && isOrphaned(STARTED_BY)) passOn('SIGTERM')
  }, STARTER_LOOK_MS)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(looking)
      for (const name of PASSED_ON) process.off(name, passOn)
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
    })
  })
}

/**
 * Runs a program with its words going to a log. Throws a `Failure` that names the log where it did not succeed.
 * @param {string} program
 * @param {string[]} words
 * @param {{ log: string, failure: string, env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<void>}
 */
export async function runQuietly(program, words, { log, failure, env, cwd = ROOT }) {
  const { code } = await runLogged(program, words, log, { env, cwd })
  if (code !== 0) throw new Failure(`${failure} See ${shortPath(log)}.`)
}

/**
 * Runs a program with its words going to a log, and returns how it ended and what it wrote. It goes when we go.
 * @param {string} program
 * @param {string[]} words
 * @param {string} log
 * @param {{ env?: NodeJS.ProcessEnv | undefined, cwd?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runLogged(program, words, log, { env, cwd = ROOT } = {}) {
  const file = openSync(log, 'w')
  // On Windows npx is a .cmd, which only a shell can start; every word here is one of ours.
  const shell = process.platform === 'win32' && !/\.exe$/i.test(program)
  const child = spawn(program, words, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', file, file],
    shell,
  })
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal)
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of PASSED_ON) process.once(signal, stop)
  return new Promise((resolve) => {
    const finish = (/** @type {number} */ code) => {
      for (const signal of PASSED_ON) process.off(signal, stop)
      closeSync(file)
      resolve({ code, output: readFileSync(log, 'utf8') })
    }
    child.once('error', (error) => {
      writeSync(file, `${error.message}\n`)
      finish(127)
    })
    child.once('exit', (code, signal) =>
      finish(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    )
  })
}

/** Our environment without what npm adds for its own children: pnpm would take it for settings of its own. */
export function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_config_')),
  )
}

/**
 * @param {number | undefined} pid
 * @param {boolean} isGroup
 */
function killGroup(pid, isGroup) {
  if (pid === undefined) return
  try {
    process.kill(isGroup ? -pid : pid, 'SIGKILL')
  } catch {
    // It left by itself in the meantime, which is what we wanted.
  }
}
