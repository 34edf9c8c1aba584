import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'

/** The widget as it was built: the loader's text and that of what prints the hours, and the panel's path beside it. */
export interface BuiltWidget {
  readonly loader: string
  readonly hours: string
  readonly panel: string
}

/** This release and the two before it. */
const KEPT_RELEASES = 3

/** The built widget in a folder, or null where there is none. */
export function readBuiltWidget(folder: string): BuiltWidget | null {
  if (!existsSync(join(folder, 'manifest.json'))) return null
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  if (!isManifest(manifest)) throw new Error(`${folder}/manifest.json does not name all that was built.`)
  const { loader, hours, panel } = manifest
  const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { loader: textOf(loader), hours: textOf(hours), panel }
}

/**
 * Keeps a copy of this release's chunks beside those of the two before it, and returns the folders, newest first: a
 * page that was loaded before an update still finds what its loader names.
 */
export function keepRelease(built: string, releases: string, nowMs: number): readonly string[] {
  mkdirSync(releases, { recursive: true })
  const name = readdirSync(join(built, 'assets'))
    .sort()
    .join('+')
    .replace(/[^0-9A-Za-z+_-]/g, '_')
    .slice(0, 120)
  const kept = join(releases, name)
  if (!existsSync(kept)) {
    // Copied aside first: a start that is broken off leaves no half release.
    const unfinished = `${kept}.tmp-${process.pid}`
    cpSync(join(built, 'assets'), unfinished, { recursive: true })
    renameSync(unfinished, kept)
  }
  utimesSync(kept, nowMs / 1_000, nowMs / 1_000)
  const all = readdirSync(releases)
    .map((entry) => join(releases, entry))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const old of all.slice(KEPT_RELEASES)) rmSync(old, { recursive: true, force: true })
  return all.slice(0, KEPT_RELEASES)
}

function isManifest(value: unknown): value is Readonly<Record<'loader' | 'hours' | 'panel', string>> {
  if (typeof value !== 'object' || value === null) return false
  return (
    'loader' in value &&
    typeof value.loader === 'string' &&
    'hours' in value &&
    typeof value.hours === 'string' &&
    'panel' in value &&
    typeof value.panel === 'string'
  )
}
