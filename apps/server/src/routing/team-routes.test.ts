import { audit, teamMembers } from '@shopbell/database'
import type { Rule } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { SHIPPED_RULES } from '../stores/shipped-rules'
import { buildTestApp, type TestAgent } from '../testing/build-test-app'

async function addsTeam(agent: TestAgent, name: string, members: readonly string[]): Promise<string> {
  const { status, body } = await agent.asksStore('POST', 'teams', { name, members })
  expect(status).toBe(201)
  return String(Object(body).id)
}

const BILLING: Rule = {
  name: 'Billing',
  isOn: true,
  condition: { words: ['invoice'] },
  effect: { tags: ['invoice'] },
}

test('owners and admins make teams, everybody of the store reads them, and it is written down who did it', async () => {
  await using house = await buildTestApp()
  const [ines, noor] = [await house.agent(), await house.agent({ role: 'agent', name: 'Noor' })]
  const id = await addsTeam(ines, '  Billing ', [noor.id])
  expect((await noor.asksStore('GET', 'teams')).body).toEqual([{ id, name: 'Billing', members: [noor.id] }])
  const renamed = await ines.asksStore('PUT', `teams/${id}`, { name: 'Money', members: [ines.id, noor.id] })
  expect(renamed.body).toEqual({ id, name: 'Money', members: [ines.id, noor.id] })
  expect((await ines.asksStore('DELETE', `teams/${id}`)).status).toBe(204)
  expect((await noor.asksStore('GET', 'teams')).body).toEqual([])
  expect(await house.app.db.$count(teamMembers)).toBe(0)
  const written = await house.app.db.select().from(audit).where(eq(audit.who, ines.id))
  expect(written.map(({ what }) => what)).toEqual(['team.added', 'team.changed', 'team.removed'])
})

test('agents change no teams and no rules, and another store sees neither', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const noor = await house.agent({ role: 'agent', name: 'Noor' })
  const id = await addsTeam(ines, 'Billing', [noor.id])
  const team = { name: 'Mine', members: [] }
  const message = { rules: [], text: '', pageType: 'other', cartTotal: null }
  for (const [method, path, body] of [
    ['POST', 'teams', team],
    ['PUT', `teams/${id}`, team],
    ['DELETE', `teams/${id}`, undefined],
    ['GET', 'rules', undefined],
    ['PUT', 'rules', { rules: [] }],
    ['POST', 'rules/try', message],
  ] as const) {
    expect(await noor.asksStore(method, path, body)).toMatchObject({
      status: 403,
      body: { code: 'not_permitted' },
    })
    const elsewhere = await noor.asks(method, `stores/sto_elsewhere/${path}`, body)
    expect(elsewhere).toMatchObject({ status: 404, body: { code: 'store_not_found' } })
  }
  const owner = await house.agent({ storeId: await house.addStore(), name: 'Elsewhere' })
  expect((await owner.asksStore('GET', 'teams')).body).toEqual([])
  expect((await owner.asksStore('PUT', `teams/${id}`, team)).body).toMatchObject({ code: 'not_found' })
  expect((await owner.asksStore('DELETE', `teams/${id}`)).body).toMatchObject({ code: 'not_found' })
  expect((await ines.asksStore('GET', 'teams')).body).toMatchObject([{ name: 'Billing' }])
})

test('a team that cannot be is refused beside the field, and nothing changes', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const stranger = await house.agent({ storeId: await house.addStore(), name: 'Stranger' })
  const id = await addsTeam(ines, 'Zahlung Ärger', [])
  const other = await addsTeam(ines, 'Other', [])
  const inUse = {
    status: 409,
    body: { code: 'already_exists', fields: { name: 'There is a team Zahlung Ärger already.' } },
  }
  const refusals = [
    [
      { name: ' ', members: [] },
      { status: 400, body: { fields: { name: 'Give it a name.' } } },
    ],
    [
      { name: 'x'.repeat(61), members: [] },
      { status: 400, body: { code: 'too_long' } },
    ],
    [
      { name: 'Two\r\nlines', members: [] },
      { status: 400, body: { fields: { name: 'Stands on one line.' } } },
    ],
    [{ name: 'zahlung äRGER ', members: [] }, inUse],
    [
      { name: 'New', members: [stranger.id] },
      {
        status: 400,
        body: { code: 'invalid', fields: { members: 'Somebody in it does not belong to this store.' } },
      },
    ],
    [
      { name: 'New', members: ['agt_nobody'] },
      { status: 400, body: { code: 'invalid' } },
    ],
    [
      { name: 'New', members: [ines.id, ines.id] },
      { status: 400, body: { fields: { members: 'Names somebody twice.' } } },
    ],
    [
      { name: 'New', members: 'all' },
      { status: 400, body: { code: 'invalid' } },
    ],
    [
      { name: 'New', members: [], colour: 'red' },
      { status: 400, body: { code: 'invalid' } },
    ],
    [{ name: 'New' }, { status: 400, body: { code: 'invalid' } }],
  ] as const
  for (const [body, refusal] of refusals) {
    expect(await ines.asksStore('POST', 'teams', body)).toMatchObject(refusal)
    expect(await ines.asksStore('PUT', `teams/${other}`, body)).toMatchObject(refusal)
  }
  expect((await ines.asksStore('PUT', 'teams/team_nowhere', { name: 'New', members: [] })).status).toBe(404)
  expect((await ines.asksStore('PUT', 'teams/not-an-id', { name: 'New', members: [] })).status).toBe(404)
  expect((await ines.asksStore('PUT', `teams/${id}`, { name: 'ZAHLUNG Ärger', members: [] })).status).toBe(
    200,
  )
  expect((await ines.asksStore('GET', 'teams')).body).toMatchObject([
    { name: 'Other' },
    { name: 'ZAHLUNG Ärger' },
  ])
})

test('a team with conversations can go: they stay where they are in the queue, for anybody', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const noor = await house.agent({ role: 'agent', name: 'Noor' })
  const shopper = await house.visitor()
  await shopper.greets()
  await shopper.says('Where is my invoice?')
  const id = await addsTeam(ines, 'Billing', [noor.id])
  const conversation = `conversations/${shopper.inConversation}`
  expect((await ines.asksStore('POST', `${conversation}/transfer`, { to: { team: id } })).status).toBe(204)
  const before = Object((await ines.asksStore('GET', conversation)).body).row
  expect(before).toMatchObject({ standing: { status: 'waiting' }, team: id })
  expect((await ines.asksStore('DELETE', `teams/${id}`)).status).toBe(204)
  const after = Object((await ines.asksStore('GET', conversation)).body).row
  expect(after).toMatchObject({ standing: before.standing, team: null, tags: before.tags, head: before.head })
})

test('a team to which a rule sends conversations neither goes nor loses its last member', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const team = await addsTeam(ines, 'Billing', [ines.id])
  const rules = [{ ...BILLING, effect: { team } }]
  expect((await ines.asksStore('PUT', 'rules', { rules })).status).toBe(204)
  const refusal = {
    status: 409,
    body: {
      code: 'in_use',
      message: 'The rule Billing sends conversations to this team. Change the rule first.',
    },
  }
  expect(await ines.asksStore('DELETE', `teams/${team}`)).toMatchObject(refusal)
  expect(await ines.asksStore('PUT', `teams/${team}`, { name: 'Billing', members: [] })).toMatchObject(
    refusal,
  )
  expect((await ines.asksStore('GET', 'teams')).body).toMatchObject([{ members: [ines.id] }])
  await ines.asksStore('PUT', 'rules', { rules: [] })
  expect((await ines.asksStore('DELETE', `teams/${team}`)).status).toBe(204)
})

test('the colleagues say what they are doing: where the switch is, who is connected, how much they have', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const noor = await house.agent({ role: 'agent', name: 'Noor' })
  await house.agent({ storeId: await house.addStore(), name: 'Elsewhere' })
  const team = await addsTeam(ines, 'Billing', [noor.id])
  await noor.connects()
  await noor.switches('available')
  const shopper = await house.visitor()
  await shopper.greets()
  await shopper.says('Hello?')
  expect((await noor.asksStore('GET', 'colleagues')).body).toEqual([
    {
      id: ines.id,
      name: 'Ines',
      role: 'owner',
      teams: [],
      capacity: 4,
      load: 0,
      isPresent: false,
      switch: 'away',
    },
    {
      id: noor.id,
      name: 'Noor',
      role: 'agent',
      teams: [team],
      capacity: 4,
      load: 1,
      isPresent: true,
      switch: 'available',
    },
  ])
})

test('a new store begins with rules for payment, parcels and security, and keeps what its owner makes of them', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  expect((await ines.asksStore('GET', 'rules')).body).toEqual({ rules: SHIPPED_RULES })
  const rules = [
    { ...BILLING, condition: { words: ['invoice', ' Rechnung '] } },
    { ...BILLING, name: ' Off ', isOn: false },
  ]
  expect((await ines.asksStore('PUT', 'rules', { rules })).status).toBe(204)
  expect((await ines.asksStore('GET', 'rules')).body).toEqual({
    rules: [
      { ...BILLING, condition: { words: ['invoice', 'Rechnung'] } },
      { ...BILLING, name: 'Off', isOn: false },
    ],
  })
  await ines.asksStore('PUT', 'rules', { rules: [] })
  expect((await ines.asksStore('GET', 'rules')).body).toEqual({ rules: [] })
})

test('a rule that cannot be is refused beside its field, and the list stays as it was', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const empty = await addsTeam(ines, 'Nobody yet', [])
  const stranger = await house.agent({ storeId: await house.addStore(), name: 'Stranger' })
  const elsewhere = await addsTeam(stranger, 'Elsewhere', [stranger.id])
  const with_ = (changes: object) => ({ rules: [BILLING, { ...BILLING, ...changes }] })
  for (const [body, refusal] of [
    [
      with_({ effect: { team: empty } }),
      {
        status: 409,
        body: { code: 'team_empty', fields: { 'rules.1.effect.team': 'Nobody is in the team Nobody yet.' } },
      },
    ],
    [
      with_({ effect: { team: elsewhere } }),
      {
        status: 404,
        body: { code: 'not_found', fields: { 'rules.1.effect.team': 'There is no such team.' } },
      },
    ],
    [
      with_({ effect: {} }),
      { status: 400, body: { fields: { 'rules.1.effect': 'Say what this rule does.' } } },
    ],
    [with_({ effect: { priority: 3 } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ effect: { priority: 0 } }), { status: 400, body: { code: 'invalid' } }],
    [
      with_({ effect: { tags: [' '] } }),
      { status: 400, body: { fields: { 'rules.1.effect.tags.0': 'A tag may not be empty.' } } },
    ],
    [with_({ effect: { tags: [] } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ effect: { tags: ['a\nb'] } }), { status: 400, body: { code: 'invalid' } }],
    [
      with_({ condition: { words: [] } }),
      { status: 400, body: { fields: { 'rules.1.condition.words': 'Give at least one word.' } } },
    ],
    [
      with_({ condition: { words: ['?!'] } }),
      { status: 400, body: { fields: { 'rules.1.condition.words.0': 'Holds no word.' } } },
    ],
    [with_({ condition: { words: ['x'.repeat(61)] } }), { status: 400, body: { code: 'too_long' } }],
    [with_({ condition: { words: ['\0'] } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ condition: { pageTypes: ['blog'] } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ condition: { cartAtLeast: -1 } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ condition: { cartAtLeast: 1.5 } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ condition: { weather: 'rain' } }), { status: 400, body: { code: 'invalid' } }],
    [with_({ name: '' }), { status: 400, body: { fields: { 'rules.1.name': 'Give it a name.' } } }],
    [
      { rules: Array.from({ length: 51 }, () => BILLING) },
      { status: 400, body: { fields: { rules: 'At most 50 rules.' } } },
    ],
    [{}, { status: 400, body: { code: 'invalid' } }],
  ] as const) {
    expect(await ines.asksStore('PUT', 'rules', body)).toMatchObject(refusal)
  }
  expect((await ines.asksStore('GET', 'rules')).body).toEqual({ rules: SHIPPED_RULES })
})

test('the owner tries rules with a message before saving them', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const team = await addsTeam(ines, 'Billing', [ines.id])
  const rules = [BILLING, { ...BILLING, condition: { cartAtLeast: 50_000 }, effect: { priority: 1, team } }]
  const tried = await ines.asksStore('POST', 'rules/try', {
    rules,
    text: 'An invoice, please',
    pageType: 'cart',
    cartTotal: 60_000,
  })
  expect(tried).toMatchObject({
    status: 200,
    body: { priority: 1, team, tags: ['invoice'], applied: [0, 1] },
  })
  expect((await ines.asksStore('GET', 'rules')).body).toEqual({ rules: SHIPPED_RULES })
})

test('a transfer, a release and a reopening by hand; what is malformed is refused', async () => {
  await using house = await buildTestApp()
  const ines = await house.agent()
  const noor = await house.agent({ role: 'agent', name: 'Noor' })
  await noor.connects()
  const shopper = await house.visitor()
  await shopper.greets()
  await shopper.says('Hello?')
  const path = `conversations/${shopper.inConversation}`
  for (const body of [
    undefined,
    {},
    { to: {} },
    { to: { agent: noor.id, team: 'team_billing' } },
    { to: { agent: 'noor' } },
    { to: { agent: noor.id }, note: ' ' },
    { to: { agent: noor.id }, note: 'x'.repeat(4_001) },
    { to: { agent: noor.id }, urgent: true },
  ]) {
    expect((await ines.asksStore('POST', `${path}/transfer`, body)).status).toBe(400)
  }
  expect(
    (await ines.asksStore('POST', 'conversations/conv_nowhere/transfer', { to: { agent: noor.id } })).status,
  ).toBe(404)
  const standing = async () => Object(Object((await ines.asksStore('GET', path)).body).row).standing
  await noor.switches('available')
  expect(await standing()).toMatchObject({ status: 'with_agent', agentId: noor.id })
  expect((await ines.asksStore('POST', `${path}/release`)).body).toMatchObject({
    code: 'taken',
    message: 'Noor has this conversation.',
  })
  await noor.switches('finishing')
  expect((await noor.asksStore('POST', `${path}/release`)).status).toBe(204)
  expect(await standing()).toMatchObject({ status: 'waiting' })
  await noor.switches('available')
  expect(await standing()).toMatchObject({ status: 'with_agent' })
  expect((await noor.asksStore('POST', `${path}/close`)).status).toBe(204)
  expect((await ines.asksStore('POST', `${path}/reopen`)).status).toBe(204)
  expect(await standing()).toMatchObject({ status: 'with_agent', agentId: ines.id, awaiting: 'visitor' })
})
