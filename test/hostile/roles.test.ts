import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Question } from './support/ask'
import { Caller } from './support/caller'
import { House, type Role, type Shopper } from './support/house'

let house: House
let shopper: Shopper
let cannedReply = ''
let team = ''
let foreignTeam = ''
beforeAll(async () => {
  house = await House.open()
  shopper = await house.shopper()
  await house.accepts(async () => {
    const body = '{"shortcut":"pan","text":"Wipe it while warm."}'
    const { text } = await house.asks('owner', { method: 'POST', path: house.at('canned-replies'), body })
    cannedReply = String(JSON.parse(text).id)
    team = await addTeam('owner', house.store)
    foreignTeam = await addTeam('stranger', house.foreign.store)
  })
})
afterEach(() => house.isUnharmed())
afterAll(() => house[Symbol.asyncDispose]())

async function addTeam(role: Role, store: string): Promise<string> {
  const path = `/v1/console/stores/${store}/teams`
  const { text } = await house.asks(role, { method: 'POST', path, body: '{"name":"Parcels","members":[]}' })
  return String(JSON.parse(text).id)
}

/** The objects a route is asked about. */
interface Objects {
  readonly store: string
  readonly conversation: string
  readonly cannedReply: string
  readonly team: string
}

interface Route {
  readonly method: string
  /** Below the store. */
  readonly path: (objects: Objects) => string
  readonly body?: string
  /** Whether owners and admins alone may. */
  readonly isManagers: boolean
}

const reply = '{"shortcut":"mine","text":"Mine."}'
const routes: Readonly<Record<string, Route>> = {
  'read the list': { method: 'GET', path: () => 'conversations?view=all', isManagers: false },
  'read a conversation': {
    method: 'GET',
    path: ({ conversation }) => `conversations/${conversation}`,
    isManagers: false,
  },
  'take a conversation': {
    method: 'POST',
    path: ({ conversation }) => `conversations/${conversation}/claim`,
    isManagers: false,
  },
  'close a conversation': {
    method: 'POST',
    path: ({ conversation }) => `conversations/${conversation}/close`,
    isManagers: false,
  },
  'give a conversation back': {
    method: 'POST',
    path: ({ conversation }) => `conversations/${conversation}/release`,
    isManagers: false,
  },
  'open a conversation again': {
    method: 'POST',
    path: ({ conversation }) => `conversations/${conversation}/reopen`,
    isManagers: false,
  },
  'hand a conversation over': {
    method: 'POST',
    path: ({ conversation }) => `conversations/${conversation}/transfer`,
    body: '{"to":{"team":"team_0000000000000000"},"note":"Yours."}',
    isManagers: false,
  },
  'see the colleagues': { method: 'GET', path: () => 'colleagues', isManagers: false },
  'read the teams': { method: 'GET', path: () => 'teams', isManagers: false },
  'add a team': {
    method: 'POST',
    path: () => 'teams',
    body: '{"name":"Mine","members":[]}',
    isManagers: true,
  },
  'change a team': {
    method: 'PUT',
    path: (objects) => `teams/${objects.team}`,
    body: '{"name":"Mine","members":[]}',
    isManagers: true,
  },
  'remove a team': { method: 'DELETE', path: (objects) => `teams/${objects.team}`, isManagers: true },
  'read the rules': { method: 'GET', path: () => 'rules', isManagers: true },
  'change the rules': { method: 'PUT', path: () => 'rules', body: '{"rules":[]}', isManagers: true },
  'try rules': {
    method: 'POST',
    path: () => 'rules/try',
    body: '{"rules":[],"text":"Hello","pageType":"other","cartTotal":null}',
    isManagers: true,
  },
  'turn the switch': { method: 'PUT', path: () => 'switch', body: '{"place":"away"}', isManagers: false },
  'read the canned replies': { method: 'GET', path: () => 'canned-replies', isManagers: false },
  'add a canned reply': { method: 'POST', path: () => 'canned-replies', body: reply, isManagers: true },
  'change a canned reply': {
    method: 'PUT',
    path: (objects) => `canned-replies/${objects.cannedReply}`,
    body: reply,
    isManagers: true,
  },
  'remove a canned reply': {
    method: 'DELETE',
    path: (objects) => `canned-replies/${objects.cannedReply}`,
    isManagers: true,
  },
  'read the settings': { method: 'GET', path: () => 'settings', isManagers: true },
  'change the settings': {
    method: 'PUT',
    path: () => 'settings',
    body: '{"name":"Mine","accent":"#000000","greeting":null,"side":"left","capacity":1}',
    isManagers: true,
  },
  'read how to install': { method: 'GET', path: () => 'install', isManagers: true },
  'allow a site': {
    method: 'POST',
    path: () => 'sites',
    body: '{"origin":"https://evil.example"}',
    isManagers: true,
  },
  'allow a site once more': {
    method: 'PUT',
    path: () => 'sites',
    body: '{"origin":"https://evil.example"}',
    isManagers: true,
  },
  'remove a site': {
    method: 'DELETE',
    path: () => 'sites',
    body: '{"origin":"https://shop.example.com"}',
    isManagers: true,
  },
}
const all = Object.entries(routes)
const managers = all.filter(([, { isManagers }]) => isManagers)

const ours = (): Objects => ({ store: house.store, conversation: shopper.conversation, cannedReply, team })
const theirs = (): Objects => ({ ...house.foreign, team: foreignTeam })
const nobodys: Objects = {
  store: 'sto_0000000000000000',
  conversation: 'conv_0000000000000000',
  cannedReply: 'can_0000000000000000',
  team: 'team_0000000000000000',
}

function questionOf({ method, path, body }: Route, objects: Objects): Question {
  const full = `/v1/console/stores/${objects.store}/${path(objects)}`
  return { method, path: full, ...(body === undefined ? {} : { body }) }
}

describe('Nobody who is not signed in may', () => {
  test.each(all)('%s, of whatever store', async (_what, route) => {
    for (const objects of [ours(), theirs(), nobodys]) {
      const answer = await house.asks('nobody', questionOf(route, objects))
      house.wary.refusedAnswer(answer, { status: 401, code: 'not_identified' })
    }
  })

  test.each(['nonsense', '', 'a'.repeat(3_000), '__proto__', '%00', "' or 1=1 --"])(
    'do anything with a session of "%s"',
    async (token) => {
      for (const [, route] of all) {
        const headers = { cookie: `shopbell_session=${token}` }
        const answer = await house.asks('nobody', { ...questionOf(route, ours()), headers })
        house.wary.refusedAnswer(answer, { status: 401, code: 'not_identified' })
      }
    },
  )

  test("do anything with a shopper's token", async () => {
    const headers = { cookie: `shopbell_session=${shopper.token}`, authorization: `Bearer ${shopper.token}` }
    for (const [, route] of all) {
      const answer = await house.asks('nobody', { ...questionOf(route, ours()), headers })
      house.wary.refusedAnswer(answer, { status: 401, code: 'not_identified' })
    }
  })
})

describe('An agent who is neither owner nor admin may not', () => {
  test.each(managers)('%s', async (_what, route) => {
    const answer = await house.asks('colleague', questionOf(route, ours()))
    house.wary.refusedAnswer(answer, { status: 403, code: 'not_permitted' })
  })
})

describe.each<[who: string, role: Role, store: string]>([
  ['An agent', 'colleague', 'theirs'],
  ['An owner', 'owner', 'theirs'],
  ['The owner of another store', 'stranger', 'ours'],
])('%s cannot, in a store that is not their own,', (_who, role, store) => {
  test.each(all)('%s: for them there is no such store', async (_what, route) => {
    const objects = store === 'ours' ? ours() : theirs()
    const there = await house.asks(role, questionOf(route, objects))
    const nowhere = await house.asks(role, questionOf(route, nobodys))
    house.wary.refusedAnswer(there, { status: 404, code: 'store_not_found' })
    expect([nowhere.status, nowhere.text]).toEqual([there.status, there.text])
  })
})

describe("Under one's own store nobody reaches what is another's:", () => {
  const named = all.filter(([, { path }]) => path(nobodys).includes('000'))

  test.each(named)('to %s', async (_what, route) => {
    for (const [role, own, foreign] of [
      ['owner', ours(), theirs()],
      ['stranger', theirs(), ours()],
    ] as const) {
      const mixed = await house.asks(role, questionOf(route, { ...foreign, store: own.store }))
      const nothing = await house.asks(role, questionOf(route, { ...nobodys, store: own.store }))
      house.wary.refusedAnswer(mixed, { status: 404 })
      expect(mixed.text).toBe(nothing.text)
    }
  })

  test('a member without a rank takes no conversation of another store', async () => {
    for (const command of ['claim', 'release', 'reopen', 'close']) {
      const path = house.at(`conversations/${house.foreign.conversation}/${command}`)
      const answer = await house.asks('colleague', { method: 'POST', path })
      house.wary.refusedAnswer(answer, { status: 404, code: 'conversation_not_found' })
    }
  })
})

describe('A session that has ended', () => {
  test('opens nothing, and its sockets are told good-bye', async () => {
    const body = JSON.stringify({ address: house.address, password: house.password })
    const path = '/v1/console/sign-in'
    const entered = await house.asks('nobody', { method: 'POST', path, body })
    expect(entered.status).toBe(204)
    const cookie = String([entered.headers['set-cookie']].flat()[0]).split(';')[0] ?? ''
    const address = `${house.origin.replace('http', 'ws')}/v1/console/socket`
    const socket = await Caller.open(address, { origin: house.origin, cookie })
    socket.says({ type: 'hello', versions: [1], token: null, resume: [] })
    await socket.hears('welcome')

    await house.asks('nobody', { method: 'POST', path: '/v1/console/sign-out', headers: { cookie } })
    expect(await socket.hears('bye')).toEqual({ type: 'bye', code: 'signed_out' })
    expect(await socket.closed).toBe(4401)
    for (const [, route] of all) {
      const answer = await house.asks('nobody', { ...questionOf(route, ours()), headers: { cookie } })
      house.wary.refusedAnswer(answer, { status: 401, code: 'not_identified' })
    }
    await expect(Caller.open(address, { origin: house.origin, cookie })).rejects.toThrow('403')
  })
})

test('in the end the memory is back', () => house.memoryComesBack())
