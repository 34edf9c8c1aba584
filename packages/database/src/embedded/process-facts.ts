import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Whether this process is a Postgres at work in this data folder. After a restart of a container or a machine its
 * number may belong to anybody; an ended process that nobody has collected counts as gone.
 */
export function isOurPostgres(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') return isPostgresOnLinux(pid, dataFolder)
  if (process.platform === 'win32') {
    const { stdout } = spawnSync('tasklist', ['/fi', `PID eq ${pid}`, '/nh'], { encoding: 'utf8' })
    return stdout === null || /postgres/i.test(stdout)
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' })
  return !/^\s*Z/.test(stdout) && /postgres/.test(stdout)
}

function isPostgresOnLinux(pid: number, dataFolder: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
    if (name !== 'postgres' || state === 'Z' || state === 'X') return false
    return readlinkSync(`/proc/${pid}/cwd`) === dataFolder
  } catch (error) {
    // Another user's Postgres hides its folder, and a process that ends meanwhile has none any more.
    return error instanceof Error && 'code' in error && error.code === 'EACCES'
  }
}

/** Whether any process has this number now, ours or somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
