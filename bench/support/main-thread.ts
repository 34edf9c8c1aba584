import type { Browser, CDPSession, Page } from 'playwright-core'

/** How much slower than this machine the page's processor is made to be: about a phone. */
const THROTTLE = 4
/** What a page does by itself it has done by then. */
const QUIET_MS = 1_000
/** Student's t for a 95 % interval over 20 pairs. */
const T_OF_20 = 2.093
/** A browser keeps a script's compiled code from the second time on that it runs it. */
const VIEWS_BEFORE = 3

/**
 * `first` is a visit's first page view: a new renderer process, and nothing in the caches. `later` is each one after
 * it: the same tab and process go on, the script and its compiled code are there.
 */
type ViewOfVisit = 'first' | 'later'

/** A mean with its 95 % interval, in milliseconds. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/**
 * For how long the renderer's main thread was at its tasks. `cpu` counts while it had a processor, `wall` also while
 * it waited: for another process's answer, or for a processor that others of this machine had.
 */
interface Busy<Of> {
  readonly cpu: Of
  readonly wall: Of
}

/**
 * How much longer each page keeps the main thread busy than the bare one, from its commit until both are quiet. All
 * take their turns in each round, now in one order and now in the other. The intervals are made for 20 rounds.
 */
export async function mainThreadOver<Name extends string>(
  browser: Browser,
  bare: string,
  others: Readonly<Record<Name, string>>,
  { view, rounds }: { readonly view: ViewOfVisit; readonly rounds: number },
): Promise<(name: Name) => Busy<Interval>> {
  const tabs = new Map<string, Page>()
  const addresses = [bare, ...Object.values<string>(others)]
  const seen = new Map<string, Busy<number>[]>(addresses.map((address) => [address, []]))
  // The first round also pays for what the browser does once.
  for (let round = -1; round < rounds; round += 1) {
    for (const address of round % 2 === 0 ? addresses : addresses.toReversed()) {
      const tab = tabs.get(address) ?? (await openTab(browser, view === 'later' ? address : null))
      const busy = await viewed(tab, address)
      if (round >= 0) seen.get(address)?.push(busy)
      if (view === 'later') tabs.set(address, tab)
      else await tab.context().close()
    }
  }
  for (const tab of tabs.values()) await tab.context().close()

  const over = (address: string, clock: keyof Busy<number>) => {
    const without = seen.get(bare) ?? []
    const differences = (seen.get(address) ?? []).map(
      (busy, round) => busy[clock] - (without[round]?.[clock] ?? Number.NaN),
    )
    return intervalOf(differences)
  }
  return (name) => ({ cpu: over(others[name], 'cpu'), wall: over(others[name], 'wall') })
}

async function openTab(browser: Browser, visited: string | null): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  for (let view = 0; visited && view < VIEWS_BEFORE; view += 1) {
    await page.goto(visited)
    await page.waitForTimeout(QUIET_MS)
  }
  return page
}

async function viewed(page: Page, address: string): Promise<Busy<number>> {
  const [cpu, wall] = await Promise.all([watch(page, 'threadTicks'), watch(page, 'timeTicks')])
  await wall.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
  await page.goto(address)
  await page.waitForTimeout(QUIET_MS)
  const busy = { cpu: await taskMs(cpu), wall: await taskMs(wall) }
  // A tab that waits for its turn must not slow down the others: slowing down is itself work.
  await wall.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await Promise.all([cpu.detach(), wall.detach()])
  return busy
}

async function watch(page: Page, timeDomain: 'threadTicks' | 'timeTicks'): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain })
  return session
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
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
