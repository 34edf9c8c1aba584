/** Runs tasks again and again, each one never beside itself. */
export class Schedule {
  readonly #report: (error: unknown) => void
  readonly #timers: ReturnType<typeof setInterval>[] = []
  readonly #running = new Set<Promise<void>>()

  /** `report` hears of tasks that failed; they run again at their next time. */
  constructor(report: (error: unknown) => void) {
    this.#report = report
  }

  /** Runs the task every `everyMs`; a time at which it still runs is left out. */
  every(everyMs: number, task: () => Promise<unknown>): void {
    let isRunning = false
    const run = async () => {
      isRunning = true
      try {
        await task()
      } catch (error) {
        this.#report(error)
      } finally {
        isRunning = false
      }
    }
    const timer = setInterval(() => {
      if (isRunning) return
      const running = run().finally(() => this.#running.delete(running))
      this.#running.add(running)
    }, everyMs)
    this.#timers.push(timer)
  }

  /** Starts nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await Promise.all(this.#running)
  }
}
