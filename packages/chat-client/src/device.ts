/**
 * The seam to what is kept. Every change starts from the newest value that this tab knows of; browsers tell a tab of
 * another one's write a moment late, so a write can undo one that it did not know of. `read` returns the same object
 * until something changed.
 */
export interface Device<Kept> {
  read(): Kept
  /** Reads the newest value, keeps what `change` makes of it, and returns that. */
  update(change: (kept: Kept) => Kept): Kept
  /** Hears what another tab wrote, also if this one has undone it meanwhile. Returns how to stop hearing it. */
  onChange(listener: (heard: Kept) => void): () => void
  /** Runs `work` in one tab at a time, where the browser can promise that; elsewhere at once. */
  alone(work: () => Promise<void>): Promise<void>
}
