import { SITE, STORE } from './cast'
import { type FrameSocket, openFrameSocket } from './frame-socket'

const AT_ONCE = 50
const HELLO = { type: 'hello', versions: [1], token: null, resume: [] }

/** Opens so many visitors' sockets without identity, as an opened panel does, and waits for their welcomes. */
export async function openIdlers(
  port: number,
  sockets: number,
  site: { readonly store: string; readonly origin: string } = { store: STORE, origin: SITE },
): Promise<readonly FrameSocket[]> {
  const opened: FrameSocket[] = []
  while (opened.length < sockets) {
    const group = Array.from({ length: Math.min(AT_ONCE, sockets - opened.length) }, async () => {
      const socket = await openFrameSocket({
        port,
        wire: 'plain',
        path: `/v1/stores/${site.store}/socket`,
        headers: { origin: site.origin },
        hear: () => {},
      })
      await socket.asks(HELLO, 'welcome')
      return socket
    })
    opened.push(...(await Promise.all(group)))
  }
  return opened
}
