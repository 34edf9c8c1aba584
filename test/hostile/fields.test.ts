import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { textsOf } from './support/bystanders'
import type { Caller } from './support/caller'
import { freshClientId } from './support/client-ids'
import { House, type Role, type Shopper } from './support/house'
import { fieldsOf, jsonAnd, jsonWith, MEGABYTE, UNASKED, WRONG, type Wrong } from './support/mutations'

let house: House
let shopper: Shopper
let agent: Caller
let cannedReply = ''

beforeAll(async () => {
  house = await House.open()
  shopper = await house.shopper()
  agent = await house.agent('owner')
  await house.accepts(async () => {
    const body = JSON.stringify({ shortcut: 'pan', text: 'Wipe it while warm.' })
    const { text } = await house.asks('owner', { method: 'POST', path: house.at('canned-replies'), body })
    cannedReply = String(JSON.parse(text).id)
  })
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

/** Stands for the shopper's own conversation, which has no name before there is a house. */
const OWN = 'conv_own0'
const filled = (json: string) => json.replaceAll(OWN, shopper.conversation)
const clientId = '0123456789abcdefgh'

/** A frame that would be accepted, and what may stand in its fields besides. */
interface Valid {
  readonly type: string
  readonly frame: object
  readonly alsoRight?: Readonly<Record<string, readonly Wrong[]>>
}

const shared: readonly Valid[] = [
  {
    type: 'fetch after a place',
    frame: { type: 'fetch', conversation: OWN, after: 0, limit: 10 },
    alsoRight: { after: ['a number'], limit: ['a number'] },
  },
  {
    type: 'fetch before a place',
    frame: { type: 'fetch', conversation: OWN, before: 1, limit: 10 },
    alsoRight: { before: ['a number'], limit: ['a number'] },
  },
  {
    type: 'read mark',
    frame: { type: 'read', conversation: OWN, seq: 1 },
    alsoRight: { seq: ['a number'] },
  },
  {
    type: 'typing',
    frame: { type: 'typing', conversation: OWN, on: true },
    alsoRight: { on: ['true'] },
  },
  { type: 'pong', frame: { type: 'pong' } },
]

const shoppers: readonly Valid[] = [
  { type: 'visitor.begin', frame: { type: 'visitor.begin' } },
  {
    type: 'message',
    frame: {
      type: 'message.send',
      clientId,
      text: 'Hello',
      page: { url: 'https://shop.example.com/pan', title: 'Iron pan', type: 'product' },
    },
    alsoRight: {
      text: ['the word __proto__'],
      page: ['null'],
      'page.url': ['the word __proto__'],
      'page.title': ['the word __proto__'],
    },
  },
  ...shared,
]

const agents: readonly Valid[] = [
  { type: 'opening of a conversation', frame: { type: 'conversation.open', conversation: OWN } },
  { type: 'leaving of a conversation', frame: { type: 'conversation.leave', conversation: OWN } },
  { type: 'watching of a view', frame: { type: 'view.watch', store: 'sto_demo', view: 'all' } },
  {
    type: 'message',
    frame: { type: 'message.send', clientId, conversation: OWN, text: 'Hello', unlessAfter: 0 },
    alsoRight: { text: ['the word __proto__'], unlessAfter: ['a number'] },
  },
  {
    type: 'note',
    frame: { type: 'note.add', clientId, conversation: OWN, text: 'Psst' },
    alsoRight: { text: ['the word __proto__'] },
  },
  ...shared,
]

const each = (valid: readonly Valid[]) =>
  valid.flatMap(({ type, frame, alsoRight = {} }) =>
    fieldsOf(frame).map((field) => {
      const right = alsoRight[field] ?? []
      return [`${field} of a ${type}`, { field, frame, right }] as const
    }),
  )
const whole = (valid: readonly Valid[]) => valid.map(({ type, frame }) => [type, frame] as const)

describe('A shopper', () => {
  test.each(each(shoppers))('who puts anything else into the %s is refused', async (_name, one) => {
    for (const [, json] of WRONG.filter(([name]) => !one.right.includes(name)))
      await house.wary.isRefused(shopper.socket, filled(jsonWith(one.frame, one.field, json)), 'invalid')
    await isCutOffFor(filled(jsonWith(one.frame, one.field, MEGABYTE)), () => house.visits(shopper.token))
  })

  test.each(whole(shoppers))(
    'who adds a field to a %s is refused: nobody names their own rank',
    async (_name, frame) => {
      for (const [name, value] of Object.entries({ ...UNASKED, ...POISON })) {
        if (name in frame) continue
        await house.wary.isRefused(shopper.socket, filled(jsonAnd(frame, name, value)), 'invalid')
      }
    },
  )
})

describe('An agent', () => {
  test.each(each(agents))('who puts anything else into the %s is refused', async (_name, one) => {
    for (const [, json] of WRONG.filter(([name]) => !one.right.includes(name)))
      await house.wary.isRefused(agent, filled(jsonWith(one.frame, one.field, json)), 'invalid')
    await isCutOffFor(filled(jsonWith(one.frame, one.field, MEGABYTE)), () => house.agent('owner'))
  })

  test.each(whole(agents))(
    'who adds a field to a %s is refused: nobody names their own rank',
    async (_name, frame) => {
      for (const [name, value] of Object.entries({ ...UNASKED, ...POISON })) {
        if (name in frame) continue
        await house.wary.isRefused(agent, filled(jsonAnd(frame, name, value)), 'invalid')
      }
    },
  )
})

/** A field that no object may be given, whoever asks. */
const POISON = { ['__proto__']: { role: 'owner' }, constructor: { prototype: { role: 'owner' } } }

const hello = {
  type: 'hello',
  versions: [1],
  token: null,
  resume: [{ conversation: OWN, epoch: 'of-another-database', after: 1, lastClientId: clientId }],
}
const rightInHello: Readonly<Record<string, readonly Wrong[]>> = {
  token: ['null', 'the word __proto__', 'NUL', 'half a surrogate pair'],
  'resume.0.epoch': ['the word __proto__', 'NUL', 'half a surrogate pair'],
  'resume.0.after': ['a number'],
  'resume.0.lastClientId': ['null'],
  'versions.0': ['a number'],
}

describe('A first frame', () => {
  const knocks = [
    ['a shopper', () => house.knocks()],
    ['an agent', () => house.console('owner')],
  ] as const
  const fields = fieldsOf(hello).flatMap((field) => knocks.map(([who, open]) => [who, field, open] as const))

  test.each(fields)('of %s with anything else in %s closes the socket', async (_who, field, open) => {
    const wrong = WRONG.filter(([name]) => !(rightInHello[field] ?? []).includes(name))
    for (const [, json] of wrong)
      await house.wary.isSentAway(await open(), filled(jsonWith(hello, field, json)), 'protocol_error')
    await isCutOffFor(filled(jsonWith(hello, field, MEGABYTE)), open)
  })

  test.each(knocks)('of %s with one field more closes the socket', async (_who, open) => {
    for (const [name, value] of Object.entries({ ...UNASKED, ...POISON }))
      await house.wary.isSentAway(await open(), filled(jsonAnd(hello, name, value)), 'protocol_error')
  })

  test('with a token that was never given is answered as unknown, whatever it holds', async () => {
    for (const token of ['__proto__', 'a\0b', '\ud800', "' or 1=1 --", '0'.repeat(128)]) {
      const socket = await house.knocks()
      await house.wary.isRefused(socket, { ...hello, token, resume: [] }, 'not_identified')
      socket.leaves()
    }
  })
})

/** A body that would be accepted, and what may stand in its fields besides. */
interface ValidBody {
  readonly what: string
  readonly role: Role
  readonly method: string
  readonly path: () => string
  readonly body: object
  readonly alsoRight?: Readonly<Record<string, readonly Wrong[]>>
}

const settings = { name: 'Oat & Anvil', accent: '#10614F', greeting: 'Hello', side: 'right', capacity: 4 }
const words: readonly Wrong[] = ['the word __proto__']
const rule = {
  name: 'Parcels',
  isOn: true,
  condition: { words: ['lost'], pageTypes: ['cart'], cartAtLeast: 100 },
  effect: { priority: 1, team: 'team_0000000000000000', tags: ['parcel'] },
}
const rightInRule: Readonly<Record<string, readonly Wrong[]>> = {
  'rules.0.name': words,
  'rules.0.isOn': ['true'],
  'rules.0.condition': ['an object'],
  'rules.0.condition.words': ['a list'],
  'rules.0.condition.words.0': words,
  'rules.0.condition.cartAtLeast': ['a number'],
  'rules.0.effect.tags': ['a list'],
  'rules.0.effect.tags.0': words,
}
const bodies: readonly ValidBody[] = [
  {
    what: 'a sign-in',
    role: 'nobody',
    method: 'POST',
    path: () => '/v1/console/sign-in',
    body: { address: 'nobody@example.com', password: 'a wrong password' },
  },
  {
    what: 'a first run',
    role: 'nobody',
    method: 'POST',
    path: () => '/v1/console/first-run',
    body: { code: 'used-used', storeName: 'Mine now', address: 'eve@example.com', password: 'eve was here' },
  },
  {
    what: 'a switch',
    role: 'owner',
    method: 'PUT',
    path: () => house.at('switch'),
    body: { place: 'away' },
  },
  {
    what: 'the settings',
    role: 'owner',
    method: 'PUT',
    path: () => house.at('settings'),
    body: settings,
    alsoRight: { name: words, greeting: ['null', ...words], capacity: ['a number'] },
  },
  {
    what: 'a new canned reply',
    role: 'owner',
    method: 'POST',
    path: () => house.at('canned-replies'),
    body: { shortcut: 'size', text: 'Large.' },
    alsoRight: { text: words },
  },
  {
    what: 'a changed canned reply',
    role: 'owner',
    method: 'PUT',
    path: () => house.at(`canned-replies/${cannedReply}`),
    body: { shortcut: 'size', text: 'Large.' },
    alsoRight: { text: words },
  },
  {
    what: 'a team',
    role: 'owner',
    method: 'POST',
    path: () => house.at('teams'),
    body: { name: 'Parcels', members: ['agt_0000000000000000'] },
    alsoRight: { name: words },
  },
  {
    what: 'the rules',
    role: 'owner',
    method: 'PUT',
    path: () => house.at('rules'),
    body: { rules: [rule] },
    alsoRight: rightInRule,
  },
  {
    what: 'a trial of rules',
    role: 'owner',
    method: 'POST',
    path: () => house.at('rules/try'),
    body: { rules: [rule], text: 'Hello', pageType: 'cart', cartTotal: 100 },
    alsoRight: { ...rightInRule, text: words, cartTotal: ['null', 'a number'] },
  },
  {
    what: 'a transfer',
    role: 'owner',
    method: 'POST',
    path: () => house.at(`conversations/${shopper.conversation}/transfer`),
    body: { to: { agent: 'agt_0000000000000000' }, note: 'Yours.' },
    alsoRight: { note: words },
  },
  ...['POST', 'PUT', 'DELETE'].map((method) => ({
    what: `${method} of a site`,
    role: 'owner' as const,
    method,
    path: () => house.at('sites'),
    body: { origin: 'https://shop.example.com' },
  })),
]

describe('A form', () => {
  const named = bodies.map((one) => [one.what, one] as const)
  const fields = bodies.flatMap((one) => fieldsOf(one.body).map((field) => [one.what, field, one] as const))

  test.each(fields)('for %s with anything else in %s is refused', async (_what, field, one) => {
    const { role, method, body } = one
    const right = one.alsoRight?.[field] ?? []
    for (const [name, json] of WRONG.filter(([name]) => !right.includes(name))) {
      const answer = await house.asks(role, { method, path: one.path(), body: jsonWith(body, field, json) })
      house.wary.refusedAnswer(answer, isWord(name) ? {} : { status: 400, code: 'invalid' })
    }
    const long = await house.asks(role, { method, path: one.path(), body: jsonWith(body, field, MEGABYTE) })
    house.wary.refusedAnswer(long, { status: 413, code: 'too_large' })
  })

  test.each(named)('for %s with a field more is refused: nobody names their own rank', async (_what, one) => {
    const { role, method, body } = one
    for (const [name, value] of Object.entries({ ...UNASKED, ...POISON })) {
      const answer = await house.asks(role, { method, path: one.path(), body: jsonAnd(body, name, value) })
      house.wary.refusedAnswer(answer, { status: 400, code: 'invalid' })
    }
  })

  test.each(named)('for %s that is no form at all is refused', async (_what, { role, method, path }) => {
    for (const body of [
      'null',
      '[]',
      '7',
      '"x"',
      'true',
      '{}',
      '',
      '{',
      '\ufeff{}',
      `${'['.repeat(30_000)}`,
    ]) {
      const answer = await house.asks(role, { method, path: path(), body })
      house.wary.refusedAnswer(answer, { status: 400 })
    }
  })

  test.each(['claim', 'release', 'reopen', 'close'])(
    'for a %s holds nothing, and one that does is refused',
    async (command) => {
      const path = house.at(`conversations/${shopper.conversation}/${command}`)
      for (const body of [
        '[]',
        '7',
        '"x"',
        '{"agentId":"agt_colleague"}',
        '{"__proto__":{"role":"owner"}}',
      ]) {
        const answer = await house.asks('owner', { method: 'POST', path, body })
        house.wary.refusedAnswer(answer, { status: 400, code: 'invalid' })
      }
    },
  )
})

test('what looks dangerous and is only text is kept as it was written', async () => {
  const texts = [
    '__proto__',
    "'); drop table entries; --",
    '<img src=x onerror=alert(1)>',
    '{{constructor.constructor("return process")()}} <%= 7*7 %> %s%n',
    '\u202Egnirts\u202C \u0007 \ufeff',
    '{"type":"pong"}\n{"type":"pong"}',
    '👩‍👩‍👧‍👦'.repeat(300),
  ]
  await house.accepts(async () => {
    for (const text of texts) {
      shopper.socket.says({ type: 'message.send', clientId: freshClientId(), text, page: null })
      await shopper.socket.hears('ack')
    }
  })
  expect(textsOf(await house.bystanders.log(shopper.conversation)).slice(1)).toEqual(texts)
})

test('in the end the memory is back', () => house.memoryComesBack())

/** Words that are a text like another: the refusal may come from what they name. */
function isWord(name: Wrong): boolean {
  return name === 'the word __proto__' || name === 'NUL' || name === 'half a surrogate pair'
}

async function isCutOffFor(said: string, open: () => Promise<Caller>): Promise<void> {
  const socket = await open()
  socket.says(said)
  expect(await socket.closed).toBe(1009)
}
