import { BYES } from '@shopbell/protocol'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { House, type Shopper } from './support/house'
import { bytesOf, OPCODE, type RawFrame, type RawSocket } from './support/raw-socket'

const PONG = '{"type":"pong"}'
const HELLO = '{"type":"hello","versions":[1],"token":null,"resume":[]}'

let house: House
let shopper: Shopper
beforeAll(async () => {
  house = await House.open()
  shopper = await house.shopper()
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

const knocks = () => house.knocksByHand()
const visits = () => house.visitsByHand(shopper.token)

/** Still there: a bad frame is refused, and the one after it is read. */
async function goesOn(socket: RawSocket): Promise<void> {
  await socket.saysText(`{"type":"fetch","conversation":"${shopper.conversation}","after":0,"limit":1}`)
  await socket.hears('page')
  socket.leaves()
}

describe('What breaks the protocol closes the socket with its code, and harms nobody', () => {
  const broken: readonly (readonly [name: string, code: number, frames: readonly RawFrame[]])[] = [
    ['the first reserved bit, as of a compression nobody agreed on', 1002, [text({ reserved: 4 })]],
    ['the second reserved bit', 1002, [text({ reserved: 2 })]],
    ['the third reserved bit', 1002, [text({ reserved: 1 })]],
    ['all reserved bits', 1002, [text({ reserved: 7 })]],
    ['a frame without a mask', 1002, [text({ masked: false })]],
    ['an opcode of data that is none', 1002, [{ opcode: 3, payload: PONG }]],
    ['an opcode of control that is none', 1002, [{ opcode: 11 }]],
    ['a continuation of nothing', 1002, [{ opcode: OPCODE.continuation, payload: PONG }]],
    ['a message inside a message', 1002, [text({ fin: false }), text({})]],
    ['a ping in pieces', 1002, [{ opcode: OPCODE.ping, fin: false }]],
    ['a ping of 126 bytes', 1002, [{ opcode: OPCODE.ping, payload: 'x'.repeat(126) }]],
    ['a close of one byte', 1002, [{ opcode: OPCODE.close, payload: 'x' }]],
    ['a close with a code that may not be sent', 1002, [{ opcode: OPCODE.close, payload: '\x03\xed' }]],
    ['a text that is not UTF-8', 1007, [{ opcode: OPCODE.text, payload: Buffer.from([0xc3, 0x28]) }]],
    [
      'half a character at the end',
      1007,
      [{ opcode: OPCODE.text, payload: Buffer.from([0x22, 0xf0, 0x9f]) }],
    ],
    ['a frame that claims 65,537 bytes', 1009, [text({ claims: 65_537n })]],
    ['a frame that claims 4 GiB', 1009, [text({ claims: 4_294_967_296n })]],
    ['a frame that claims more than there are numbers for', 1009, [text({ claims: 2n ** 63n })]],
    ['a frame that claims everything', 1009, [text({ claims: 2n ** 64n - 1n })]],
    [
      'pieces that are too long together',
      1009,
      [
        text({ payload: 'x'.repeat(40_000), fin: false }),
        { opcode: OPCODE.continuation, payload: 'x'.repeat(40_000), fin: false },
      ],
    ],
  ]

  test.each(broken)('%s: %i', async (_name, code, frames) => {
    for (const open of [knocks, visits]) {
      const socket = await open()
      await socket.writes(Buffer.concat(frames.map(bytesOf)))
      // RFC 6455 lets who cannot read a length say 1002 or 1009.
      expect(code === 1009 ? [1002, 1009] : [code]).toContain(await socket.closed)
    }
  })

  test('a binary frame is told good-bye', async () => {
    const socket = await visits()
    await socket.says({ opcode: OPCODE.binary, payload: PONG })
    expect(JSON.parse(await socket.hears('bye'))).toEqual({ type: 'bye', code: 'protocol_error' })
    expect(await socket.closed).toBe(BYES.protocol_error.closeCode)
  })

  test('a binary frame in pieces is told good-bye too', async () => {
    const socket = await visits()
    await socket.says({ opcode: OPCODE.binary, payload: PONG, fin: false })
    await socket.says({ opcode: OPCODE.continuation })
    expect(await socket.closed).toBe(BYES.protocol_error.closeCode)
  })

  test('a line that is cut in the middle of a frame is forgotten', async () => {
    for (let at = 0; at < 30; at += 1) {
      const socket = await visits()
      await socket.writes(bytesOf(text({ payload: 'x'.repeat(1_000) })).subarray(0, 3 + at * 30))
      socket.leaves()
    }
  })
})

describe('What can be read is answered, however it comes', () => {
  test('a frame byte by byte is one frame', async () => {
    const socket = await visits()
    for (const byte of bytesOf(text({ payload: '{}' }))) await socket.writes(Buffer.from([byte]))
    await socket.hears('refused')
    await goesOn(socket)
  })

  test('a frame in a piece for each character is one frame', async () => {
    const socket = await visits()
    const pieces = [...HELLO].map((payload, at) => ({
      opcode: at === 0 ? OPCODE.text : OPCODE.continuation,
      payload,
      fin: at === HELLO.length - 1,
    }))
    await socket.writes(Buffer.concat(pieces.map(bytesOf)))
    expect(JSON.parse(await socket.hears('refused'))).toMatchObject({ code: 'invalid', frame: 'hello' })
    await goesOn(socket)
  })

  test('a ping between the pieces is answered, and the message is read', async () => {
    const socket = await visits()
    await socket.says(text({ payload: '{"type":', fin: false }))
    await socket.says({ opcode: OPCODE.ping, payload: 'there?' })
    await socket.says({ opcode: OPCODE.continuation, payload: '"attic"}' })
    expect(JSON.parse(await socket.hears('refused'))).toMatchObject({ code: 'invalid', frame: 'attic' })
    await goesOn(socket)
  })

  const unread: readonly (readonly [name: string, code: string, payload: string])[] = [
    ['no JSON', 'not_json', 'hello there'],
    ['nothing', 'not_json', ''],
    ['spaces', 'not_json', '  \n '],
    ['NUL', 'not_json', '\0'],
    ['a mark of byte order before it', 'not_json', `\ufeff${PONG}`],
    ['two objects', 'not_json', PONG + PONG],
    ['two objects on two lines', 'not_json', `${PONG}\n${PONG}`],
    ['an object with a comma too many', 'not_json', '{"type":"pong",}'],
    ['a comment', 'not_json', `${PONG}/* please */`],
    ['NaN', 'not_json', '{"type":"read","seq":NaN}'],
    ['a list of frames', 'invalid', `[${PONG},${PONG}]`],
    ['null', 'invalid', 'null'],
    ['a nest of 30,000 lists', 'invalid', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['a nest of 10,000 objects', 'invalid', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['half a nest', 'not_json', '['.repeat(60_000)],
    ['a number with 60,000 digits', 'invalid', `{"type":"read","seq":${'9'.repeat(60_000)}}`],
    ['10,000 fields', 'invalid', JSON.stringify(Object.fromEntries(manyFields()))],
    ['the same field twice', 'invalid', '{"type":"pong","type":"attic"}'],
    ['a frame as its own text', 'invalid', JSON.stringify(PONG)],
    ['a poisoned pong', 'invalid', '{"type":"pong","__proto__":{"isWelcomed":true}}'],
    ['a second hello', 'invalid', HELLO],
  ]

  test.each(unread)('%s is refused as %s', async (_name, code, payload) => {
    const socket = await visits()
    await socket.saysText(payload)
    const frame: unknown = JSON.parse(await socket.hears('refused'))
    expect(frame).toMatchObject({ code })
    house.wary.refused(Object(frame))
    await goesOn(socket)
  })

  test.each([
    ['a pong', PONG],
    ['a message', '{"type":"message.send","clientId":"0123456789abcdefgh","text":"Hi","page":null}'],
    ['a session', '{"type":"visitor.begin"}'],
    ['no JSON', 'GET / HTTP/1.1'],
    ['nothing', ''],
    ['two hellos in one', HELLO + HELLO],
  ])('%s before hello is told good-bye', async (_name, payload) => {
    const socket = await knocks()
    await socket.saysText(payload)
    expect(JSON.parse(await socket.hears('bye'))).toEqual({ type: 'bye', code: 'protocol_error' })
    expect(await socket.closed).toBe(BYES.protocol_error.closeCode)
  })

  test('nothing that comes behind a good-bye is done', async () => {
    const socket = await knocks()
    const rest = [HELLO, '{"type":"visitor.begin"}'].map((payload) => bytesOf(text({ payload })))
    await socket.writes(Buffer.concat([bytesOf(text({ payload: PONG })), ...rest]))
    await socket.hears('bye')
    expect(await socket.closed).toBe(BYES.protocol_error.closeCode)
    expect(socket.heard.map(({ opcode }) => opcode)).toEqual([OPCODE.close])
  })
})

test('in the end the memory is back', () => house.memoryComesBack())

function text(frame: Omit<RawFrame, 'opcode'>): RawFrame {
  return { opcode: OPCODE.text, payload: PONG, ...frame }
}

function manyFields(): readonly (readonly [string, number])[] {
  return Array.from({ length: 5_000 }, (_, at) => [`f${at}`, at] as const)
}
