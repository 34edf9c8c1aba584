import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './support/ask'
import { textsOf } from './support/bystanders'
import type { Caller, Frame } from './support/caller'
import { freshClientId } from './support/client-ids'
import { House, type Shopper } from './support/house'

const NOBODYS = 'conv_0000000000000000'
const HUGE = Number.MAX_SAFE_INTEGER
const clientId = '0123456789abcdefgh'

let house: House
let shopper: Shopper
let stranger: Caller
beforeAll(async () => {
  house = await House.open()
  shopper = await house.shopper()
  stranger = await house.agent('stranger')
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

/** What is nearly an id, and what hides one. */
const nearly = (id: string): readonly string[] => [
  id.toUpperCase(),
  id.replace('conv_', 'CONV_').replace('sto_', 'STO_'),
  `${id} `,
  ` ${id}`,
  `${id}\n`,
  `${id}\0`,
  `${id}\u200b`,
  `${id}/`,
  `${id}%00`,
  id.replace('_', '-'),
  id.replace(/^[a-z]+_/, 'vis_'),
  id.slice(id.indexOf('_') + 1),
  id.normalize('NFKD').replace('o', 'ｏ'),
  `${id},${id}`,
  `${id}' or '1'='1`,
  `${id}${'0'.repeat(200)}`,
  '*',
  '%',
  '',
]

const ofShoppers: Readonly<Record<string, (conversation: string) => object>> = {
  'to fetch': (conversation) => ({ type: 'fetch', conversation, after: 0, limit: 10 }),
  'to fetch backwards': (conversation) => ({ type: 'fetch', conversation, before: 9, limit: 10 }),
  'to mark as read': (conversation) => ({ type: 'read', conversation, seq: 1 }),
  'to type in': (conversation) => ({ type: 'typing', conversation, on: true }),
}
const ofAgents: typeof ofShoppers = {
  ...ofShoppers,
  'to open': (conversation) => ({ type: 'conversation.open', conversation }),
  'to reply to': (conversation) => ({ type: 'message.send', clientId, conversation, text: 'Hi' }),
  'to reply carefully to': (conversation) => ({
    type: 'message.send',
    clientId,
    conversation,
    text: 'Hi',
    unlessAfter: 0,
  }),
  'to note something in': (conversation) => ({ type: 'note.add', clientId, conversation, text: 'Hi' }),
}

describe("A shopper who names somebody else's conversation", () => {
  test.each(Object.entries(ofShoppers))('%s hears that there is none', async (_what, frame) => {
    await answersAlike(shopper.socket, frame, [house.bystanders.conversation, house.foreign.conversation])
  })

  test.each(Object.entries(ofShoppers))('%s, nearly their own, is refused', async (_what, frame) => {
    for (const id of nearly(shopper.conversation))
      await house.wary.isRefused(shopper.socket, frame(id), 'invalid')
  })

  test.each(Object.entries(ofShoppers))('%s, without a session, is refused', async (_what, frame) => {
    const nobody = await house.visits(null)
    const { code } = await house.wary.isRefused(nobody, frame(shopper.conversation))
    expect(['conversation_not_found', 'not_identified']).toContain(code)
    nobody.leaves()
  })
})

describe("An agent who names another store's conversation", () => {
  test.each(Object.entries(ofAgents))('%s hears that there is none', async (_what, frame) => {
    await answersAlike(stranger, frame, [house.bystanders.conversation, shopper.conversation])
  })

  test.each(Object.entries(ofAgents))('%s, nearly their own, is refused', async (_what, frame) => {
    for (const id of nearly(house.foreign.conversation))
      await house.wary.isRefused(stranger, frame(id), 'invalid')
  })

  test('to leave it leaves nothing and says nothing', async () => {
    stranger.says({ type: 'conversation.leave', conversation: shopper.conversation })
    await house.wary.isRefused(stranger, '{}', 'invalid')
  })

  test('to watch its store hears that there is none', async () => {
    const frame = (store: string) => ({ type: 'view.watch', store, view: 'all' })
    const theirs = await house.wary.isRefused(stranger, frame(house.store), 'store_not_found')
    expect(await house.wary.isRefused(stranger, frame('sto_0000000000'))).toEqual(theirs)
    for (const id of nearly(house.store)) await house.wary.isRefused(stranger, frame(id), 'invalid')
  })
})

describe('A place that cannot be', () => {
  const impossible = [-1, -0.5, 0.5, 1e300, -HUGE, HUGE + 1, '0', null, [0], true]

  test.each(['after', 'before'])('%s which to fetch is refused', async (side) => {
    for (const place of impossible) {
      const frame = { type: 'fetch', conversation: shopper.conversation, limit: 10, [side]: place }
      await house.wary.isRefused(shopper.socket, frame, 'invalid')
    }
    for (const limit of [...impossible, 0, 201])
      await house.wary.isRefused(
        shopper.socket,
        { type: 'fetch', conversation: shopper.conversation, limit, [side]: 0 },
        'invalid',
      )
  })

  test('in a first frame closes the socket', async () => {
    for (const after of impossible)
      await house.wary.isSentAway(await house.knocks(), helloAt({ after }), 'protocol_error')
    for (const after of impossible)
      await house.wary.isSentAway(await house.console('owner'), helloAt({ after }), 'protocol_error')
  })

  test.each([2_147_483_647, 2_147_483_648, HUGE])(
    'for it lies beyond the log (%i) finds nothing after it, and everything before it',
    async (place) => {
      for (const socket of [shopper.socket, await house.agent('owner')]) {
        const { conversation } = shopper
        socket.says({ type: 'fetch', conversation, after: place, limit: 10 })
        expect(await socket.hears('page')).toMatchObject({ entries: [], head: 1, more: false })
        socket.says({ type: 'fetch', conversation, before: place, limit: 10 })
        expect(await socket.hears('page')).toMatchObject({ entries: [{ seq: 1 }], head: 1, more: false })
        if (socket !== shopper.socket) socket.leaves()
      }
    },
  )

  test.each([2_147_483_648, HUGE])(
    'and is marked as read (%i) means the end, and loses no mark of others',
    async (seq) => {
      const other = await house.shopper()
      const agent = await house.agent('colleague')
      const { conversation } = other
      agent.says({ type: 'conversation.open', conversation })
      await agent.hears('opened')
      shopper.socket.says({ type: 'read', conversation: shopper.conversation, seq })
      other.socket.says({ type: 'read', conversation, seq: 1 })
      expect(await agent.hears('marks')).toMatchObject({ conversation, visitor: 1 })
      agent.says({ type: 'read', conversation, seq })
      // Their own mark comes first.
      await other.socket.hears('marks')
      expect(await other.socket.hears('marks')).toMatchObject({ conversation, team: 1 })
      agent.leaves()
      other.socket.leaves()
    },
  )

  test('and that a reply waits for is no obstacle', async () => {
    const agent = await house.agent('colleague')
    await house.accepts(async () => {
      for (const unlessAfter of [2_147_483_647, 2_147_483_648, HUGE]) {
        const reply = { type: 'message.send', conversation: shopper.conversation, text: 'Yes.', unlessAfter }
        agent.says({ ...reply, clientId: freshClientId() })
        await agent.hears('ack')
      }
    })
    agent.leaves()
  })
})

describe('Coming back', () => {
  test.each([100, 2_147_483_647, 2_147_483_648, HUGE])(
    'from a place beyond the log (%i) means starting over',
    async (after) => {
      const socket = await house.knocks()
      socket.says(helloAt({ after, token: shopper.token, epoch: await epoch() }))
      await socket.hears('welcome')
      expect(await socket.hears('reset')).toMatchObject({ conversation: shopper.conversation })
      socket.leaves()
    },
  )

  test("to somebody else's conversation is no way in", async () => {
    const { conversation } = house.bystanders
    const knocks = [
      { socket: await house.knocks(), token: shopper.token, heads: [{ conversation: shopper.conversation }] },
      { socket: await house.console('stranger'), token: null, heads: [] },
    ]
    for (const { socket, token, heads } of knocks) {
      for (const foreign of [conversation, NOBODYS]) {
        const resume = [{ conversation: foreign, epoch: await epoch(), after: 1, lastClientId: clientId }]
        socket.says({ type: 'hello', versions: [1], token, resume })
        expect(await socket.hears(foreign === conversation ? 'welcome' : 'refused')).toMatchObject(
          foreign === conversation ? { heads } : { code: 'invalid' },
        )
      }
      await house.bystanders.goOn()
      expect(namesIn(socket.takesStock())).not.toContain(conversation)
      socket.leaves()
    }
  })

  test('to one conversation twenty times is coming back to it', async () => {
    const socket = await house.console('owner')
    const point = { conversation: shopper.conversation, epoch: await epoch(), after: 0, lastClientId: null }
    socket.says({ type: 'hello', versions: [1], token: null, resume: Array(20).fill(point) })
    expect(await socket.hears('welcome')).toMatchObject({ heads: [{ conversation: shopper.conversation }] })
    socket.leaves()
  })

  test('to more than twenty closes the socket', async () => {
    const { resume } = helloAt({})
    const frame = { ...helloAt({}), resume: Array(21).fill(resume[0]) }
    await house.wary.isSentAway(await house.console('owner'), frame, 'protocol_error')
  })

  test("with another store's token, another one's, or nearly one's own is being unknown", async () => {
    const { token } = shopper
    const abroad = await house.knocks(house.foreign.store, house.server.shopOrigin)
    await house.wary.isRefused(abroad, { type: 'hello', versions: [1], token, resume: [] }, 'not_identified')
    abroad.leaves()
    for (const almost of [token.toUpperCase(), `${token} `, ` ${token}`, `${token}\0`, token.slice(1), '']) {
      const socket = await house.knocks()
      const frame = { type: 'hello', versions: [1], token: almost, resume: [] }
      await house.wary.isRefused(socket, frame, 'not_identified')
      socket.leaves()
      const headers = { origin: house.site, authorization: `Bearer ${encodeURIComponent(almost)}` }
      const answer = await ask(house.origin, { path: `/v1/stores/${house.store}/unread`, headers })
      house.wary.refusedAnswer(answer, { status: 401, code: 'not_identified' })
    }
  })
})

test("somebody else's client id is a message of one's own, and no look at theirs", async () => {
  const other = await house.shopper()
  const [first] = await house.bystanders.log(house.bystanders.conversation)
  await house.accepts(async () => {
    const frame = { type: 'message.send', clientId: first?.clientId, text: 'Mine?', page: null }
    for (let time = 0; time < 2; time += 1) {
      other.socket.says(frame)
      expect(await other.socket.hears('ack')).toMatchObject({ conversation: other.conversation, seq: 2 })
    }
  })
  expect(textsOf(await house.bystanders.log(other.conversation))).toEqual([expect.any(String), 'Mine?'])
  other.socket.leaves()
})

describe('An address with an id that is none', () => {
  const paths: Readonly<Record<string, (id: string) => string>> = {
    'a store': (id) => `/v1/console/stores/${id}/settings`,
    'a conversation': (id) => house.at(`conversations/${id}`),
    'a canned reply': (id) => house.at(`canned-replies/${id}`),
    'a team': (id) => house.at(`teams/${id}`),
  }

  test.each(Object.entries(paths))('of %s is answered as one that does not exist', async (what, path) => {
    const ids = { 'a store': house.store, 'a conversation': shopper.conversation }
    const known = what === 'a store' || what === 'a conversation' ? ids[what] : house.foreign.cannedReply
    for (const id of nearly(known).filter((one) => one !== '' && !one.endsWith('%00'))) {
      for (const method of ['GET', 'DELETE']) {
        const answer = await house.asks('owner', { method, path: path(encodeURIComponent(id)) })
        house.wary.refusedAnswer(answer)
        // An address this long is not looked at.
        expect(answer.status, id).toBeOneOf(id.length > 100 ? [400, 405] : [404, 405])
      }
    }
  })

  test('of a printed link is no link', async () => {
    for (const code of [
      'used-used',
      '%00',
      'a%00b',
      '%ed%a0%80',
      "'%20or%201=1",
      '..%2f',
      '__proto__',
      '%2e%2e',
    ]) {
      const first = await house.asks('nobody', { path: `/v1/console/first-run/${code}` })
      house.wary.tellsNothing(first.text)
      if (first.status < 400) expect(JSON.parse(first.text)).toEqual({ valid: false })
      else house.wary.refusedAnswer(first)
      const enter = await house.asks('nobody', { path: `/enter/${code}` })
      house.wary.tellsNothing(enter.text)
      expect([400, 404, 410]).toContain(enter.status)
      expect(enter.headers['set-cookie']).toBeUndefined()
    }
  })

  test('of a place in a list is refused', async () => {
    for (const before of [
      '1',
      `1.${NOBODYS} `,
      '-1.conv_0000',
      '1e3.conv_0000',
      `${'9'.repeat(17)}.conv_0000`,
      '\0',
    ])
      house.wary.refusedAnswer(
        await house.asks('owner', {
          path: house.at(`conversations?view=all&before=${encodeURIComponent(before)}`),
        }),
        { status: 400, code: 'invalid' },
      )
  })
})

test('in the end the memory is back', () => house.memoryComesBack())

/** What does not exist and what is somebody else's are answered in the same words. */
async function answersAlike(
  socket: Caller,
  frame: (conversation: string) => object,
  foreign: readonly string[],
): Promise<void> {
  const nobodys = await house.wary.isRefused(socket, frame(NOBODYS), 'conversation_not_found')
  for (const id of foreign) {
    const theirs = await house.wary.isRefused(socket, frame(id), 'conversation_not_found')
    expect({ ...theirs, conversation: NOBODYS }).toEqual(nobodys)
  }
}

interface Return {
  readonly after?: unknown
  readonly token?: string
  readonly epoch?: string
}

function helloAt({ after = 1, token, epoch: known = 'of-another-database' }: Return) {
  const point = { conversation: shopper.conversation, epoch: known, after, lastClientId: clientId }
  return { type: 'hello', versions: [1], token: token ?? null, resume: [point] }
}

/** The name of the database's history, as a welcome tells it. */
async function epoch(): Promise<string> {
  const socket = await house.knocks()
  socket.says({ type: 'hello', versions: [1], token: null, resume: [] })
  const welcome = await socket.hears('welcome')
  socket.leaves()
  return String(welcome.epoch)
}

function namesIn(frames: readonly Frame[]): readonly unknown[] {
  return frames.map(({ conversation }) => conversation)
}
