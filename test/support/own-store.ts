import type { MeBody, StoreId } from '@shopbell/protocol'
import type { BuiltServer } from './built-server'

/** The owner of a store that was just opened, with a signed-in session. */
export interface Owner {
  readonly store: StoreId
  readonly cookie: string
}

/** Goes through the first run over HTTP, as the console's form does, and allows `sites`. */
export async function openOwnStore(
  server: BuiltServer,
  answers: { storeName: string; address: string; password: string; sites: readonly string[] },
): Promise<Owner> {
  const code = new URL(server.link('/start/')).pathname.split('/').at(-1)
  const { storeName, address, password } = answers
  const first = await post(server, '/v1/console/first-run', { code, storeName, address, password }, '')
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const me: MeBody = await (await fetch(`${server.origin}/v1/console/me`, { headers: { cookie } })).json()
  const store = me.memberships[0]?.store.id
  if (store === undefined) throw new Error('The first run made no store')
  for (const origin of answers.sites)
    await post(server, `/v1/console/stores/${store}/sites`, { origin }, cookie)
  return { store, cookie }
}

async function post(server: BuiltServer, path: string, body: unknown, cookie: string): Promise<Response> {
  const answer = await fetch(server.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin, cookie },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}
