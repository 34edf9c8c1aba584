import { readFileSync } from 'node:fs'

const SHELL = /^(sh|bash|dash|zsh|ksh|ash)$/

/**
 * Whoever started us: our parent, and if that is only the shell that npm puts in between, npm behind it.
 * @typedef {{ parent: number, behindShell: number | undefined }} Ancestry
 */

/**
 * Who our starters are now. One that died has been replaced by another number.
 * @returns {Ancestry}
 */
export function ancestry() {
  const parent = process.ppid
  return { parent, behindShell: parentOfShell(parent) }
}

/**
 * Whether somebody who was there then is gone now.
 * @param {Ancestry} then
 */
export function isOrphaned(then) {
  const now = ancestry()
  return (
    now.parent !== then.parent || (then.behindShell !== undefined && now.behindShell !== then.behindShell)
  )
}

/**
 * Linux only: elsewhere the shell gives its place to us, and our parent is npm itself.
 * @param {number} pid
 */
function parentOfShell(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    if (!SHELL.test(name) || process.env.npm_lifecycle_event === undefined) return undefined
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
