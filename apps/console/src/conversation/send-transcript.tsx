import { useSignal } from '@preact/signals'
import type { ConversationId, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Alert } from '../foundation/field'
import { wordsOf } from '../foundation/form-state'
import { useWorld } from '../foundation/world'

/** Sends the shopper the whole chat, on the agent's word. */
export function SendTranscript(props: { store: StoreId; id: ConversationId; address: string }): JSX.Element {
  const { api } = useWorld()
  const sent = useSignal(false)
  const problem = useSignal<string | null>(null)
  const send = async () => {
    problem.value = null
    try {
      await api.sendTranscript(props.store, props.id)
      sent.value = true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = wordsOf(error)
    }
  }
  return (
    <>
      <button type="button" class="link" onClick={send}>
        {copy.who.sendChat}
      </button>
      {problem.value !== null && <Alert>{problem.value}</Alert>}
      <small role="status">{sent.value ? copy.who.chatSent(props.address) : ''}</small>
    </>
  )
}
