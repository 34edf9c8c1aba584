import { audit as auditTable } from '@shopbell/database'
import type { AgentId, StoreId } from '@shopbell/protocol'
import type { Work } from './transact'

/** Who did it: an agent, the server itself, or somebody who has not signed in. */
export type Who = AgentId | 'system' | 'nobody'

export interface What {
  /** Such as `conversation.closed`. */
  readonly what: string
  readonly storeId?: StoreId
  /** Ids and settings. No text of a message, no token, no address. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

/** Writes down who did what, in the same commit as the deed. */
export async function audit(work: Work, who: Who, ...deeds: readonly What[]): Promise<void> {
  if (deeds.length === 0) return
  await work.db.insert(auditTable).values(
    deeds.map(({ what, storeId, details = {} }) => {
      return { at: work.now.getTime(), who, what, storeId: storeId ?? null, details }
    }),
  )
}
