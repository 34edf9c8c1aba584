import type { Browser } from 'playwright-core'

/** How much slower than this machine the page's processor is made to be: about a phone. */
const THROTTLE = 4
/** What a page does by itself it has done by then. */
const QUIET_MS = 1_000
/** Student's t for a 95 % interval over 20 pairs. */
const T_OF_20 = 2.093

/** A mean with its 95 % interval, in milliseconds. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/**
 * How much longer one page keeps the main thread busy than another until both are quiet, in turns: each pair begins
 * with the other one. The interval is made for 20 pairs.
 */
export async function mainThreadDifference(
  browser: Browser,
  pages: { readonly withIt: string; readonly without: string },
  pairs: number,
): Promise<Interval> {
  const differences: number[] = []
  // The first pair also pays for what the browser does once.
  for (let pair = -1; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['withIt', 'without'] as const) : (['without', 'withIt'] as const)
    const ms = { withIt: 0, without: 0 }
    for (const name of order) ms[name] = await mainThreadMs(browser, pages[name])
    if (pair >= 0) differences.push(ms.withIt - ms.without)
  }
  return intervalOf(differences)
}

async function mainThreadMs(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
  await devtools.send('Performance.enable')
  await page.goto(address)
  await page.waitForTimeout(QUIET_MS)
  const { metrics } = await devtools.send('Performance.getMetrics')
  await context.close()
  const taskSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
  if (taskSeconds === undefined) throw new Error('The browser does not tell its TaskDuration.')
  return taskSeconds * 1_000
}

function intervalOf(values: readonly number[]): Interval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const half = T_OF_20 * Math.sqrt(variance / values.length)
  return { mean, low: mean - half, high: mean + half }
}
