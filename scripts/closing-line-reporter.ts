import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'

/** What a run came to: `failed` also counts files that could not be loaded, broken hooks and stray errors. */
export type Tally = { passed: number; failed: number; skipped: number }

/**
 * Prints `N passed, N failed` (and `, N skipped` if any) alone on the last line. It waits until the process leaves,
 * because Vitest itself and a run's tear-down may still have something to say after the last test.
 */
export default class ClosingLineReporter implements Reporter {
  #tally: Tally | undefined

  onInit(): void {
    process.once('exit', (code) => {
      if (this.#tally !== undefined) process.stdout.write(`\n${closingLine(this.#tally, code)}\n`)
    })
  }

  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[]): void {
    const counts = modules.map(tallyOf)
    this.#tally = {
      passed: sum(counts.map((count) => count.passed)),
      failed: sum(counts.map((count) => count.failed)) + strayErrors.length,
      skipped: sum(counts.map((count) => count.skipped)),
    }
  }
}

/** The line itself. A run that leaves with an error although no test failed has failed somewhere, and says so. */
export function closingLine({ passed, failed, skipped }: Tally, exitCode: number): string {
  const shown = exitCode !== 0 && failed === 0 ? 1 : failed
  return `${passed} passed, ${shown} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function tallyOf(module: TestModule): Tally {
  const tests = [...module.children.allTests()].map(verdict)
  const suites = [...module.children.allSuites()]
  return {
    passed: tests.filter((test) => test === 'passed').length,
    failed: tests.filter((test) => test === 'failed').length + sum([module, ...suites].map(brokenCount)),
    skipped: tests.filter((test) => test === 'skipped').length,
  }
}

/** A test that never came to an end has not passed. */
function verdict(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result()
  return state === 'pending' ? 'failed' : state
}

/** A file that does not load, or a hook that throws, is one failure however many errors it reports. */
function brokenCount(part: TestModule | TestSuite): number {
  return part.errors().length > 0 ? 1 : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
