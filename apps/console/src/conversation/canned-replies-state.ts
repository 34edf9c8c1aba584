import { type ReadonlySignal, signal } from '@preact/signals'
import type { CannedReply, StoreId } from '@shopbell/protocol'
import { ApiError, type ConsoleApi } from '../foundation/api'

/** The canned replies of the store on screen. */
export interface CannedReplies {
  /** Null until they have come. */
  readonly list: ReadonlySignal<readonly CannedReply[] | null>
  /** Fetches them anew; what is shown stays until they have come. False if they did not come. */
  load(store: StoreId): Promise<boolean>
}

export function createCannedReplies(api: ConsoleApi): CannedReplies {
  const list = signal<readonly CannedReply[] | null>(null)
  let shown: StoreId | null = null
  return {
    list,
    async load(store) {
      if (shown !== store) list.value = null
      shown = store
      try {
        const replies = await api.cannedReplies(store)
        if (shown === store) list.value = replies
        return true
      } catch (error) {
        // Without them one types the sentence; the next opened conversation asks again.
        if (!(error instanceof ApiError)) throw error
        return false
      }
    },
  }
}
