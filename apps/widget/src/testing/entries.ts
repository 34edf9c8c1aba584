import type { ConversationSnapshot, PendingMessage } from '@shopbell/chat-client'
import type { Entry, MessageEntry, Sender, StandingBody, Via } from '@shopbell/protocol'

export const ME: Sender = { kind: 'visitor', id: 'vis_0001', name: null }
export const INES: Sender = { kind: 'agent', id: 'agt_0001', name: 'Ines' }
export const NOOR: Sender = { kind: 'agent', id: 'agt_0002', name: 'Noor' }
export const ASSISTANT: Sender = { kind: 'assistant', id: 'assistant', name: null }

const COMMON = { conversation: 'conv_0001', files: [] } as const

/** One message of a log. */
export function message(
  seq: number,
  sender: Sender,
  text: string,
  at: number,
  via: Via = 'widget',
): MessageEntry {
  const body = { text, format: 'plain' } as const
  return { ...COMMON, seq, kind: 'message', sender, via, clientId: `entry-${seq}`, at, body }
}

/** One change of standing in a log. */
export function standing(seq: number, body: StandingBody, at: number): Entry {
  const sender = { kind: 'system', id: 'system', name: null } as const
  return { ...COMMON, seq, kind: 'standing', sender, via: 'server', clientId: `entry-${seq}`, at, body }
}

/** A letter to the shopper that came back. */
export function cameBack(seq: number, address: string, at: number): Entry {
  const sender = { kind: 'system', id: 'system', name: null } as const
  const body = { letter: 'let_0001', state: 'failed', address } as const
  return { ...COMMON, seq, kind: 'letter_state', sender, via: 'server', clientId: `entry-${seq}`, at, body }
}

/** A conversation with Ines, who waits for the shopper. */
export function conversation(change: Partial<ConversationSnapshot>): ConversationSnapshot {
  const last = change.entries?.at(-1)?.seq ?? 0
  return {
    conversation: 'conv_0001',
    standing: { status: 'with_agent', agentId: 'agt_0001', agentName: 'Ines', awaiting: 'visitor' },
    entries: [],
    hasEarlier: false,
    marks: { conversation: 'conv_0001', visitor: last, team: last },
    typing: null,
    colleagueTyping: null,
    ...change,
  }
}

/** Words written here that the log does not hold. */
export function pending(text: string, state: PendingMessage['state'], writtenAtMs: number): PendingMessage {
  const clientId = `pending-${text}`
  return {
    clientId,
    kind: 'message',
    conversation: null,
    text,
    page: null,
    unlessAfter: null,
    writtenAtMs,
    state,
  }
}
