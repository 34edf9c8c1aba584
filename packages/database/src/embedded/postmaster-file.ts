import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running Postgres says about itself in its data folder. `isReady` is false while it starts or stops. */
export type PostmasterFile = {
  pid: number
  dataFolder: string
  port: number
  socketFolder: string | undefined
  isReady: boolean
}

/** The postmaster.pid of this data folder, or undefined where there is none (or one that is still being written). */
export function readPostmasterFile(dataFolder: string): PostmasterFile | undefined {
  try {
    return parsePostmasterFile(readFileSync(postmasterPath(dataFolder), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Where Postgres keeps its postmaster.pid. */
export function postmasterPath(dataFolder: string): string {
  return join(dataFolder, 'postmaster.pid')
}

/**
 * Postgres writes one thing a line: pid, data folder, start time, port, socket folder, listen address, shared
 * memory, status; the later lines come as it starts. Undefined where not even the pid is there.
 */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const [pid = '', dataFolder = '', , port = '', socketFolder = '', , , status = ''] = text
    .split('\n')
    .map((line) => line.trim())
  if (!/^\d+$/.test(pid) || Number(pid) === 0) return undefined
  return {
    pid: Number(pid),
    dataFolder,
    port: Number(port) || 0,
    socketFolder: socketFolder === '' ? undefined : socketFolder,
    isReady: status === 'ready',
  }
}
