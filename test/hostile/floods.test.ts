import { BYES, type ByeCode } from '@shopbell/protocol'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askRaw } from './support/ask'
import { House, type Shopper } from './support/house'
import { bytesOf, OPCODE, type RawFrame, type RawSocket } from './support/raw-socket'

/** Each is more than those need who chat on, and little for a flood. */
const FRAMES = 400
const SOCKETS = 40
/** Both bystanders and our shopper. */
const CHATTING = 3
/** Pings at a time that are all answered. */
const PINGS = 25
const IDLE = 300
const MIB = 1_048_576

let house: House
let shopper: Shopper
/** Connections that ask for nothing, beside everything else here. */
let idle: readonly Promise<string>[]
beforeAll(async () => {
  house = await House.open({
    FRAMES_PER_TEN_SECONDS: String(FRAMES),
    SOCKETS_PER_ADDRESS: String(SOCKETS),
    // Whoever is let in here stays until it leaves.
    HELLO_MS: '120000',
  })
  shopper = await house.shopper()
  idle = Array.from({ length: IDLE }, () => askRaw(house.origin, ''))
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

const knocks = () => house.knocksByHand()
const visits = () => house.visitsByHand(shopper.token)

/** The flood comes in, and meanwhile two people chat. */
async function whileOthersChat(flood: Promise<unknown>): Promise<void> {
  await Promise.all([flood, house.bystanders.goOn()])
}

describe('A flood ends its own socket, and nobody else hears of it', () => {
  const fetch = () => `{"type":"fetch","conversation":"${shopper.conversation}","after":0,"limit":200}`
  const floods: readonly (readonly [name: string, frame: () => RawFrame])[] = [
    ['frames', () => ({ opcode: OPCODE.text, payload: '{"type":"pong"}' })],
    ['empty frames', () => ({ opcode: OPCODE.text })],
    ['fetches', () => ({ opcode: OPCODE.text, payload: fetch() })],
    ['pongs that nobody asked for', () => ({ opcode: OPCODE.pong, payload: 'x' })],
  ]

  test.each(floods)('of %s', async (_name, frame) => {
    const socket = await visits()
    await whileOthersChat(socket.writes(times(FRAMES + 100, frame())))
    expect(await goodByeTo(socket)).toBe('flooding')
    expect(await socket.closed).toBe(BYES.flooding.closeCode)
  })

  test.each(floods)('of %s, before it has said hello', async (_name, frame) => {
    const socket = await knocks()
    await whileOthersChat(socket.writes(times(FRAMES + 100, frame())))
    // What is no hello is no flood yet.
    const code = await goodByeTo(socket)
    expect(['flooding', 'protocol_error']).toContain(code)
    expect(await socket.closed).toBe(BYES[code].closeCode)
  })

  test('of pings', async () => {
    for (const open of [knocks, visits]) {
      const socket = await open()
      const burst = times(PINGS, { opcode: OPCODE.ping, payload: 'there?' })
      for (let answered = 0; answered < FRAMES - PINGS; answered += PINGS) {
        await socket.writes(burst)
        await socket.hearsPongs(PINGS)
      }
      await whileOthersChat(socket.writes(burst).then(() => socket.writes(burst)))
      expect(await goodByeTo(socket)).toBe('flooding')
      expect(await socket.closed).toBe(BYES.flooding.closeCode)
    }
  })

  test.each(['', 'there?'])('of pings ("%s") that wait for no answer, without a word', async (payload) => {
    const socket = await visits()
    await whileOthersChat(socket.writes(times(100_000, { opcode: OPCODE.ping, payload })))
    expect(await socket.closed).toBeOneOf([null, BYES.flooding.closeCode])
    expect(sizeOf(socket)).toBeLessThan(MIB)
  })

  test('of pieces that never end', async () => {
    const socket = await visits()
    await socket.says({ opcode: OPCODE.text, fin: false })
    await whileOthersChat(socket.writes(times(200_000, { opcode: OPCODE.continuation, fin: false })))
    expect([1008, 1009]).toContain(await socket.closed)
  })

  test('of pieces of one byte', async () => {
    const socket = await visits()
    const piece = { opcode: OPCODE.continuation, payload: 'x', fin: false }
    await socket.says({ ...piece, opcode: OPCODE.text })
    await whileOthersChat(socket.writes(times(66_000, piece)))
    expect([1008, 1009]).toContain(await socket.closed)
  })

  test('of pings whose answers nobody reads', async () => {
    const socket = await visits()
    socket.stopsReading()
    const ping = { opcode: OPCODE.ping, payload: 'x'.repeat(125) }
    await whileOthersChat(socket.writes(times(256_000, ping)))
    socket.readsAgain()
    await socket.closed
    expect(sizeOf(socket)).toBeLessThan(MIB)
  })

  test('of fetches whose answers nobody reads', async () => {
    const socket = await visits()
    socket.stopsReading()
    await whileOthersChat(socket.writes(times(FRAMES + 100, { opcode: OPCODE.text, payload: fetch() })))
    socket.readsAgain()
    expect([BYES.flooding.closeCode, BYES.too_slow.closeCode, null]).toContain(await socket.closed)
  })

  test('of what comes behind a good-bye is not even looked at', async () => {
    const socket = await visits()
    await socket.says({ opcode: OPCODE.binary })
    await whileOthersChat(socket.writes(times(100_000, { opcode: OPCODE.text, payload: fetch() })))
    expect(await socket.closed).not.toBe(1000)
    expect(sizeOf(socket)).toBeLessThan(MIB)
  })
})

describe('A flood of connections', () => {
  test('beyond what one address may have is not let in, however many come at once', async () => {
    // The list of sites is read anew by the first of them, and all others wait with it.
    await house.accepts(async () => {
      const body = '{"origin":"https://new.example.com"}'
      await house.asks('owner', { method: 'POST', path: house.at('sites'), body })
    })
    const doors = await Promise.allSettled(Array.from({ length: 4 * SOCKETS }, knocks))
    const inside = doors.flatMap((door) => (door.status === 'fulfilled' ? [door.value] : []))
    const outside = doors.flatMap((door) => (door.status === 'rejected' ? [String(door.reason)] : []))
    // Those who were cut right behind the door have no place either.
    const staying: RawSocket[] = []
    for (const socket of inside) if (await isThere(socket)) staying.push(socket)
    expect(staying.length).toBe(SOCKETS - CHATTING)
    // Now that it is full, whoever comes is told so at the door.
    const late = await knocks().then(() => 'was let in', String)
    expect(late).toContain('HTTP/1.1 429')
    for (const reason of [...outside, late]) house.wary.tellsNothing(reason.replace(/^Error: /, ''))
    await house.bystanders.goOn()

    for (const socket of staying) socket.leaves()
    await Promise.all(staying.map(({ closed }) => closed))
    await expect.poll(isLetIn, { timeout: 60_000 }).toBe(true)
  })
})

test('a flood of sign-ins costs ten hashes, and is refused beyond', async () => {
  const body = JSON.stringify({ address: 'somebody@example.com', password: 'a guess' })
  const tries = Array.from({ length: 30 }, () =>
    house.asks('nobody', { method: 'POST', path: '/v1/console/sign-in', body }),
  )
  await whileOthersChat(Promise.all(tries))
  const answers = await Promise.all(tries)
  for (const { status, text } of answers) {
    house.wary.tellsNothing(text)
    // A machine that is too slow to count them all in time says that it is busy.
    expect(status).toBeOneOf([401, 429, 503])
  }
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10)
})

test('connections that ask for nothing are cut, all of them', async () => {
  for (const line of idle) expect(await line).toMatch(/^HTTP\/1\.1 408 /)
})

test('in the end the memory is back', () => house.memoryComesBack())

async function isLetIn(): Promise<boolean> {
  const socket = await knocks().catch(() => null)
  socket?.leaves()
  return socket !== null
}

/** Whether a socket that said nothing is answered. */
async function isThere(socket: RawSocket): Promise<boolean> {
  await socket.says({ opcode: OPCODE.ping })
  return socket.hearsPongs(1).then(
    () => true,
    () => false,
  )
}

/** What a good-bye is called. */
async function goodByeTo(socket: RawSocket): Promise<ByeCode> {
  return JSON.parse(await socket.hears('bye')).code
}

function times(count: number, frame: RawFrame): Buffer {
  return Buffer.alloc(bytesOf(frame).length * count, bytesOf(frame))
}

function sizeOf({ heard }: RawSocket): number {
  return heard.reduce((sum, { payload }) => sum + payload.length, 0)
}
