import {
  type Client,
  type ClientOptions,
  openClient,
  type RunPrepared,
  runPreparedOn,
} from '@shopbell/database'

/** The connection died, or is treated as dead because it did not answer in time. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

/** Longer than the statement timeout: only a connection that no longer answers takes this long. */
const ANSWER_WITHIN_MS = 7_000

/**
 * One connection, for transactions. A client reconnects by itself when it is cut, and would run the rest of a
 * transaction outside of it: so the first cut ends this one for good, and nothing is sent on it any more.
 */
export class SingleConnection {
  /** For drizzle. It throws once the connection is lost. */
  readonly client: Client
  /** Runs a prepared statement. Rejects with `ConnectionLost` where the connection does not answer in time. */
  readonly run: RunPrepared
  readonly #plain: Client
  /** Of whoever waits for an answer. */
  readonly #losers = new Set<(error: ConnectionLost) => void>()
  #lost: ConnectionLost | undefined

  constructor(url: string, options: Omit<ClientOptions, 'max' | 'maxLifetimeSeconds' | 'onClose'>) {
    this.#plain = openClient(url, {
      ...options,
      max: 1,
      maxLifetimeSeconds: null,
      onClose: () => this.giveUp('the connection was closed'),
    })
    this.client = this.#guarded(this.#plain)
    const run = runPreparedOn(this.client)
    this.run = (text, params) => this.#inTime(() => run(text, params))
  }

  /** Why it is of no use any more; undefined while it is. */
  get lost(): ConnectionLost | undefined {
    return this.#lost
  }

  /** Ends the transaction. Throws where a `commit` was answered by a rollback, which Postgres does without an error. */
  async finish(how: 'commit' | 'rollback'): Promise<void> {
    const answer = await this.#inTime(() => this.client.unsafe(how).execute())
    if (how === 'commit' && answer.command === 'ROLLBACK') {
      throw new Error('a statement of the transaction had failed and was ignored')
    }
  }

  /**
   * What `work` comes to, or the loss of the connection if that is first. A race against one promise of the loss would
   * keep every answer in memory for as long as the connection lives.
   */
  async orLost<T>(work: Promise<T>): Promise<T> {
    let lose: (error: ConnectionLost) => void = () => {}
    const lost = new Promise<never>((_, reject) => {
      lose = reject
    })
    this.#losers.add(lose)
    if (this.#lost !== undefined) lose(this.#lost)
    try {
      return await Promise.race([work, lost])
    } finally {
      this.#losers.delete(lose)
    }
  }

  /** Calls the connection lost. */
  giveUp(why: string): void {
    if (this.#lost !== undefined) return
    this.#lost = new ConnectionLost(why)
    for (const lose of this.#losers) lose(this.#lost)
    // `end` itself may never settle on a broken connection, and nothing waits for it.
    void this.#plain.end({ timeout: 0 }).catch(() => {})
  }

  async end(): Promise<void> {
    this.#lost ??= new ConnectionLost('the server stops')
    await this.#plain.end({ timeout: 1 })
  }

  async #inTime<T>(ask: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.giveUp('a statement did not answer in time'), ANSWER_WITHIN_MS)
    try {
      return await this.orLost(ask())
    } finally {
      clearTimeout(timer)
    }
  }

  /** What is still asked for when the connection is gone goes nowhere. */
  #guarded(client: Client): Client {
    return new Proxy(client, {
      get: (target, key, receiver) => {
        if (key === 'begin') throw new Error('there is one way to open a transaction, and this is not it')
        if (key === 'unsafe' && this.#lost !== undefined) throw this.#lost
        return Reflect.get(target, key, receiver)
      },
    })
  }
}
