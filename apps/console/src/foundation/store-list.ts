import { type ReadonlySignal, signal } from '@preact/signals'
import type { StoreId } from '@shopbell/protocol'
import { ApiError } from './api'

/** A list that belongs to the store on screen: its canned replies, its teams. */
export interface StoreList<Item> {
  /** Null until it has come. */
  readonly list: ReadonlySignal<readonly Item[] | null>
  /** Fetches it anew; what is shown stays until it has come. False if it did not come. */
  load(store: StoreId): Promise<boolean>
}

export function createStoreList<Item>(fetch: (store: StoreId) => Promise<readonly Item[]>): StoreList<Item> {
  const list = signal<readonly Item[] | null>(null)
  let shown: StoreId | null = null
  return {
    list,
    async load(store) {
      if (shown !== store) list.value = null
      shown = store
      try {
        const items = await fetch(store)
        if (shown === store) list.value = items
        return true
      } catch (error) {
        // One works without it; whoever needs it next asks again.
        if (!(error instanceof ApiError)) throw error
        return false
      }
    },
  }
}
