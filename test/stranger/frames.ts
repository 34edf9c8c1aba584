/** The frames that these clients read, written down from the page; fields they do not look at are left out. */
export type Frame =
  | { type: 'welcome'; epoch: string; heads: readonly Head[]; visitor?: string | null }
  | { type: 'begun'; token: string }
  | ({ type: 'ack' } & Ack)
  | ({ type: 'entries' | 'page' } & Page)
  | { type: 'opened'; epoch: string; head: Head }
  | { type: 'reset'; conversation: string }
  | { type: 'marks'; conversation: string; visitor: number; team: number }
  | { type: 'typing'; conversation: string; who: string; on: boolean }
  | { type: 'row'; in: boolean; row: Row }
  | { type: 'ping'; heads: readonly Head[]; view?: { digest: string } }
  | { type: 'refused'; code: string; frame?: string; clientId?: string; retryAfterMs?: number }
  | { type: 'bye'; code: string; retryAfterMs?: number }

export type Head = { conversation: string; seq: number }
export type Ack = Head & { clientId: string; at: number }
export type Page = { conversation: string; epoch: string; entries: readonly Entry[]; head?: number }
export type Entry = { seq: number; kind: string; clientId: string; body: { text?: string; to?: string } }
export type Log = { readonly epoch: string; readonly entries: Entry[] }
export type Message = {
  type: 'message.send' | 'note.add'
  clientId: string
  text: string
  conversation?: string
  page?: null
}
export type Row = {
  id: string
  version: number
  head: number
  standing: { sinceMs?: number }
  last: { at: number } | null
  openedAt: number
}
