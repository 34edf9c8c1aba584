import type { ConversationId, StoreId, View } from '@shopbell/protocol'
import { VIEWS } from '@shopbell/protocol'

/** Every address of the console. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'first_run'; readonly code: string }
  | {
      readonly kind: 'inbox'
      readonly store: StoreId
      readonly view: View
      readonly conversation: ConversationId | null
    }
  | { readonly kind: 'install' | 'look' | 'replies'; readonly store: StoreId }
  | { readonly kind: 'nowhere' }

/** What an address's path means. */
export function routeOf(path: string): Route {
  const [root, ...rest] = path.split('/').filter(Boolean).map(decoded)
  if (root === 'start')
    return rest[0] === undefined ? { kind: 'nowhere' } : { kind: 'first_run', code: rest[0] }
  if (root !== 'console') return { kind: 'nowhere' }
  const [store, page, conversation, ...more] = rest
  if (store === undefined) return { kind: 'home' }
  if (!isStoreId(store) || more.length > 0) return { kind: 'nowhere' }
  if (page === 'install' || page === 'look' || page === 'replies') return { kind: page, store }
  const view = VIEWS.find((name) => name === page)
  if (view === undefined) return { kind: 'nowhere' }
  if (conversation === undefined) return { kind: 'inbox', store, view, conversation: null }
  return isConversationId(conversation) ? { kind: 'inbox', store, view, conversation } : { kind: 'nowhere' }
}

/** The path of an inbox, with or without an opened conversation. */
export function inboxPath(store: StoreId, view: View, conversation: ConversationId | null = null): string {
  return `/console/${store}/${view}${conversation === null ? '' : `/${conversation}`}`
}

export function pagePath(store: StoreId, page: 'install' | 'look' | 'replies'): string {
  return `/console/${store}/${page}`
}

function isStoreId(text: string): text is StoreId {
  return /^sto_[0-9a-z]+$/.test(text)
}

function isConversationId(text: string): text is ConversationId {
  return /^conv_[0-9a-z]+$/.test(text)
}

/** A path segment may hold anything a person typed, half an escape included. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // Such a segment names nothing of ours, so it may stay as it is.
    return segment
  }
}
