import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './places.mjs'

const NOT_SOURCES = new Set(['node_modules', 'dist', '.types', '.cache', 'coverage', 'test'])
const TEST = /\.(test|spec|bench)\.[cm]?[jt]sx?$/

/**
 * A short name for the present content of these files and folders (from the checkout's folder): the same content
 * gives the same name. What a build does not read (tests, output) does not count, nor does a path that is not there.
 * @param {string[]} paths
 */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesUnder(path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(ROOT, file)))
        .update('\0')
  }
  return hash.digest('hex').slice(0, 32)
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  const kind = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (kind === undefined) return []
  if (kind.isFile()) return [path]
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !TEST.test(entry.name))
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(`${path}/${entry.name}`))
}
