import type { Entry } from '@shopbell/protocol'

/** One line in the log with both of its numbers: `seq` over everything, `visible` over what visitors may see. */
export type StoredEntry = Entry & {
  /** Null for what visitors may not see. */
  readonly visible: number | null
}
