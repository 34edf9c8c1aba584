import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './places.mjs'

const LOOKED_AT = ['apps/server/src']
const EXEMPT = /(\.(test|spec|bench)\.tsx?$|\/testing?\/)/

/**
 * @typedef {{ path: string, code: string }} Source
 * @typedef {{ says: string, pattern: RegExp, mayStandIn: RegExp }} Rule
 */

/** Each rule names what may stand in a few files only. @type {Rule[]} */
const RULES = [
  {
    says: 'process.env is read in config.ts only',
    pattern: /\bprocess\.env\b/,
    mayStandIn: /^apps\/server\/src\/config\.ts$/,
  },
  {
    says: 'the system clock is read in clock.ts only',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/,
    mayStandIn: /\/clock\.ts$/,
  },
  {
    says: 'transactions are opened in transact.ts and append-lane.ts only',
    pattern:
      /\.(begin|transaction|savepoint)\s*\(|(\w`|\(\s*['"`])\s*(begin|start transaction|commit|rollback)\b/i,
    mayStandIn: /\/(transact|append-lane)\.ts$/,
  },
]

const LOG_INSERT = /\binsert\s+into\s+"?entries\b|\.insert\(\s*(\w+\.)?entries\s*\)/i

/**
 * What the rules that are no import rules find wrong, one line each.
 * @param {Source[]} sources with paths from the checkout's folder
 * @returns {string[]}
 */
export function brokenRules(sources) {
  const judged = sources
    .filter(({ path }) => !EXEMPT.test(path))
    .map(({ path, code }) => ({ path, code: withoutComments(code) }))
  const misplaced = RULES.flatMap(({ says, pattern, mayStandIn }) =>
    judged
      .filter(({ path, code }) => !mayStandIn.test(path) && pattern.test(code))
      .map(({ path, code }) => `${path}:${lineOf(code, pattern)}  ${says}`),
  )
  const inserting = judged.filter(({ code }) => LOG_INSERT.test(code))
  const scattered = inserting.map(
    ({ path, code }) => `${path}:${lineOf(code, LOG_INSERT)}  entries are inserted in one file only`,
  )
  return inserting.length > 1 ? [...misplaced, ...scattered] : misplaced
}

/**
 * The code with its comments blanked and its lines where they were: a comment may name what the code may not do.
 * @param {string} code
 */
export function withoutComments(code) {
  const stringOrComment =
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return code.replace(stringOrComment, (found, string) => string ?? found.replace(/[^\n]/g, ' '))
}

/**
 * @param {string} code
 * @param {RegExp} pattern
 */
function lineOf(code, pattern) {
  return code.slice(0, code.search(pattern)).split('\n').length
}

/** @returns {Source[]} */
function sourcesOfTheServer() {
  return LOOKED_AT.filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    )
    .map((path) => ({ path, code: readFileSync(join(ROOT, path), 'utf8') }))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const broken = brokenRules(sourcesOfTheServer())
  for (const line of broken) console.log(line)
  process.exitCode = broken.length > 0 ? 1 : 0
}
