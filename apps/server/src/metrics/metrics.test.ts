import { Socket } from 'node:net'
import { openClient } from '@shopbell/database'
import { BYES, REFUSALS } from '@shopbell/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildTestApp, CONSOLE, type TestHouse } from '../testing/build-test-app'
import { figuresOf, METRICS_TOKEN, movedBetween } from '../testing/figures'
import { Metrics } from './metrics'
import { openMetricsHttp } from './routes'

let house: TestHouse
beforeAll(async () => {
  house = await buildTestApp({ environment: { METRICS_TOKEN } })
})
afterAll(() => house[Symbol.asyncDispose]())

/** What an act moves among the counts. */
async function movedBy(act: () => Promise<unknown>) {
  const before = await figuresOf(house)
  await act()
  await house.app.settled()
  return movedBetween(before, await figuresOf(house))
}

async function refusalsBy(act: () => Promise<unknown>) {
  const moved = Object.entries(await movedBy(act))
  return Object.fromEntries(moved.filter(([name]) => name.includes('refusals')))
}

const asks = (authorization?: string) =>
  house.ask('GET', '/metrics', { headers: authorization === undefined ? {} : { authorization } })

test('the figures are shown to whoever has the token, and to nobody else', async () => {
  const shown = await asks(`Bearer ${METRICS_TOKEN}`)
  expect(shown.status).toBe(200)
  expect(shown.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(shown.headers['cache-control']).toBe('no-store')
  const wrong = [
    undefined,
    `Bearer ${METRICS_TOKEN}x`,
    `Bearer ${METRICS_TOKEN.toUpperCase()}`,
    `Basic ${METRICS_TOKEN}`,
    METRICS_TOKEN,
    'Bearer ',
  ]
  for (const authorization of wrong) {
    const answer = await asks(authorization)
    expect(answer).toMatchObject({ status: 401, body: { code: 'not_identified' } })
    expect(answer.text).not.toContain(METRICS_TOKEN)
  }
})

test('without a setting there are no figures to be had', async () => {
  await using plain = await buildTestApp()
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  expect(await plain.ask('GET', '/metrics', { headers })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  expect(plain.app.metricsHttp).toBeNull()
})

test('on a port of their own they need no token, unless there is one, and nothing else is there', async () => {
  await using plain = await buildTestApp({ environment: { METRICS_PORT: '9464' } })
  const port = plain.app.metricsHttp
  expect((await plain.ask('GET', '/metrics')).status).toBe(404)
  expect((await port?.inject('/metrics'))?.body).toContain('shopbell_sockets{kind="visitor"} 0')
  expect((await port?.inject('/health'))?.statusCode).toBe(404)

  await using both = await buildTestApp({ environment: { METRICS_PORT: '9464', METRICS_TOKEN } })
  expect((await both.app.metricsHttp?.inject('/metrics'))?.statusCode).toBe(401)
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  expect((await both.app.metricsHttp?.inject({ url: '/metrics', headers }))?.statusCode).toBe(200)
})

test('sockets are counted by kind while they are open', async () => {
  const sockets = async () => {
    const figures = await figuresOf(house)
    return ['visitor', 'agent'].map((kind) => figures.get(`shopbell_sockets{kind="${kind}"}`))
  }
  expect(await sockets()).toEqual([0, 0])
  const [agent, visitor] = [await house.agent(), await house.visitor()]
  await agent.connects()
  expect(await sockets()).toEqual([1, 1])
  visitor.socket.drops()
  await expect.poll(sockets).toEqual([0, 1])
  agent.socket.drops()
  await expect.poll(sockets).toEqual([0, 0])
})

test('a message shows as a batch, its commit, and its delivery', async () => {
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('The first one begins the conversation.')
  const moved = await movedBy(() => visitor.says('Do you ship to Norway?'))
  expect(moved).toMatchObject({
    shopbell_batch_entries_count: 1,
    shopbell_batch_entries_sum: 1,
    shopbell_commit_seconds_count: 1,
    shopbell_delivery_seconds_count: 1,
  })
  expect(moved.shopbell_commit_seconds_sum).toBeGreaterThan(0)
  expect((await figuresOf(house)).get('shopbell_lane_depth')).toBe(0)
})

test('what comes together is one batch, and what nobody hears is no delivery', async () => {
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Hello')
  const { token } = visitor
  visitor.socket.leaves()
  await visitor.socket.closed
  await visitor.returns()
  await visitor.greets({ token })
  const frames = Array.from({ length: 12 }, () => {
    return { type: 'message.send', clientId: house.clientId(), text: 'More', page: null } as const
  })
  const moved = await movedBy(async () => {
    visitor.socket.says(...frames)
    for (const { clientId } of frames) {
      await visitor.socket.hears('ack', (frame) => frame.clientId === clientId)
    }
  })
  expect(moved.shopbell_batch_entries_sum).toBe(12)
  expect(moved.shopbell_batch_entries_count).toBeLessThan(12)
  expect(moved.shopbell_delivery_seconds_count).toBeLessThanOrEqual(moved.shopbell_batch_entries_count ?? 0)

  const metrics = new Metrics()
  metrics.delivered(250)
  metrics.delivered(-3)
  const text = await metrics.text({ sockets: { visitor: 0, agent: 0 }, laneDepth: 7, overdue: null })
  expect(text).toContain('shopbell_delivery_seconds_sum 0.25')
  expect(text).toContain('shopbell_delivery_seconds_bucket{le="0.001"} 1')
  expect(text).toContain('shopbell_lane_depth 7')
})

test('a refusal shows by where it was told and by its code', async () => {
  const agent = await house.agent()
  const visitor = await house.visitor()
  await visitor.greets()
  const onSocket = await refusalsBy(async () => {
    visitor.socket.saysRaw('no JSON')
    await visitor.socket.hears('refused')
    visitor.socket.saysRaw('{"type":"fetch","conversation":"conv_0000000000000000","after":0,"limit":1}')
    await visitor.socket.hears('refused')
  })
  expect(onSocket).toEqual({
    'shopbell_refusals_total{via="socket",code="not_json"}': 1,
    'shopbell_refusals_total{via="socket",code="conversation_not_found"}': 1,
  })
  const overHttp = await refusalsBy(async () => {
    const path = `/v1/console/stores/${house.storeId}/settings`
    await house.ask('PUT', path, { headers: { cookie: agent.cookie, origin: CONSOLE }, body: '{"name":' })
    await house.ask('GET', '/nowhere')
    await house.ask('GET', '/v1/console/me', { headers: { origin: CONSOLE } })
    await house.ask('GET', '/%')
    // What never became a request counts as well: here a line whose headers had no end.
    const endless = Object.assign(new Error('no end'), { code: 'HPE_HEADER_OVERFLOW' })
    house.app.fastify.server.emit(
      'clientError',
      endless,
      new Socket().on('error', () => {}),
    )
  })
  expect(overHttp).toEqual({
    'shopbell_refusals_total{via="http",code="not_json"}': 1,
    'shopbell_refusals_total{via="http",code="not_found"}': 1,
    'shopbell_refusals_total{via="http",code="not_identified"}': 1,
    'shopbell_refusals_total{via="http",code="invalid"}': 1,
    'shopbell_refusals_total{via="http",code="too_large"}': 1,
  })
})

test('a command shows by how it ended', async () => {
  const [agent, colleague] = [await house.agent(), await house.agent({ name: 'Noor' })]
  const visitor = await house.visitor()
  await visitor.greets()
  await visitor.says('Anybody?')
  const moved = await movedBy(async () => {
    const path = `conversations/${visitor.inConversation}/claim`
    await agent.asksStore('POST', path, {})
    await colleague.asksStore('POST', path, {})
  })
  expect(moved['shopbell_commands_total{end="committed"}']).toBeGreaterThanOrEqual(1)
  expect(moved).toMatchObject({
    'shopbell_commands_total{end="refused"}': 1,
    'shopbell_refusals_total{via="http",code="taken"}': 1,
  })
})

test('who waits too long is counted, and a deadline until the sweep has seen to it', async () => {
  await using slow = await buildTestApp({ environment: { METRICS_TOKEN } })
  const overdue = async () => {
    const figures = await figuresOf(slow)
    return ['wait', 'deadline'].map((of) => figures.get(`shopbell_overdue_conversations{of="${of}"}`))
  }
  const visitor = await slow.visitor()
  await visitor.greets()
  await visitor.says('Anybody?')
  expect(await overdue()).toEqual([0, 0])
  slow.clock.advance(61_000)
  expect(await overdue()).toEqual([1, 1])
  await slow.app.tick()
  expect(await overdue()).toEqual([1, 0])
})

test('a database that does not answer costs one figure and a moment, not the others', async () => {
  await using stuck = await buildTestApp({ environment: { METRICS_TOKEN } })
  const client = openClient(stuck.databaseUrl, { max: 1, name: 'somebody else' })
  await client.unsafe('begin')
  await client.unsafe('lock table conversations in access exclusive mode')
  const [one, two] = await Promise.all([figuresOf(stuck), figuresOf(stuck)])
  for (const figures of [one, two]) {
    expect(figures.has('shopbell_overdue_conversations{of="wait"}')).toBe(false)
    expect(figures.get('shopbell_sockets{kind="visitor"}')).toBe(0)
  }
  await client.unsafe('rollback')
  await client.end()
  await expect
    .poll(async () => (await figuresOf(stuck)).get('shopbell_overdue_conversations{of="wait"}'))
    .toBe(0)

  const broken = openMetricsHttp(
    { logLevel: 'silent' },
    {
      metrics: new Metrics(),
      token: null,
      sockets: () => ({ visitor: 0, agent: 0 }),
      laneDepth: () => 0,
      countOverdue: () => Promise.reject(new Error('no connection')),
    },
  )
  const answer = await broken.inject('/metrics')
  expect(answer.statusCode).toBe(200)
  expect(answer.body).not.toContain('shopbell_overdue_conversations{')
})

test('the process shows its time, its memory and how late its loop is', async () => {
  const figures = await figuresOf(house)
  expect(figures.get('process_cpu_seconds_total')).toBeGreaterThan(0)
  expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(figures.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000)
  const [p50, p99, max] = ['p50', 'p99', 'max'].map((at) =>
    figures.get(`shopbell_event_loop_delay_seconds{at="${at}"}`),
  )
  expect(p50).toBeGreaterThanOrEqual(0)
  expect(p99).toBeGreaterThanOrEqual(p50 ?? 1)
  expect(max).toBeGreaterThanOrEqual(0)
})

test('every code of the closed lists is there from the start, and nothing of a person ever is', async () => {
  await using fresh = await buildTestApp({ environment: { METRICS_TOKEN } })
  const before = await figuresOf(fresh)
  for (const code of Object.keys(REFUSALS)) {
    expect(before.get(`shopbell_refusals_total{via="socket",code="${code}"}`)).toBe(0)
    expect(before.get(`shopbell_refusals_total{via="http",code="${code}"}`)).toBe(0)
  }
  for (const code of Object.keys(BYES)) {
    expect(before.get(`shopbell_good_byes_total{code="${code}"}`)).toBe(0)
  }
  const [agent, visitor] = [await fresh.agent(), await fresh.visitor()]
  await agent.connects()
  await visitor.greets()
  await visitor.says('My parcel is late.')
  visitor.socket.saysRaw('{"type":"ordernumber.4711"}')
  await visitor.socket.hears('refused')
  await agent.says(visitor.inConversation, 'Which one?')
  await fresh.ask('GET', '/v1/private/path')
  await fresh.app.settled()
  const after = await figuresOf(fresh)
  expect([...after.keys()]).toEqual([...before.keys()])
  const names = [...after.keys()].join('\n')
  expect(names).not.toMatch(/sto_|conv_|vis_|agt_|@|127\.0|4711|parcel|private/)
})
