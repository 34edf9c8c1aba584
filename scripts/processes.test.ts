import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { cachePath, ROOT } from './places.mjs'

const folder = mkdtempSync(cachePath('processes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A server that tells its number and each signal it hears, and leaves a moment later with 5.
writeFileSync(
  join(folder, 'server.mjs'),
  `for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
    console.log(signal)
    setTimeout(() => process.exit(5), 100)
  })
  console.log('up')
  setInterval(() => {}, 1000)`,
)
writeFileSync(
  join(folder, 'door.mjs'),
  `import { runInForeground } from ${JSON.stringify(pathToFileURL(join(ROOT, 'scripts/processes.mjs')).href)}
  process.exitCode = await runInForeground(process.execPath, [${JSON.stringify(join(folder, 'server.mjs'))}])`,
)
writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'node door.mjs' } }))

/** Starts it and waits until the server is up. `heard` is everything that it says afterwards, until it is gone. */
async function start(program: string, words: string[]) {
  const child: ChildProcess = spawn(program, words, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  if (child.stdout === null) throw new Error('No output to read.')
  const lines = createInterface(child.stdout)
  const said: string[] = []
  lines.on('line', (line) => said.push(line))
  while (!said.includes('up')) await once(lines, 'line')
  const gone = once(lines, 'close')
  return { child, heard: () => gone.then(() => said.slice(said.indexOf('up') + 1)) }
}

const PATIENCE = { timeout: 30_000 }

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s reaches the server once, and its exit code comes through',
  PATIENCE,
  async (signal) => {
    const { child, heard } = await start(process.execPath, ['door.mjs'])
    child.kill(signal)
    const [code] = await once(child, 'exit')
    expect(await heard()).toEqual([signal])
    expect(code).toBe(5)
  },
)

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'when npm dies of %s the server is told to stop',
  PATIENCE,
  async (signal) => {
    const { child, heard } = await start('npm', ['start', '--silent'])
    child.kill(signal)
    expect(await heard()).toEqual(['SIGTERM'])
  },
)
