import { readFileSync } from 'node:fs'

const TICK_MS = 10

/** The CPU time that a process has used so far with all its threads, in milliseconds. Linux only. */
export function cpuMsOf(pid: number): number {
  const { user, system } = timesOf(pid)
  return (user + system) * TICK_MS
}

/** As `cpuMsOf`, for a process with its children: those that run, and those that have ended. */
export function cpuMsOfFamily(pid: number): number {
  const { user, system, endedUser, endedSystem } = timesOf(pid)
  const own = (user + system + endedUser + endedSystem) * TICK_MS
  return childrenOf(pid).reduce((sum, child) => sum + cpuMsIfThere(child), own)
}

/** The time that the whole machine's CPUs have worked so far, for whomever, in milliseconds. */
export function cpuMsOfMachine(): number {
  const [all = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0, stolen = 0] = all
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + interrupts + soft + stolen) * TICK_MS
}

/** The memory of a process that is in use now, in KiB. */
export function residentKibOf(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib)
}

function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return children === '' ? [] : children.split(' ').map(Number)
}

function cpuMsIfThere(pid: number): number {
  try {
    return cpuMsOf(pid)
  } catch {
    // It has ended since it was listed: its parent's sum has it from now on.
    return 0
  }
}

/** In ticks. The name of the program may hold spaces, so fields are counted from its closing bracket. */
function timesOf(pid: number) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number)
  return { user, system, endedUser, endedSystem }
}
