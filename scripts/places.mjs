import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * A path inside `.cache`, whose folder exists afterwards. What stands there can be deleted at any time.
 * @param {string[]} names
 */
export function cachePath(...names) {
  const path = join(ROOT, '.cache', ...names)
  mkdirSync(dirname(path), { recursive: true })
  return path
}

/**
 * A path for the screen: short and from the checkout's folder.
 * @param {string} path
 */
export function shortPath(path) {
  return path.startsWith(ROOT) ? `.${path.slice(ROOT.length)}` : path
}

/**
 * A package.json of this checkout, by the folder it stands in.
 * @param {string} folder
 * @returns {{ version: string, packageManager?: string, scripts?: Record<string, string>, dependencies?: Record<string, string>, devDependencies?: Record<string, string> }}
 */
export function manifest(folder) {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
}
