import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './contenders'
import type { Links } from './first-message'
import { ROOT } from './report'

/** A clone of what is committed here, in a home where nobody has installed anything. */
export interface Clone extends Disposable {
  /** Runs `npm start` in it, and gives the printed links when they are there. */
  start(): Promise<Links & AsyncDisposable>
}

export function makeClone(): Clone {
  const home = mkdtempSync(join(tmpdir(), 'bench-home-'))
  const folder = join(home, 'shopbell')
  execFileSync('git', ['clone', '--quiet', ROOT, folder])
  const settings = join(homedir(), '.npmrc')
  // Where packages come from on this machine, and nothing that has come from there.
  if (existsSync(settings)) symlinkSync(settings, join(home, '.npmrc'))
  return {
    async start() {
      const [port, demoPort] = [await freePort(), await freePort()]
      const child = spawn('npm', ['start'], {
        cwd: folder,
        env: { ...emptyHome(home), PORT: String(port), DEMO_PORT: String(demoPort) },
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      })
      const links = await printedLinks(child)
      return { ...links, [Symbol.asyncDispose]: () => stopped(child) }
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** Our environment, without what would lead npm and pnpm to caches that are not empty. */
function emptyHome(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|pnpm_|xdg_)/i.test(name))
  return { ...Object.fromEntries(kept), HOME: home }
}

async function printedLinks(child: ChildProcess): Promise<Links> {
  let printed = ''
  const greeted = new Promise<Links>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      printed += String(chunk)
      if (!/^ *Stop /m.test(printed)) return
      const link = (label: string) => new RegExp(`^ *${label} +(http://\\S+)`, 'm').exec(printed)?.[1] ?? ''
      resolve({ shop: link('Shop'), enter: link('Console') })
    })
  })
  const left = once(child, 'exit').then(([code]) => {
    throw new Error(`npm start has left with ${code}:\n${printed}`)
  })
  return Promise.race([greeted, left])
}

/** As Ctrl+C does. Its output ends when the last process of it is gone. */
async function stopped(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await closed
}
