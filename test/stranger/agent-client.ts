import { Connection, newClientId } from './connection'
import type { Ack, Entry, Frame, Message, Row } from './frames'

/** An agent's client: a session, the conversations that are open in it, and one view of a store's list. */
export class AgentClient {
  readonly connection: Connection
  /** The watched view as it is known, by id, and its digest as the last ping gave it. */
  readonly rows = new Map<string, Row>()
  pinged = ''
  readonly #session: Session
  #view = 'all'

  constructor(session: Session) {
    this.#session = session
    const { server, cookie } = session
    const address = `${server}/v1/console/socket`
    const hear = (frame: Frame) => this.#hear(frame)
    this.connection = new Connection(
      { address, headers: { origin: server, cookie }, hear },
      { token: null, logs: new Map() },
    )
  }

  watches(view: string): void {
    this.#view = view
    this.connection.send({ type: 'view.watch', store: this.#session.store, view })
  }

  /** Fetches the watched view's first page. Of two states of one row the newer is kept. */
  async lists(): Promise<readonly Row[]> {
    const { server, store, cookie } = this.#session
    const path = `/v1/console/stores/${store}/conversations?view=${this.#view}`
    const page: { rows: readonly Row[] } = await (await fetch(server + path, { headers: { cookie } })).json()
    const known = new Map(this.rows)
    this.rows.clear()
    for (const row of page.rows) {
      const before = known.get(row.id)
      this.rows.set(row.id, before !== undefined && before.version > row.version ? before : row)
    }
    return page.rows
  }

  opens(conversation: string): void {
    this.connection.send({ type: 'conversation.open', conversation })
  }

  claims(conversation: string): Promise<void> {
    return this.#post(`conversations/${conversation}/claim`)
  }

  closes(conversation: string): Promise<void> {
    return this.#post(`conversations/${conversation}/close`)
  }

  replies(conversation: string, text: string): Promise<Ack> {
    return this.#says('message.send', conversation, text)
  }

  notes(conversation: string, text: string): Promise<Ack> {
    return this.#says('note.add', conversation, text)
  }

  reads(conversation: string): void {
    this.connection.send({ type: 'read', conversation, seq: this.log(conversation).length })
  }

  types(conversation: string): void {
    this.connection.send({ type: 'typing', conversation, on: true })
  }

  log(conversation: string): readonly Entry[] {
    return this.connection.memory.logs.get(conversation)?.entries ?? []
  }

  /** The digest of the rows known. */
  get digest(): string {
    return digestOf([...this.rows.values()], this.#view)
  }

  #says(type: Message['type'], conversation: string, text: string): Promise<Ack> {
    return this.connection.deliver({ type, clientId: newClientId(), conversation, text })
  }

  async #post(path: string): Promise<void> {
    const { server, store, cookie } = this.#session
    const headers = { origin: server, cookie }
    const answer = await fetch(`${server}/v1/console/stores/${store}/${path}`, { method: 'POST', headers })
    if (!answer.ok) throw new Error(await answer.text())
  }

  #hear(frame: Frame): void {
    // The conversations that `hello` names are open again; a view has to be watched again.
    if (frame.type === 'welcome') this.watches(this.#view)
    if (frame.type === 'row') this.#place(frame.row, frame.in)
    if (frame.type === 'ping' && frame.view !== undefined) {
      this.pinged = frame.view.digest
      // While the server is away this fails; the next ping asks again.
      if (this.pinged !== this.digest) this.lists().catch(() => undefined)
    }
  }

  #place(row: Row, belongs: boolean): void {
    const known = this.rows.get(row.id)
    if (known !== undefined && known.version > row.version) return
    if (belongs) this.rows.set(row.id, row)
    else this.rows.delete(row.id)
  }
}

export interface Session {
  readonly server: string
  readonly store: string
  readonly cookie: string
}

/** Signs in; the session is for the first store that the agent belongs to. */
export async function signIn(server: string, address: string, password: string): Promise<Session> {
  const answer = await fetch(`${server}/v1/console/sign-in`, {
    method: 'POST',
    headers: { origin: server, 'content-type': 'application/json' },
    body: JSON.stringify({ address, password }),
  })
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0])
  const cookie = cookies.join('; ')
  const me: { memberships: readonly { store: { id: string } }[] } = await (
    await fetch(`${server}/v1/console/me`, { headers: { cookie } })
  ).json()
  return { server, store: me.memberships[0]?.store.id ?? '', cookie }
}

/** 32-bit FNV-1a, in hexadecimal, of the first 50 rows in the view's order. */
export function digestOf(rows: readonly Row[], view: string): string {
  const place = (row: Row) =>
    view === 'waiting' ? (row.standing.sinceMs ?? 0) : -(row.last?.at ?? row.openedAt)
  const inOrder = rows.toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1))
  const lines = inOrder.slice(0, 50).map((row) => `${row.id}:${row.version}\n`)
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(lines.join(''))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
