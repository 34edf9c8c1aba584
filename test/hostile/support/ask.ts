import { request } from 'node:http'
import { connect } from 'node:net'

/** What came back, as it came. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface Question {
  readonly method?: string
  /** As it stands in the request's first line: nothing is tidied on the way. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Of this computer's own addresses the one to ask from. */
  readonly from?: string
}

const PATIENCE_MS = 60_000
const HEAVY = 1_000_000
const DRIP_EVERY_MS = 500

/** Asks over a connection of its own. Never throws for an answer, whatever its status. */
export function ask(
  origin: string,
  { method = 'GET', path, headers = {}, body, from }: Question,
): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  // Node says the length by itself for some methods only.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...length, ...headers },
        ...(from === undefined ? {} : { localAddress: from, family: 4 }),
        agent: false,
        timeout: PATIENCE_MS,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        const done = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          })
        response.once('end', done)
        // A body that was refused half-way: the answer is there, the line is not.
        response.once('error', done)
      },
    )
    asking.on('error', reject)
    asking.once('timeout', () => asking.destroy(new Error(`No answer to ${method} ${path.slice(0, 100)}`)))
    if (body === undefined || body.length < HEAVY) asking.end(body)
    else {
      // It is refused by the length it names. Were it on its way by then, the line could break before the answer is read.
      asking.flushHeaders()
      asking.once('response', () => asking.end(body))
    }
  })
}

/**
 * Writes these bytes on a line of its own, then `drip` again and again if there is one, and gives everything that
 * comes until the server closes it.
 */
export function askRaw(origin: string, bytes: string | Buffer, drip = ''): Promise<string> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const heard: Buffer[] = []
    const line = connect({ host: hostname, port: Number(port) }, () => line.write(bytes))
    const dripping = drip === '' ? undefined : setInterval(() => line.write(drip), DRIP_EVERY_MS)
    const enough = setTimeout(
      () => line.destroy(new Error('The server neither answers nor closes.')),
      PATIENCE_MS,
    )
    line.on('data', (chunk) => heard.push(chunk))
    line.once('error', (error) => {
      // Closed while we were still writing: what was heard is the answer.
      if ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) return
      reject(error)
    })
    line.once('close', () => {
      clearInterval(dripping)
      clearTimeout(enough)
      resolve(Buffer.concat(heard).toString('latin1'))
    })
  })
}
