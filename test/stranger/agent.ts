import { openClient, type Row } from './client'

type Page = { rows: readonly Row[] }

/** An agent's client: what every client does, and one view of a store's list as it is known. */
export function openAgent(console: { server: string; store: string; cookie: string }, view = 'all') {
  const { server, store, cookie } = console
  const headers = { origin: server, cookie }
  const client = openClient(`${server}/v1/console/socket`, headers)
  const rows = new Map<string, Row>()

  client.changes.on('heard', (frame) => {
    if (frame.type === 'welcome') client.send({ type: 'view.watch', store, view })
    if (frame.type === 'row' && frame.view === view) place(frame.row, frame.in)
    if (frame.type !== 'ping' || frame.view === undefined) return
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
    const page: Page = await (await asks('GET', `?view=${view}`)).json()
    for (const id of rows.keys()) if (!page.rows.some((row) => row.id === id)) rows.delete(id)
    for (const row of page.rows) place(row, true)
    return page.rows
  }

  /** Asks for something about the store's conversations, or one of them. */
  async function asks(method: 'GET' | 'POST', path: string): Promise<Response> {
    const answer = await fetch(`${server}/v1/console/stores/${store}/conversations${path}`, {
      method,
      headers,
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer
  }

  return { client, rows, lists, asks }
}

/** Signs in, for the session's cookie. */
export async function signIn(server: string, who: { address: string; password: string }): Promise<string> {
  const headers = { origin: server, 'content-type': 'application/json' }
  const post = { method: 'POST', headers, body: JSON.stringify(who) }
  const { headers: answered } = await fetch(`${server}/v1/console/sign-in`, post)
  return answered
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** 32-bit FNV-1a, in hexadecimal, of the first 50 rows in the view's order. */
export function digestOf(rows: readonly Row[], view: string): string {
  const inOrder = rows.toSorted((a, b) => {
    const [[groupA, timeA], [groupB, timeB]] = [placeIn(view, a), placeIn(view, b)]
    return groupA - groupB || timeA - timeB || (a.id < b.id ? -1 : 1)
  })
  const lines = inOrder.slice(0, 50).map((row) => `${row.id}:${row.version}\n`)
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(lines.join(''))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}

/** Whether a row is among the first of its view, and the time that orders it there. */
function placeIn(view: string, { lateAt, last, openedAt, standing }: Row): [number, number] {
  if (view === 'waiting') return [0, standing.sinceMs ?? 0]
  return view === 'closed' || lateAt === null ? [1, -(last?.at ?? openedAt)] : [0, lateAt]
}
