import { Client, type Row } from './client'

/** An agent's client: what every client does, and one view of a store's list as it is known. */
export function openAgent({ server, store, headers }: Session) {
  const rows = new Map<string, Row>()
  let view = 'all'
  const client = new Client({ address: `${server}/v1/console/socket`, headers })
  client.changes.on('change', (frame) => {
    // What `hello` names is open again after a cut; a view has to be watched again.
    if (frame?.type === 'welcome') client.send({ type: 'view.watch', store, view })
    if (frame?.type === 'row' && frame.view === view) place(frame.row, frame.in)
    if (frame?.type !== 'ping' || frame.view?.view !== view) return
    // While the server is away this fails; the next ping asks again.
    if (frame.view.digest !== digestOf([...rows.values()], view)) lists().catch(() => undefined)
  })

  /** Of two states of one row the newer is kept. */
  function place(row: Row, belongs: boolean): void {
    if ((rows.get(row.id)?.version ?? 0) > row.version) return
    if (belongs) rows.set(row.id, row)
    else rows.delete(row.id)
  }

  /** Fetches the first page of the view and forgets every other row. */
  async function lists(): Promise<readonly Row[]> {
    const page: { rows: readonly Row[] } = await (await asks('GET', `?view=${view}`)).json()
    for (const id of rows.keys()) if (!page.rows.some((row) => row.id === id)) rows.delete(id)
    for (const row of page.rows) place(row, true)
    return page.rows
  }

  async function asks(method: 'GET' | 'POST', path: string): Promise<Response> {
    const address = `${server}/v1/console/stores/${store}/conversations${path}`
    const answer = await fetch(address, { method, headers })
    if (!answer.ok) throw new Error(await answer.text())
    return answer
  }

  return {
    client,
    rows,
    watches(next: string): Promise<readonly Row[]> {
      view = next
      client.send({ type: 'view.watch', store, view })
      return lists()
    },
    claims: (conversation: string) => asks('POST', `/${conversation}/claim`),
    closes: (conversation: string) => asks('POST', `/${conversation}/close`),
  }
}

type Session = { server: string; store: string; headers: { origin: string; cookie: string } }

/** Signs in; the session is for the first store that the agent belongs to. */
export async function signIn(server: string, address: string, password: string): Promise<Session> {
  const answer = await fetch(`${server}/v1/console/sign-in`, {
    method: 'POST',
    headers: { origin: server, 'content-type': 'application/json' },
    body: JSON.stringify({ address, password }),
  })
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0])
  const headers = { origin: server, cookie: cookies.join('; ') }
  const me: { memberships: readonly { store: { id: string } }[] } = await (
    await fetch(`${server}/v1/console/me`, { headers })
  ).json()
  return { server, store: me.memberships[0]?.store.id ?? '', headers }
}

/** 32-bit FNV-1a, in hexadecimal, of the first 50 rows in the view's order. */
export function digestOf(rows: readonly Row[], view: string): string {
  const late = (row: Row) =>
    (view === 'mine' || view === 'all' ? row.lateAt : null) ?? Number.MAX_SAFE_INTEGER
  const place = (row: Row) =>
    view === 'waiting'
      ? (row.standing.sinceMs ?? 0)
      : row.lateAt === null
        ? -(row.last?.at ?? row.openedAt)
        : 0
  const inOrder = rows.toSorted((a, b) => late(a) - late(b) || place(a) - place(b) || (a.id < b.id ? -1 : 1))
  const lines = inOrder.slice(0, 50).map((row) => `${row.id}:${row.version}\n`)
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(lines.join(''))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
