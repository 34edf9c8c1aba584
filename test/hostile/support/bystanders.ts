import { expect } from 'vitest'
import type { Caller, Frame } from './caller'
import { freshClientId } from './client-ids'

/** What two people who chat with each other hear, and nothing else. */
const OWN_WORDS = new Set(['ack', 'entries', 'standing', 'ping', 'welcome', 'begun', 'opened'])

/** A shopper and an agent in a conversation of their own, who must not notice anything. */
export class Bystanders {
  readonly conversation: string
  readonly #shopper: Caller
  readonly #agent: Caller
  readonly #said: string[] = []
  readonly #read: Frame[] = []

  constructor(shopper: Caller, agent: Caller, conversation: string, greeting: string) {
    this.#shopper = shopper
    this.#agent = agent
    this.conversation = conversation
    this.#said.push(greeting)
  }

  /** Both say something; both hear it; their log is what they said; nothing else has reached them. */
  async goOn(): Promise<void> {
    await this.#says(this.#shopper, this.#agent, { page: null })
    await this.#says(this.#agent, this.#shopper, { conversation: this.conversation })
    this.#read.push(...(await this.log(this.conversation, this.#read.length)))
    expect(textsOf(this.#read)).toEqual(this.#said)
    const heard = [...this.#shopper.takesStock(), ...this.#agent.takesStock()]
    expect(heard.filter((frame) => !this.#isTheirs(frame))).toEqual([])
  }

  /** What stands in a conversation of the store behind a place, as its agent reads it. */
  async log(conversation: string, after = 0): Promise<readonly Frame[]> {
    const entries: Frame[] = []
    for (;;) {
      this.#agent.says({ type: 'fetch', conversation, after: after + entries.length, limit: 200 })
      const page = await this.#agent.hears('page')
      entries.push(...framesIn(page.entries))
      if (page.more !== true) return entries
    }
  }

  leave(): void {
    this.#shopper.leaves()
    this.#agent.leaves()
  }

  async #says(speaker: Caller, hearer: Caller, where: object): Promise<void> {
    const text = `Still here, ${this.#said.length}`
    this.#said.push(text)
    speaker.says({ type: 'message.send', clientId: freshClientId(), text, ...where })
    await speaker.hears('ack')
    for (;;) {
      const { entries } = await hearer.hears('entries')
      if (textsOf(framesIn(entries)).includes(text)) return
    }
  }

  #isTheirs(frame: Frame): boolean {
    if (frame.type === 'page') return true
    if (frame.type !== 'entries') return OWN_WORDS.has(String(frame.type))
    return frame.conversation === this.conversation
  }
}

/** The messages' texts, in order. */
export function textsOf(entries: readonly Frame[]): readonly string[] {
  return entries.flatMap(({ kind, body }) =>
    kind === 'message' && isRecord(body) && typeof body.text === 'string' ? [body.text] : [],
  )
}

function framesIn(value: unknown): readonly Frame[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null
}
