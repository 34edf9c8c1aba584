import type { ConversationId, StoreId } from '@shopbell/protocol'
import { VIEWS } from '@shopbell/protocol'

/** The owner's pages by their place in the address, as they are offered. `store/store-pages.ts` says what each is. */
export const STORE_PAGES = [
  'install',
  'look',
  'hours',
  'service',
  'people',
  'teams',
  'rules',
  'replies',
  'mail',
  'letters',
] as const
export type StorePage = (typeof STORE_PAGES)[number]

/** What the first column offers: the views of the server's, and of all conversations those that are overdue. */
export const CONSOLE_VIEWS = [...VIEWS, 'overdue'] as const
export type ConsoleView = (typeof CONSOLE_VIEWS)[number]

/** Every address of the console. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'first_run' | 'join' | 'reset'; readonly code: string }
  | { readonly kind: 'forgot' }
  | {
      readonly kind: 'inbox'
      readonly store: StoreId
      readonly view: ConsoleView
      readonly conversation: ConversationId | null
    }
  | { readonly kind: 'page'; readonly store: StoreId; readonly page: StorePage }
  | { readonly kind: 'nowhere' }

/** What an address's path means. */
export function routeOf(path: string): Route {
  const [root, ...rest] = path.split('/').filter(Boolean).map(decoded)
  if (root === 'start')
    return rest[0] === undefined ? { kind: 'nowhere' } : { kind: 'first_run', code: rest[0] }
  if (root !== 'console') return { kind: 'nowhere' }
  const [store, name, conversation, ...more] = rest
  if (store === undefined) return { kind: 'home' }
  if ((store === 'join' || store === 'reset') && name !== undefined) return { kind: store, code: name }
  if (store === 'forgot') return { kind: 'forgot' }
  if (!isStoreId(store) || more.length > 0) return { kind: 'nowhere' }
  const page = STORE_PAGES.find((one) => one === name)
  if (page !== undefined) return { kind: 'page', store, page }
  const view = CONSOLE_VIEWS.find((one) => one === name)
  if (view === undefined) return { kind: 'nowhere' }
  if (conversation === undefined) return { kind: 'inbox', store, view, conversation: null }
  return isConversationId(conversation) ? { kind: 'inbox', store, view, conversation } : { kind: 'nowhere' }
}

/** The path of an inbox, with or without an opened conversation. */
export function inboxPath(
  store: StoreId,
  view: ConsoleView,
  conversation: ConversationId | null = null,
): string {
  return `/console/${store}/${view}${conversation === null ? '' : `/${conversation}`}`
}

export function pagePath(store: StoreId, page: StorePage): string {
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
