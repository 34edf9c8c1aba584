import { letters, memberships } from '@shopbell/database'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Answer, buildTestApp, CONSOLE, type TestAgent, type TestHouse } from '../testing/build-test-app'

let house: TestHouse
let owner: TestAgent

beforeAll(async () => {
  house = await buildTestApp()
})
afterAll(() => house[Symbol.asyncDispose]())
beforeEach(async () => {
  // A store of its own for each test, so that none of them uses up another's invitations.
  owner = await house.agent({ storeId: await house.addStore() })
})

const DAY = 24 * 60 * 60_000
const AGENT = { role: 'agent', capacity: null, teams: [] }

function invites(by: TestAgent, address: string, more: Record<string, unknown> = {}): Promise<Answer> {
  return by.asksStore('POST', 'invitations', { ...AGENT, address, ...more })
}

function codeOf({ body }: Answer): string {
  const code = /\/console\/join\/([0-9a-z]{32})"/.exec(JSON.stringify(body))?.[1]
  if (code === undefined) throw new Error('There is no link in this answer.')
  return code
}

let lastByte = 0
function follows(code: string, body?: unknown, cookie = ''): Promise<Answer> {
  lastByte += 1
  return house.ask(body === undefined ? 'GET' : 'POST', `/v1/console/invitations/${code}`, {
    headers: { origin: CONSOLE, cookie },
    address: `203.0.113.${lastByte}`,
    ...(body === undefined ? {} : { body }),
  })
}

const newcomer = (name: string) => ({ newcomer: { name, password: 'four words are easy' } })

async function people(by = owner): Promise<{ members: unknown[]; invitations: unknown[] }> {
  const { body } = await by.asksStore('GET', 'people')
  if (typeof body !== 'object' || body === null) throw new Error('There are no people.')
  return { members: [], invitations: [], ...body }
}

test('whoever follows an invitation is a colleague, with the role, capacity and team it names, once', async () => {
  const team = await owner.asksStore('POST', 'teams', { name: 'Parcels', members: [] })
  const { id } = { id: '', ...Object(team.body) }
  const invited = await invites(owner, 'Noor.Haddad@Example.com', {
    role: 'admin',
    capacity: 7,
    teams: [id],
  })
  expect(invited.status).toBe(201)
  const code = codeOf(invited)
  const [letter] = await house.app.db.select().from(letters).where(eq(letters.storeId, owner.storeId))
  expect(letter).toMatchObject({ kind: 'invitation', toAddress: 'noor.haddad@example.com' })
  expect(letter?.text).toContain(`/console/join/${code}`)
  expect((await people()).invitations).toMatchObject([
    { address: 'noor.haddad@example.com', role: 'admin', capacity: 7, teams: [id], state: 'pending' },
  ])
  expect((await follows(code)).body).toMatchObject({ address: 'noor.haddad@example.com', isKnown: false })

  const joined = await follows(code, newcomer(' Noor '))
  expect(joined.status).toBe(204)
  expect(String(joined.headers['set-cookie'])).toContain('shopbell_session=')
  expect(await people()).toMatchObject({
    invitations: [],
    members: [
      { name: 'Ines', role: 'owner', capacity: null, teams: [] },
      { name: 'Noor', role: 'admin', capacity: 7, teams: [id], isPresent: false, switch: 'away' },
    ],
  })
  expect(await follows(code)).toMatchObject({ status: 410, body: { code: 'link_used' } })
  expect(await follows(code, newcomer('Mallory'))).toMatchObject({ status: 410 })
})

test('two people who follow one invitation at once are one colleague', async () => {
  const code = codeOf(await invites(owner, 'both@example.com'))
  const answers = await Promise.all(['Ada', 'Bo', 'Cy'].map((name) => follows(code, newcomer(name))))
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 410, 410])
  expect((await people()).members).toHaveLength(2)
})

test('an invitation ends after a week, when it is taken back, and when there is a newer one', async () => {
  const old = codeOf(await invites(owner, 'late@example.com'))
  const replaced = codeOf(await invites(owner, 'again@example.com'))
  const newer = codeOf(await invites(owner, 'again@example.com', { role: 'admin' }))
  const revoked = codeOf(await invites(owner, 'no@example.com'))
  expect((await owner.asksStore('DELETE', 'invitations', { address: 'no@example.com' })).status).toBe(204)
  expect((await owner.asksStore('DELETE', 'invitations', { address: 'no@example.com' })).status).toBe(404)
  for (const code of [replaced, revoked, 'a'.repeat(32), '%00'])
    expect((await follows(code)).status).toBe(410)
  expect((await follows(newer)).body).toMatchObject({ role: 'admin' })
  house.clock.advance(7 * DAY)
  expect((await follows(old)).status).toBe(410)
  expect((await people()).invitations).toMatchObject([
    { address: 'again@example.com', state: 'expired' },
    { address: 'late@example.com', state: 'expired' },
  ])
})

test('somebody who signs in here already joins as who they are, and nobody in their place', async () => {
  const elsewhere = await house.agent({ storeId: await house.addStore(), name: 'Wren' })
  const code = codeOf(await invites(owner, elsewhere.address))
  expect((await follows(code)).body).toMatchObject({ isKnown: true })
  expect(await follows(code, newcomer('Wren'))).toMatchObject({
    status: 409,
    body: { code: 'already_exists' },
  })
  expect((await follows(code, { newcomer: null })).status).toBe(401)
  expect((await follows(code, { newcomer: null }, owner.cookie)).status).toBe(403)
  expect((await follows(code, { newcomer: null }, elsewhere.cookie)).status).toBe(204)
  expect((await people()).members).toHaveLength(2)
  expect(await invites(owner, elsewhere.address)).toMatchObject({ status: 409 })
})

test('what is no invitation is refused beside its field, and nothing is written', async () => {
  const foreign = await house.agent({ storeId: await house.addStore() })
  const { id } = {
    id: '',
    ...Object((await foreign.asksStore('POST', 'teams', { name: 'Fit', members: [] })).body),
  }
  const bad: readonly [string, Record<string, unknown>, string][] = [
    ['a@ok.com, b@evil.com', {}, 'address'],
    ['Noor <noor@example.com>', {}, 'address'],
    ['noor@example.com\r\nBcc: x@evil.com', {}, 'address'],
    ['noor@example.com\0', {}, 'address'],
    ['noor@example.com', { capacity: 0 }, 'capacity'],
    ['noor@example.com', { capacity: 51 }, 'capacity'],
    ['noor@example.com', { capacity: 1.5 }, 'capacity'],
    ['noor@example.com', { role: 'king' }, 'role'],
    ['noor@example.com', { teams: [id] }, 'teams'],
  ]
  for (const [address, more, field] of bad) {
    const answer = await invites(owner, address, more)
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } })
    expect(Object.keys(Object(answer.body).fields)[0]).toContain(field)
  }
  expect((await people()).invitations).toEqual([])
  expect(await house.app.db.select().from(letters).where(eq(letters.storeId, owner.storeId))).toEqual([])
})

test('a store sends thirty invitations in a quarter of an hour', async () => {
  for (let n = 0; n < 30; n += 1) expect((await invites(owner, `p${n}@example.com`)).status).toBe(201)
  expect(await invites(owner, 'one.more@example.com')).toMatchObject({
    status: 429,
    body: { code: 'too_many_tries' },
  })
})

test('an admin keeps away from owners, and an agent from all of it', async () => {
  const { storeId } = owner
  const admin = await house.agent({ storeId, role: 'admin', name: 'Noor' })
  const agent = await house.agent({ storeId, role: 'agent', name: 'Wren' })
  await invites(owner, 'second@example.com', { role: 'owner' })
  const refused = await Promise.all([
    invites(admin, 'mine@example.com', { role: 'owner' }),
    invites(admin, 'second@example.com'),
    admin.asksStore('DELETE', 'invitations', { address: 'second@example.com' }),
    admin.asksStore('PUT', `people/${agent.id}`, { ...AGENT, role: 'owner' }),
    admin.asksStore('PUT', `people/${owner.id}`, AGENT),
    admin.asksStore('DELETE', `people/${owner.id}`),
    admin.asksStore('PUT', `people/${admin.id}`, AGENT),
    admin.asksStore('DELETE', `people/${admin.id}`),
    agent.asksStore('GET', 'people'),
    agent.asksStore('PUT', `people/${admin.id}`, AGENT),
    invites(agent, 'friend@example.com'),
  ])
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403))
  expect((await admin.asksStore('PUT', `people/${agent.id}`, { ...AGENT, capacity: 2 })).status).toBe(204)
  const stranger = await house.agent({ storeId: await house.addStore() })
  expect((await owner.asksStore('DELETE', `people/${stranger.id}`)).status).toBe(404)
})

test('the last owner stays one', async () => {
  expect(await owner.asksStore('PUT', `people/${owner.id}`, AGENT)).toMatchObject({ status: 403 })
  expect(await owner.asksStore('DELETE', `people/${owner.id}`)).toMatchObject({ status: 403 })
  const same = { ...AGENT, role: 'owner', capacity: 9 }
  expect((await owner.asksStore('PUT', `people/${owner.id}`, same)).status).toBe(204)
})

test('two owners who demote or remove each other at once leave one', async () => {
  for (let round = 0; round < 20; round += 1) {
    const storeId = await house.addStore()
    const one = await house.agent({ storeId })
    const other = await house.agent({ storeId })
    const answers = await Promise.all(
      round % 2 === 0
        ? [
            one.asksStore('PUT', `people/${other.id}`, AGENT),
            other.asksStore('PUT', `people/${one.id}`, AGENT),
          ]
        : [one.asksStore('DELETE', `people/${other.id}`), other.asksStore('DELETE', `people/${one.id}`)],
    )
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    const owners = await house.app.db
      .select()
      .from(memberships)
      .where(and(eq(memberships.storeId, storeId), eq(memberships.role, 'owner')))
    expect(owners).toHaveLength(1)
  }
})

test('whoever is removed is out at once: their conversation waits again, and their console is closed', async () => {
  const wren = await house.agent({ storeId: owner.storeId, role: 'agent', name: 'Wren' })
  const socket = await wren.connects()
  await wren.switches('available')
  const visitor = await house.visitor({ storeId: owner.storeId })
  await visitor.greets()
  await visitor.says('Is anybody here?')
  const conversation = visitor.inConversation
  socket.says({ type: 'conversation.open', conversation })
  await socket.hears('opened')
  expect((await owner.asksStore('DELETE', `people/${wren.id}`)).status).toBe(204)
  await house.passes(5_000)
  expect(await socket.hears('bye')).toMatchObject({ code: 'signed_out' })
  const { body } = await owner.asksStore('GET', `conversations/${conversation}`)
  expect(body).toMatchObject({ row: { standing: { status: 'waiting' } } })
  expect((await wren.asksStore('GET', 'colleagues')).status).toBe(404)
})

test('whoever may not invite any more has invited nobody', async () => {
  const admin = await house.agent({ storeId: owner.storeId, role: 'admin', name: 'Noor' })
  const code = codeOf(await invites(admin, 'friend@example.com'))
  expect((await owner.asksStore('PUT', `people/${admin.id}`, AGENT)).status).toBe(204)
  expect((await follows(code)).status).toBe(410)
  expect((await people()).invitations).toEqual([])
})

test('a team keeps somebody', async () => {
  const wren = await house.agent({ storeId: owner.storeId, role: 'agent', name: 'Wren' })
  const made = await owner.asksStore('POST', 'teams', { name: 'Parcels', members: [wren.id] })
  const { id } = { id: '', ...Object(made.body) }
  const refusal = { status: 409, body: { code: 'in_use' } }
  expect(await owner.asksStore('DELETE', `people/${wren.id}`)).toMatchObject(refusal)
  expect(await owner.asksStore('PUT', `people/${wren.id}`, AGENT)).toMatchObject(refusal)
  const mine = { role: 'owner', capacity: null, teams: [id] }
  expect((await owner.asksStore('PUT', `people/${owner.id}`, mine)).status).toBe(204)
  expect((await owner.asksStore('DELETE', `people/${wren.id}`)).status).toBe(204)
  expect((await people()).members).toMatchObject([{ name: 'Ines', teams: [id] }])
})
