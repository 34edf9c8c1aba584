import type {
  AgentKept,
  AgentSession,
  AgentSnapshot,
  Device,
  PendingMessage,
  ShownPage,
} from '@shopbell/chat-client'
import { NOTHING_KEPT_FOR_AGENT } from '@shopbell/chat-client'
import {
  CALLING_VIEWS,
  type ConversationId,
  type ConversationRow,
  compareRows,
  type View,
} from '@shopbell/protocol'

/** A session without a socket: what is asked of it is written down, what it shows is set by hand. */
export interface FakeSession extends AgentSession {
  readonly asked: (readonly [string, ...unknown[]])[]
  set(change: Partial<AgentSnapshot>): void
}

export function fakeSession(start: Partial<AgentSnapshot> = {}): FakeSession {
  let snapshot: AgentSnapshot = {
    connection: { kind: 'open' },
    view: null,
    calls: { rows: [], stale: true },
    counts: null,
    switch: null,
    conversations: new Map(),
    pending: [],
    ownMarks: new Map(),
    ...start,
  }
  const listeners = new Set<() => void>()
  const calling = new Map<View, readonly ConversationRow[]>()
  const withPage = ({ view, rows }: ShownPage): AgentSnapshot['calls'] => {
    if (CALLING_VIEWS.some((one) => one === view)) calling.set(view, rows)
    return { rows: [...calling.values()].flat(), stale: calling.size < CALLING_VIEWS.length }
  }
  const asked: (readonly [string, ...unknown[]])[] = []
  const set = (change: Partial<AgentSnapshot>) => {
    snapshot = { ...snapshot, ...change }
    for (const listener of listeners) listener()
  }
  const ask = (...what: readonly [string, ...unknown[]]) => {
    asked.push(what)
  }
  const write = (
    kind: 'message' | 'note',
    conversation: ConversationId,
    text: string,
    unlessAfter?: number,
  ) => {
    const clientId = `pending${String(asked.length).padStart(16, '0')}`
    const message: PendingMessage = {
      clientId,
      kind,
      conversation,
      text,
      page: null,
      unlessAfter: unlessAfter ?? null,
      writtenAtMs: 0,
      state: { kind: 'sending' },
    }
    set({ pending: [...snapshot.pending, message] })
    return clientId
  }

  return {
    asked,
    set,
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connect() {
      ask('connect')
      if (snapshot.connection.kind === 'ended') set({ connection: { kind: 'open' } })
    },
    disconnect: () => ask('disconnect'),
    openConversation: (id) => ask('openConversation', id),
    leaveConversation: (id) => ask('leaveConversation', id),
    watchView(store, view) {
      ask('watchView', store, view)
      set({ view: { store, view, rows: [], stale: true } })
    },
    showView(page) {
      ask('showView', page)
      const before = page.before ? (snapshot.view?.rows ?? []) : []
      const rows: ConversationRow[] = [...before, ...page.rows].sort(compareRows(page.view))
      const ownMarks = new Map(snapshot.ownMarks)
      for (const row of page.rows) ownMarks.set(row.id, page.marks[row.id] ?? 0)
      const isShown = snapshot.view?.view === page.view
      const view = isShown ? { store: page.store, view: page.view, rows, stale: false } : snapshot.view
      set({ view, calls: withPage(page), counts: page.counts, ownMarks })
    },
    send(conversation, text, unlessAfter) {
      ask('send', conversation, text, unlessAfter)
      return write('message', conversation, text, unlessAfter)
    },
    addNote(conversation, text) {
      ask('addNote', conversation, text)
      return write('note', conversation, text)
    },
    retry: (clientId) => ask('retry', clientId),
    remove(clientId) {
      ask('remove', clientId)
      const found = snapshot.pending.find((message) => message.clientId === clientId)
      set({ pending: snapshot.pending.filter((message) => message !== found) })
      return found?.text ?? ''
    },
    read: (conversation, seq) => ask('read', conversation, seq),
    typing: (conversation, on) => ask('typing', conversation, on),
    fetchEarlier: (conversation) => ask('fetchEarlier', conversation),
    close: () => ask('close'),
  }
}

/** A device that keeps things for as long as the page lives. */
export function memoryDevice(): Device<AgentKept> {
  let kept: AgentKept = NOTHING_KEPT_FOR_AGENT
  return {
    read: () => kept,
    update(change) {
      kept = change(kept)
      return kept
    },
    onChange: () => () => undefined,
    alone: (work) => work(),
  }
}
