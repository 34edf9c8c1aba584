import { Connection, type Memory, newClientId } from './connection'
import type { Ack, Log } from './frames'

/** A shopper's client: one store, one token, and the conversation that was begun last. */
export class VisitorClient {
  readonly connection: Connection

  constructor(
    store: { server: string; id: string; site: string },
    memory: Memory = { token: null, logs: new Map() },
  ) {
    const address = `${store.server}/v1/stores/${store.id}/socket`
    this.connection = new Connection({ address, headers: { origin: store.site } }, memory)
  }

  /** Says something; comes back when it is stored. The same `clientId` is the same message. */
  says(text: string, clientId = newClientId()): Promise<Ack> {
    return this.connection.deliver({ type: 'message.send', clientId, text, page: null })
  }

  /** Has read everything there is. */
  reads(): void {
    this.connection.send({ type: 'read', conversation: this.#conversation, seq: this.log.entries.length })
  }

  types(): void {
    this.connection.send({ type: 'typing', conversation: this.#conversation, on: true })
  }

  /** The log in the shopper's own numbers, from the first entry without a gap. */
  get log(): Log {
    return this.connection.memory.logs.get(this.#conversation) ?? { epoch: '', entries: [] }
  }

  get #conversation(): string {
    return [...this.connection.memory.logs.keys()].at(-1) ?? ''
  }
}
