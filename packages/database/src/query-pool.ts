import { type Client, type ClientOptions, openClient } from './clients'

/** The connection died before the answer came. For a query that means: nothing was read. */
export class QueryLost extends Error {
  override readonly name = 'QueryLost'
}

export interface QueryPoolOptions extends ClientOptions {
  /** Prepares every new client for whoever asks through it. */
  readonly prepare: (client: Client) => void
}

const LOOK_EVERY_MS = 1_000
/** Longer than the statement timeout: without a single answer for so long, nobody is at the other end. */
const SILENT_LOOKS = 7

/**
 * Connections for queries, thrown away together at the first sign that one of them broke. A client that reconnects by
 * itself keeps what was asked of it between a connection's error and its end, and may never answer that, nor what is
 * asked after it. Whatever was asked of a client that is thrown away fails.
 */
export class QueryPool {
  /** Asks through it go to the client of the moment. */
  readonly client: Client
  readonly #open: () => Client
  readonly #watch: ReturnType<typeof setInterval>
  #current: Client
  #asked = new Set<(why: QueryLost) => void>()
  #hasAnswered = false
  #silentLooks = 0

  constructor(url: string, { prepare, ...options }: QueryPoolOptions) {
    this.#open = () => {
      const client = openClient(url, { ...options, onClose: () => this.#closed(client) })
      prepare(client)
      return client
    }
    this.#current = this.#open()
    this.client = new Proxy(this.#current, {
      get: (target, key, receiver) => (key === 'unsafe' ? this.#ask : Reflect.get(target, key, receiver)),
    })
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY_MS)
    this.#watch.unref()
  }

  async end(timeoutSeconds: number): Promise<void> {
    clearInterval(this.#watch)
    await this.#current.end({ timeout: timeoutSeconds })
  }

  readonly #ask = (...words: Parameters<Client['unsafe']>): ReturnType<Client['unsafe']> => {
    const query = this.#current.unsafe(...words)
    // It is sent when it is awaited, and until then may still be told how to answer.
    return new Proxy(query, {
      get: (target, key, receiver) => {
        if (key !== 'then') return Reflect.get(target, key, receiver)
        const answer = this.#answerTo(target)
        return answer.then.bind(answer)
      },
    })
  }

  #answerTo<Answer>(query: PromiseLike<Answer>): Promise<Answer> {
    const asked = this.#asked
    return new Promise((resolve, reject) => {
      asked.add(reject)
      const over = () => {
        asked.delete(reject)
        this.#hasAnswered = true
      }
      query.then(
        (answer) => {
          over()
          resolve(answer)
        },
        (error: unknown) => {
          over()
          reject(error)
        },
      )
    })
  }

  #closed(client: Client): void {
    // One that was idle is gone and is opened anew when it is needed.
    if (client === this.#current && this.#asked.size > 0) this.#renew('a connection was closed')
  }

  #look(): void {
    this.#silentLooks = this.#asked.size === 0 || this.#hasAnswered ? 0 : this.#silentLooks + 1
    this.#hasAnswered = false
    if (this.#silentLooks >= SILENT_LOOKS) this.#renew('the database does not answer')
  }

  #renew(why: string): void {
    const [client, asked] = [this.#current, this.#asked]
    this.#current = this.#open()
    this.#asked = new Set()
    this.#silentLooks = 0
    // Its end may never come on a broken connection, and nobody waits for it.
    void client.end({ timeout: 0 }).catch(() => {})
    for (const lose of asked) lose(new QueryLost(why))
  }
}
