import { type ReadonlySignal, signal } from '@preact/signals'
import type { AgentKept, Device } from '@shopbell/chat-client'
import type { ConversationId } from '@shopbell/protocol'

export type Tab = 'reply' | 'note'

/** Half-written words by conversation and tab, kept on the device so that a reload loses none. */
export interface Drafts {
  read(conversation: ConversationId, tab: Tab): string
  /** An empty text forgets the draft. */
  write(conversation: ConversationId, tab: Tab, text: string): void
  /** The same for words that come from elsewhere than the composer; it hears of it by `changes`. */
  put(conversation: ConversationId, tab: Tab, text: string): void
  /** Counts up when a draft changed under the composer, here or in another tab of the browser. */
  readonly changes: ReadonlySignal<number>
}

export function createDrafts(device: Device<AgentKept>): Drafts {
  const changes = signal(0)
  device.onChange(() => {
    changes.value += 1
  })
  const write = (conversation: ConversationId, tab: Tab, text: string) => {
    device.update((kept) => {
      const { [place(conversation, tab)]: _old, ...others } = kept.drafts
      return { ...kept, drafts: text === '' ? others : { ...others, [place(conversation, tab)]: text } }
    })
  }
  return {
    changes,
    write,
    read: (conversation, tab) => device.read().drafts[place(conversation, tab)] ?? '',
    put(conversation, tab, text) {
      write(conversation, tab, text)
      changes.value += 1
    },
  }
}

/** A note is a draft of its own, so that half a note never becomes half a reply. */
function place(conversation: ConversationId, tab: Tab): string {
  return tab === 'note' ? `${conversation}/note` : conversation
}
