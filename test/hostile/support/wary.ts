import { BYES, REFUSALS } from '@shopbell/protocol'
import { expect } from 'vitest'
import type { Answer } from './ask'
import type { Caller, Frame } from './caller'

/** What a stack, a path, a statement or a value of the database looks like in an answer. */
const TELLTALE =
  /\bat .+:\d+:\d+|node_modules|\/(tmp|home|root|usr|work)\/|\.(ts|mjs|js):\d|\b(select|insert into|update) .+ (from|values|set)\b|relation "|violates|syntax error|invalid (byte|input)|\bpostgres|out of range for|Error:|ECONN|zod|fastify/i
const SENTENCE = /^[A-Z/#].{4,200}\.$/s

/** Looks at every answer: that it is a refusal in the stated words, and tells nothing it should not. */
export class Wary {
  readonly #secrets: readonly string[]

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.filter((secret) => secret !== '')
  }

  tellsNothing(text: string): void {
    expect(text).not.toMatch(TELLTALE)
    for (const secret of this.#secrets) expect(text.includes(secret), 'a secret was told').toBe(false)
  }

  /** A frame that says no, with a code of the closed list and a plain sentence. */
  refused(frame: Frame, code?: string): void {
    this.tellsNothing(JSON.stringify(frame))
    expect(frame.type).toBe('refused')
    expect(Object.keys(REFUSALS)).toContain(frame.code)
    expect(frame.message).toMatch(SENTENCE)
    expect(frame.code).not.toBe('busy')
    if (code !== undefined) expect(frame.code, JSON.stringify(frame)).toBe(code)
  }

  /** Says something and is refused. */
  async isRefused(socket: Caller, said: object | string, code?: string): Promise<Frame> {
    socket.says(said)
    const frame = await socket.hears('refused')
    this.refused(frame, code)
    return frame
  }

  /** Says something and is told good-bye. */
  async isSentAway(socket: Caller, said: object | string, code: keyof typeof BYES): Promise<void> {
    socket.says(said)
    expect(await socket.hears('bye')).toEqual({ type: 'bye', code })
    expect(await socket.closed).toBe(BYES[code].closeCode)
  }

  /** An HTTP answer that says no: a status from 400 to 499 with its code and sentence. */
  refusedAnswer(answer: Answer, expected: { readonly status?: number; readonly code?: string } = {}): void {
    const { status, text } = answer
    this.tellsNothing(text)
    expect(status, text).toBeGreaterThanOrEqual(400)
    expect(status, text).toBeLessThan(500)
    const body: unknown = JSON.parse(text)
    expect(body).toMatchObject({ message: expect.stringMatching(SENTENCE) })
    expect(Object.keys(REFUSALS)).toContain(Object(body).code)
    if (expected.status !== undefined) expect(status, text).toBe(expected.status)
    if (expected.code !== undefined) expect(Object(body).code, text).toBe(expected.code)
  }
}
