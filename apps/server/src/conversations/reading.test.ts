import { type ConversationId, compareRows, type ResumePoint, VIEWS } from '@shopbell/protocol'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimConversation } from '../routing/claim'
import { closeConversation } from '../routing/close'
import { appendEntries } from './append-entries'
import { rowOf } from './conversation-row'
import {
  conversationOfStore,
  conversationOfVisitor,
  conversationsOfMember,
  earlierConversations,
  newestConversationOf,
} from './find-conversation'
import { headForAgent, headForVisitor } from './head'
import { logPage } from './log-pages'
import { beginVisitor, visitorByToken } from './open-visitor'
import { marksOf, ownMarks, ReadMarks } from './read-marks'
import { resumeCheck } from './resume-check'
import { House } from './testing/house'
import { viewContains, viewCounts, viewPage } from './views'

let house: House
beforeAll(async () => {
  house = await House.open()
})
beforeEach(() => house.empty())
afterAll(() => house[Symbol.asyncDispose]())

/** A conversation whose log is: message 1, claimed 2, note 3, reply 4, note 5, note 6, message 7. */
async function talk() {
  const { visitorId, id } = await house.conversation()
  const agentId = await house.addAgent()
  await house.transact((work) =>
    claimConversation(work, { storeId: house.storeId, agentId, conversationId: id }),
  )
  await house.lane.append(house.note(agentId, id))
  await house.lane.append(house.reply(agentId, id))
  await house.lane.append(house.note(agentId, id))
  await house.lane.append(house.note(agentId, id))
  await house.lane.append(house.message(visitorId, 'Thank you.'))
  return { visitorId, agentId, id, head: await house.head(id) }
}

test('each reader sees dense numbers of their own', async () => {
  const { head } = await talk()
  const agent = await logPage(house.db, head, { audience: 'agent', side: { after: 0 }, limit: 200 })
  expect(agent.entries.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
    '1 message',
    '2 standing',
    '3 note',
    '4 message',
    '5 note',
    '6 note',
    '7 message',
  ])
  expect([agent.head, agent.more]).toEqual([7, false])
  const visitor = await logPage(house.db, head, { audience: 'visitor', side: { after: 0 }, limit: 200 })
  expect(visitor.entries.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
    '1 message',
    '2 standing',
    '3 message',
    '4 message',
  ])
  expect([visitor.head, visitor.more]).toEqual([4, false])
  expect(visitor.entries.every((entry) => !('visible' in entry))).toBe(true)
  expect([headForAgent(head).seq, headForVisitor(head).seq]).toEqual([7, 4])
})

test('a log is read in pages from either end, without a gap', async () => {
  const { head } = await talk()
  for (const audience of ['agent', 'visitor'] as const) {
    const all = await logPage(house.db, head, { audience, side: { after: 0 }, limit: 200 })
    const forward: number[] = []
    for (let after = 0, more = true; more; ) {
      const page = await logPage(house.db, head, { audience, side: { after }, limit: 2 })
      forward.push(...page.entries.map(({ seq }) => seq))
      after = forward.at(-1) ?? 0
      more = page.more
    }
    const backward: number[] = []
    for (let before = all.head + 1, more = true; more; ) {
      const page = await logPage(house.db, head, { audience, side: { before }, limit: 2 })
      backward.unshift(...page.entries.map(({ seq }) => seq))
      before = backward[0] ?? 0
      more = page.more
    }
    expect(forward).toEqual(all.entries.map(({ seq }) => seq))
    expect(backward).toEqual(forward)
  }
})

test('a client that knows another log is told to start over', async () => {
  const { head, id } = await talk()
  const log = await house.log(id)
  const visibleAt = (place: number) => log.find(({ visible }) => visible === place)?.clientId ?? null
  const place = (after: number, lastClientId: string | null, epoch = 'now'): ResumePoint => {
    return { conversation: id, epoch, after, lastClientId }
  }
  const check = (audience: 'visitor' | 'agent', ...points: ResumePoint[]) =>
    resumeCheck(house.db, 'now', { audience, points: points.map((point) => ({ point, head })) })
  expect(
    await check(
      'visitor',
      place(0, null),
      place(3, visibleAt(3)),
      place(4, visibleAt(4)),
      place(4, visibleAt(3)),
      place(5, visibleAt(4)),
      place(3, null),
      place(3, visibleAt(3), 'before the restore'),
      place(0, null, 'before the restore'),
    ),
  ).toEqual(['ok', 'ok', 'ok', 'reset', 'reset', 'reset', 'reset', 'reset'])
  expect(await check('agent', place(7, log[6]?.clientId ?? null), place(3, visibleAt(3)))).toEqual([
    'ok',
    'reset',
  ])
  expect(await check('agent')).toEqual([])
})

test('a token opens its own store only', async () => {
  const begun = await house.transact((work) => beginVisitor(work, house.storeId))
  const other = await house.addStore()
  expect(await visitorByToken(house.db, house.storeId, begun.token)).toEqual({
    id: begun.visitorId,
    name: null,
  })
  expect(await visitorByToken(house.db, other, begun.token)).toBeNull()
  expect(await visitorByToken(house.db, house.storeId, `${begun.token}x`)).toBeNull()
  await expect(house.transact((work) => beginVisitor(work, 'sto_nowhere'))).rejects.toMatchObject({
    code: 'store_not_found',
  })
})

test("nobody finds somebody else's conversation", async () => {
  const { id, visitorId, agentId } = await talk()
  const { storeId } = house
  const other = await house.addStore()
  const stranger = await house.addAgent('Stranger', { storeId: other })
  const visitor = await house.addVisitor()
  expect((await conversationOfVisitor(house.db, { storeId, visitorId }, id))?.id).toBe(id)
  expect(await conversationOfVisitor(house.db, { storeId, visitorId: visitor }, id)).toBeNull()
  expect(await conversationOfStore(house.db, other, id)).toBeNull()
  expect(await conversationsOfMember(house.db, agentId, [id])).toHaveLength(1)
  expect(await conversationsOfMember(house.db, stranger, [id])).toEqual([])
  expect(await newestConversationOf(house.db, { storeId, visitorId: visitor })).toBeNull()
})

test('what a visitor wrote about before is listed, newest first', async () => {
  const { storeId } = house
  const agentId = await house.addAgent()
  const { visitorId, id } = await house.conversation()
  const ids = [id]
  for (const text of ['Second', 'Third']) {
    await house.transact((work) =>
      closeConversation(work, { storeId, agentId, conversationId: ids.at(-1) ?? id }),
    )
    house.clock.advance(8 * 24 * 3_600_000)
    const appended = await house.lane.append(house.message(visitorId, text))
    if (appended.kind === 'stored') ids.push(appended.entry.conversation)
  }
  const newest = await newestConversationOf(house.db, { storeId, visitorId })
  expect(newest?.id).toBe(ids[2])
  const earlier = newest === null ? [] : await earlierConversations(house.db, newest)
  expect(earlier.map((one) => one.firstLine)).toEqual(['Second', 'Do you ship to Norway?'])
  expect(earlier.map((one) => one.id)).toEqual([ids[1], ids[0]])
})

test('a view is read in pages in the order that screens use, and knows what belongs to it', async () => {
  const { storeId } = house
  const [ines, ole] = [await house.addAgent('Ines'), await house.addAgent('Ole')]
  const ids: ConversationId[] = []
  for (let at = 0; at < 24; at += 1) {
    // Two at the same moment, so that ids decide.
    if (at % 2 === 0) house.clock.advance(1_000)
    const { id, visitorId } = await house.conversation()
    ids.push(id)
    if (at % 4 === 1) await house.lane.append(house.reply(at % 8 === 1 ? ines : ole, id))
    if (at % 4 === 2) {
      await house.transact((work) => closeConversation(work, { storeId, agentId: ines, conversationId: id }))
    }
    if (at % 5 === 0) await house.lane.append(house.message(visitorId, 'And one more thing'))
    if (at % 8 === 3) await byEmail(id)
  }
  const rows = (await Promise.all(ids.map((id) => house.head(id)))).map(rowOf)
  for (const view of VIEWS) {
    const expected = rows.filter((row) => viewContains(view, row, ines)).sort(compareRows(view))
    const found = []
    let before: string | undefined
    do {
      const page = await viewPage(house.db, { storeId, agentId: ines, view, before, limit: 4 })
      found.push(...page.rows)
      before = page.next ?? undefined
    } while (before !== undefined)
    expect(found).toEqual(expected)
    expect(found.length).toBeGreaterThan(2)
  }
  const contained = (view: 'mine' | 'waiting' | 'email') =>
    rows.filter((row) => viewContains(view, row, ines)).length
  expect(await viewCounts(house.db, storeId, ines)).toEqual({
    mine: contained('mine'),
    waiting: contained('waiting'),
    email: contained('email'),
  })
  await expect(
    viewPage(house.db, { storeId, agentId: ines, view: 'all', before: "1'; drop", limit: 4 }),
  ).rejects.toMatchObject({ code: 'invalid' })
})

async function byEmail(conversationId: ConversationId): Promise<void> {
  const happening = {
    kind: 'address_left',
    address: 'ada@example.com',
    withinMs: 24 * 3_600_000,
    byEmail: true,
  } as const
  const left = { from: 'server', storeId: house.storeId, conversationId, happening } as const
  await house.transact((work) => appendEntries(work, [left]))
}

function readMarks(): ReadMarks {
  return new ReadMarks({ transact: house.transact, report: (error) => house.troubles.push(error) })
}

test('read marks are only raised, and told to each side in its own numbers', async () => {
  const { visitorId, agentId, id } = await talk()
  const { storeId } = house
  house.events.length = 0
  const marks = readMarks()
  const mark = { storeId, conversationId: id }
  marks.raise({ ...mark, readerKind: 'visitor', readerId: visitorId, place: 2 })
  marks.raise({ ...mark, readerKind: 'visitor', readerId: visitorId, place: 3 })
  marks.raise({ ...mark, readerKind: 'agent', readerId: agentId, place: 6 })
  await marks.flush()
  expect(await marksOf(house.db, 'agent', [id])).toEqual([{ conversation: id, visitor: 4, team: 6 }])
  expect(await marksOf(house.db, 'visitor', [id])).toEqual([{ conversation: id, visitor: 3, team: 3 }])
  expect(house.events.filter(({ kind }) => kind === 'marks.raised')).toHaveLength(2)
  expect(house.events).toContainEqual({
    kind: 'marks.raised',
    storeId,
    conversationId: id,
    visitorId,
    readerKind: 'visitor',
    readerId: visitorId,
    seq: 4,
    visible: 3,
  })
  house.events.length = 0
  marks.raise({ ...mark, readerKind: 'visitor', readerId: visitorId, place: 1 })
  await marks.flush()
  expect(house.events).toEqual([])
  marks.raise({ ...mark, readerKind: 'visitor', readerId: visitorId, place: 1_000 })
  await marks.flush()
  expect(await marksOf(house.db, 'agent', [id])).toEqual([{ conversation: id, visitor: 7, team: 6 }])
  expect(await ownMarks(house.db, agentId, [id])).toEqual({ [id]: 6 })
  expect(house.troubles).toEqual([])
})

test('nobody marks what is not theirs to read', async () => {
  const { id } = await talk()
  const other = await house.addStore()
  const stranger = await house.addAgent('Stranger', { storeId: other })
  const visitor = await house.addVisitor()
  const marks = readMarks()
  const mark = { storeId: house.storeId, conversationId: id, place: 1 }
  marks.raise({ ...mark, readerKind: 'agent', readerId: stranger })
  marks.raise({ ...mark, readerKind: 'visitor', readerId: visitor })
  marks.raise({ ...mark, storeId: other, readerKind: 'agent', readerId: stranger })
  await marks.flush()
  expect(await marksOf(house.db, 'agent', [id])).toEqual([{ conversation: id, visitor: 0, team: 0 }])
})
