import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error'

/** Whom Postgres runs as: ourselves, root under another name of its own (a user namespace), or another user. */
export type RunAs = { kind: 'self' } | { kind: 'namespace' } | { kind: 'user'; uid: number; gid: number }

/** Facts about this machine that decide it. `owner` is the owner of the data folder, if there is one already. */
export type Whereabouts = {
  uid: number | undefined
  mayUnshare: boolean
  owner: { uid: number; gid: number } | undefined
}

const UNSHARE = ['--user', '--map-user=1000', '--map-group=1000']
const NOBODY = 65_534

/**
 * Whom to run Postgres as, which refuses to run as root. What another user owns already stays that user's: inside a
 * namespace its files would be a stranger's. Throws an `EmbeddedPostgresError` where they are another ordinary user's.
 */
export function chooseRunAs({ uid, mayUnshare, owner }: Whereabouts): RunAs {
  if (uid !== undefined && uid !== 0 && owner !== undefined && owner.uid !== uid) {
    throw new EmbeddedPostgresError(
      `The data directory belongs to user ${owner.uid}, and this is user ${uid}: start Shopbell as that user.`,
    )
  }
  if (uid !== 0) return { kind: 'self' }
  if (owner !== undefined && owner.uid !== 0) return { kind: 'user', ...owner }
  return mayUnshare ? { kind: 'namespace' } : { kind: 'user', uid: NOBODY, gid: NOBODY }
}

/** The facts of this machine for `chooseRunAs`. */
export function whereabouts(dataFolder: string): Whereabouts {
  const uid = process.getuid?.()
  const found = statSync(dataFolder, { throwIfNoEntry: false })
  return {
    uid,
    mayUnshare: uid === 0 && spawnSync('unshare', [...UNSHARE, 'true'], { stdio: 'ignore' }).status === 0,
    owner: found === undefined ? undefined : { uid: found.uid, gid: found.gid },
  }
}

/** A command as it must be spawned to run as chosen. */
export function commandAs(
  runAs: RunAs,
  program: string,
  words: readonly string[],
): { program: string; words: string[]; identity: { uid?: number; gid?: number } } {
  switch (runAs.kind) {
    case 'self':
      return { program, words: [...words], identity: {} }
    case 'namespace':
      return { program: 'unshare', words: [...UNSHARE, program, ...words], identity: {} }
    case 'user':
      return { program, words: [...words], identity: { uid: runAs.uid, gid: runAs.gid } }
  }
}

/**
 * Makes sure that the chosen user reaches both the programs and the data directory; a data directory of ours is
 * opened for passing through, not for reading. Throws an `EmbeddedPostgresError` with one sentence where it cannot.
 */
export function makeReachable(runAs: RunAs, program: string, dataDir: string): void {
  if (runAs.kind !== 'user') return
  const onTheWay = [program, join(dirname(dataDir), '.')].find((path) => !mayPass(runAs, path))
  const found = statSync(dataDir)
  if (onTheWay === undefined && found.uid === process.getuid?.())
    chmodSync(dataDir, (found.mode & 0o7777) | 0o011)
  const blocked = onTheWay ?? [join(dataDir, '.')].find((path) => !mayPass(runAs, path))
  if (blocked === undefined) return
  throw new EmbeddedPostgresError(
    `Postgres does not run as root, and user ${runAs.uid} cannot read ${dirname(blocked)}: start Shopbell as an ordinary user, move it to a folder that everybody may read, or set DATABASE_URL.`,
  )
}

/** Hands a file or folder with everything in it to the chosen user. */
export function handOver(runAs: RunAs, path: string): void {
  if (runAs.kind !== 'user') return
  chownSync(path, runAs.uid, runAs.gid)
  if (!lstatSync(path).isDirectory()) return
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) handOver(runAs, join(path, entry.name))
  }
}

function mayPass({ uid, gid }: { uid: number; gid: number }, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, stdio: 'ignore' }).status === 0
}
