/**
 * The seam to what is kept. Every change starts from the newest value, so that two tabs do not lose each
 * other's words. `read` returns the same object until something changed.
 */
export interface Device<Kept> {
  read(): Kept
  /** Reads the newest value, keeps what `change` makes of it, and returns that. */
  update(change: (kept: Kept) => Kept): Kept
  /** Hears that another tab changed something. Returns how to stop hearing it. */
  onChange(listener: () => void): () => void
  /** Runs `work` in one tab at a time, where the browser can promise that; elsewhere at once. */
  alone(work: () => Promise<void>): Promise<void>
}
