import type { Entry } from '@shopbell/protocol'
import type { StoredEntry } from '../foundation/stored-entry'

/** Whose numbers are meant. A visitor's count what visitors may see, an agent's everything. */
export type Audience = 'visitor' | 'agent'

/** The entry on an agent's wire: with its full number, and no other. */
export function toAgentEntry({ visible: _, ...entry }: StoredEntry): Entry {
  return entry
}

/** The entry on a visitor's wire, with the visible number as its `seq`; null for what visitors may not see. */
export function toVisitorEntry({ visible, ...entry }: StoredEntry): Entry | null {
  return visible === null ? null : { ...entry, seq: visible }
}

/** Entries on a reader's wire, in their order. */
export function entriesFor(audience: Audience, stored: readonly StoredEntry[]): readonly Entry[] {
  return audience === 'agent'
    ? stored.map(toAgentEntry)
    : stored.flatMap((entry) => toVisitorEntry(entry) ?? [])
}
