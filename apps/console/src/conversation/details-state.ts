import { useSignal } from '@preact/signals'
import type { ConversationBody, ConversationId, ConversationRow, StoreId } from '@shopbell/protocol'
import { useEffect } from 'preact/hooks'
import { ApiError } from '../foundation/api'
import { useSeat, useWorld } from '../foundation/world'

const AGAIN_MS = 4_000

export type Details =
  | { readonly kind: 'asking' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'known'; readonly row: ConversationRow; readonly earlier: ConversationBody['earlier'] }

/** What is known of a conversation beside its log: the newest of what the list and the server said. */
export function useDetails(store: StoreId, id: ConversationId): Details {
  const { api } = useWorld()
  const { desk } = useSeat()
  const fetched = useSignal<ConversationBody | 'missing' | null>(null)
  const standing = desk.snapshot.value.conversations.get(id)?.standing?.status

  // A change of standing is when the server may know more: who has it, which page, what came before.
  // The standing is the reason to ask again.
  useEffect(() => {
    let left = false
    let again: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      try {
        const body = await api.conversation(store, id)
        if (!left) fetched.value = body
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (left) return
        if (error.code === 'conversation_not_found' || error.code === 'not_found') fetched.value = 'missing'
        else again = setTimeout(ask, AGAIN_MS)
      }
    }
    void ask()
    return () => {
      left = true
      clearTimeout(again)
    }
  }, [api, store, id, standing])

  const listed = desk.inbox.rows.value.find((row) => row.id === id)
  const body = fetched.value
  if (body === 'missing') return { kind: 'missing' }
  const row = newer(listed, body?.row)
  return row === undefined ? { kind: 'asking' } : { kind: 'known', row, earlier: body?.earlier ?? [] }
}

function newer(
  one: ConversationRow | undefined,
  other: ConversationRow | undefined,
): ConversationRow | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return other.version > one.version ? other : one
}
