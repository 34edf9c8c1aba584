import { once } from 'node:events'
import { createServer } from 'node:http'

/** A shop of one page on an origin of its own, as an owner's is. */
export interface OwnShop extends AsyncDisposable {
  readonly origin: string
  /** From now on every page has these lines at its end. */
  carries(lines: string): void
}

/** Opens a shop for iron pans, without the chat at first. */
export async function openOwnShop(): Promise<OwnShop> {
  let snippet = ''
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="en"><title>Oat & Anvil</title><h1>Iron pans</h1>${snippet}`)
  })
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  const address = shop.address()
  if (address === null || typeof address === 'string') throw new Error('The shop does not listen')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    carries(lines) {
      snippet = lines
    },
    async [Symbol.asyncDispose]() {
      shop.close()
      shop.closeAllConnections()
    },
  }
}
