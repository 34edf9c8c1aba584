import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from './support/ask'
import { House } from './support/house'

let house: House
beforeAll(async () => {
  house = await House.open()
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

const TURNS = 5

describe('Signing in', () => {
  const signIn = (body: unknown) =>
    house.asks('nobody', { method: 'POST', path: '/v1/console/sign-in', body: JSON.stringify(body) })

  test('tells nobody who has an account', async () => {
    const wrong = await signIn({ address: house.address, password: 'not the password' })
    const people = [
      'nobody@example.com',
      'kit@example.com',
      'ines@mackerelsky.example',
      'no address',
      '',
      `${'x'.repeat(200)}@example.com`,
    ]
    for (const address of people) {
      const unknown = await signIn({ address, password: 'not the password' })
      expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text])
      expect(headersOf(unknown)).toEqual(headersOf(wrong))
    }
    house.wary.refusedAnswer(wrong, { status: 401, code: 'wrong_credentials' })
  })

  test('with nearly the password, or nothing, is being nobody', async () => {
    for (const password of [
      '',
      ' ',
      `${house.password} `,
      house.password.toUpperCase(),
      house.password.slice(0, -1),
    ]) {
      const answer = await signIn({ address: house.address, password })
      house.wary.refusedAnswer(answer, { status: 401, code: 'wrong_credentials' })
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test('as somebody without a password, by any word, is being nobody', async () => {
    for (const password of ['', 'null', '__proto__'])
      house.wary.refusedAnswer(await signIn({ address: 'kit@example.com', password }), { status: 401 })
  })

  test('gives a cookie that no script reads and no other site sends', async () => {
    const { status, headers } = await signIn({ address: house.address, password: house.password })
    expect(status).toBe(204)
    for (const cookie of [headers['set-cookie']].flat()) expect(cookie).toMatch(/HttpOnly.*SameSite=Lax/)
  })

  test('takes as long for nobody as for somebody: no clock tells who has an account', async () => {
    const took: Record<'known' | 'unknown' | 'withoutPassword', number[]> = {
      known: [],
      unknown: [],
      withoutPassword: [],
    }
    const time = async (address: string) => {
      const from = performance.now()
      const answer = await signIn({ address, password: 'not the password' })
      expect(answer.status).toBe(401)
      return performance.now() - from
    }
    // In turns, so that whatever else this machine does slows all of them.
    for (let turn = 0; turn < TURNS; turn += 1) {
      took.known.push(await time(house.address))
      took.unknown.push(await time(`nobody-${turn}@example.com`))
      took.withoutPassword.push(await time('kit@example.com'))
    }
    // A hash takes a hundred times longer than all the rest: without it a share would be near nothing.
    for (const others of [took.unknown, took.withoutPassword]) {
      const share = medianOf(others) / medianOf(took.known)
      expect(share).toBeGreaterThan(1 / 3)
      expect(share).toBeLessThan(3)
    }
  })
})

test('in the end the memory is back', () => house.memoryComesBack())

function headersOf({ headers }: Answer): readonly string[] {
  return Object.keys(headers).sort()
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
