const LABEL_WIDTH = 11

/** The first line of `npm start`. @param {string} version such as 0.1.0 */
export function greet(version) {
  console.log(`\n  Shopbell ${version.split('.').slice(0, 2).join('.')}\n`)
}

/**
 * Does one step and says when it is ready, in the words of the server's own lines. On a terminal the line shows
 * that it is under way; elsewhere one line per step is all there is.
 * @template T
 * @param {string} label
 * @param {(say: (doing: string) => void) => Promise<{ value: T, note?: string }>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const startedMs = performance.now()
  const say = (/** @type {string} */ doing) => {
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K  ${label.padEnd(LABEL_WIDTH)}${doing}`)
  }
  say('...')
  try {
    const { value, note } = await work(say)
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K')
    console.log(stepLine(label, performance.now() - startedMs, note))
    return value
  } catch (error) {
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K')
    throw error
  }
}

/**
 * One finished step as a line: its label, `ready`, whole seconds where there was at least one, and a note.
 * @param {string} label
 * @param {number} tookMs
 * @param {string} [note]
 */
export function stepLine(label, tookMs, note = '') {
  const seconds = Math.round(tookMs / 1000)
  const took = seconds >= 1 ? `${seconds} s`.padStart(4) : '    '
  return `  ${label.padEnd(LABEL_WIDTH)}ready   ${took}   ${note}`.trimEnd()
}
