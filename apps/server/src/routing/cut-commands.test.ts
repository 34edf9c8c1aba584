import type { AgentId, ConversationId } from '@shopbell/protocol'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { beginVisitor } from '../conversations/open-visitor'
import { raiseMarks } from '../conversations/read-marks'
import { CuttingProxy } from '../conversations/testing/cutting-proxy'
import { expectAllOrNothing } from '../conversations/testing/every-cut'
import { House } from '../conversations/testing/house'
import { enqueue } from '../foundation/jobs'
import type { Work } from '../foundation/transact'
import { assignWaiting } from './assign'
import { claimConversation } from './claim'
import { closeConversation } from './close'
import { releaseConversations } from './former-members'
import { giveLeaseUp, lockAgents, renewLeases, takeLease } from './leases'
import { loseAgent, welcomeAgentBack } from './lost-agents'
import { releaseConversation } from './release'
import { reopenConversation } from './reopen'
import { saveRules } from './save-rules'
import { sortWaiting } from './sort-waiting'
import { sweep } from './sweep'
import { setSwitch } from './switch'
import { addTeam, changeTeam, removeTeam } from './teams'
import { transferConversation } from './transfer'

let house: House
let proxy: CuttingProxy
beforeAll(async () => {
  house = await House.open()
  proxy = await CuttingProxy.open(house.url)
})
beforeEach(() => house.empty())
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  proxy.close()
})

/** Each cut costs a new connection. */
const SLOW_MS = 60_000
const DAY_MS = 86_400_000

interface Scene {
  readonly agentId: AgentId
  readonly waiting: ConversationId
  readonly theirs: ConversationId
}

/** An agent who is there, a conversation that is theirs, and one that waits. */
async function scene(): Promise<Scene> {
  await house.empty()
  const agentId = await house.addAgent('Ines', { switch: 'available' })
  await house.transact((work) => takeLease(work, agentId, 'one'))
  const theirs = await house.conversation()
  await house.lane.append(house.reply(agentId, theirs.id))
  const waiting = await house.conversation()
  return { agentId, theirs: theirs.id, waiting: waiting.id }
}

const COMMANDS: Readonly<Record<string, (work: Work, scene: Scene) => Promise<unknown>>> = {
  'taking a conversation': (work, { agentId, waiting }) =>
    claimConversation(work, { storeId: house.storeId, agentId, conversationId: waiting }),
  'closing one': (work, { agentId, theirs }) =>
    closeConversation(work, { storeId: house.storeId, agentId, conversationId: theirs }),
  'handing one over with a note': (work, { agentId, waiting }) =>
    transferConversation(work, {
      storeId: house.storeId,
      agentId,
      conversationId: waiting,
      to: { agent: agentId },
      note: 'For me',
    }),
  'giving one back and closing it, then opening it again': async (work, { agentId, theirs }) => {
    const own = { storeId: house.storeId, agentId, conversationId: theirs }
    await releaseConversation(work, own)
    await closeConversation(work, own)
    await reopenConversation(work, own)
  },
  'making a team, and taking its members away': async (work, { agentId }) => {
    const asked = { by: agentId, storeId: house.storeId }
    const other = await addTeam(work, { ...asked, team: { name: 'Parcels', members: [agentId] } })
    const team = await addTeam(work, { ...asked, team: { name: 'Billing', members: [agentId] } })
    await changeTeam(work, { ...asked, team: { ...team, name: 'Money', members: [] } })
    await removeTeam(work, { ...asked, id: other.id })
  },
  'saving rules and sorting by them': async (work, { agentId }) => {
    const rule = { name: 'All', isOn: true, condition: {}, effect: { priority: 1 } } as const
    await saveRules(work, { by: agentId, storeId: house.storeId, rules: [rule] })
    await sortWaiting(work, house.storeId)
  },
  assigning: (work) => assignWaiting(work, house.storeId),
  'moving the switch': (work, { agentId }) =>
    setSwitch(work, { storeId: house.storeId, agentId, place: 'away' }),
  'losing an agent': async (work, { agentId }) => {
    await lockAgents(work, [agentId])
    await work.db.execute(sql`delete from presence`)
    await loseAgent(work, agentId)
  },
  'welcoming an agent': async (work, { agentId }) => {
    await takeLease(work, agentId, 'two')
    await loseAgent(work, agentId)
    await welcomeAgentBack(work, agentId)
  },
  'giving a lease up': async (work, { agentId }) => {
    await lockAgents(work, [agentId])
    await giveLeaseUp(work, agentId, 'one')
    await loseAgent(work, agentId)
  },
  'renewing leases': (work, { agentId }) =>
    renewLeases({ ...work, now: new Date(work.now.getTime() + 1_000) }, [agentId], 'one'),
  // As if each of its parts were run on this transaction, a day later: the agent is lost, and a deadline has passed.
  sweeping: (work) => {
    const now = new Date(work.now.getTime() + DAY_MS)
    const { db } = house
    return sweep({
      db,
      transact: (command) => command({ ...work, now }),
      clock: { now: () => now.getTime() },
    })
  },
  releasing: (work, { theirs }) => releaseConversations(work, [{ storeId: house.storeId, id: theirs }]),
  'beginning a visitor': (work) => beginVisitor(work, house.storeId),
  'raising marks and asking for a job': async (work, { agentId, theirs }) => {
    await enqueue(work, { kind: 'test', key: 'one', payload: {} })
    await raiseMarks(work, [
      { storeId: house.storeId, conversationId: theirs, readerKind: 'agent', readerId: agentId, place: 1 },
    ])
  },
}

for (const [name, command] of Object.entries(COMMANDS)) {
  test(`${name}: wherever the connection dies, all of it is stored or nothing`, { timeout: SLOW_MS }, () =>
    expectAllOrNothing({ house, proxy }, scene, command),
  )
}

test('the lane loses nothing and doubles nothing, wherever its connection dies', {
  timeout: SLOW_MS,
}, async () => {
  const lane = house.openLane({ url: proxy.url })
  const { visitorId, id } = await house.conversation()
  const other = await house.conversation()
  // Alone two statements, together six.
  for (const [size, statements] of [
    [1, 3],
    [4, 7],
  ] as const) {
    for (let statement = 1; statement <= statements; statement += 1) {
      for (const when of ['before', 'after'] as const) {
        const sent = Array.from({ length: size }, (_, at) =>
          house.message(at % 2 === 0 ? visitorId : other.visitorId, `${size} ${statement} ${when} ${at}`),
        )
        proxy.arm({ statement, when })
        const outcomes = sent.map((message) => lane.append(message))
        expect((await Promise.all(outcomes)).every(({ kind }) => kind === 'stored' || kind === 'known')).toBe(
          true,
        )
      }
    }
  }
  for (const one of [id, other.id]) {
    const log = await house.log(one)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
    expect(new Set(log.map(({ body }) => JSON.stringify(body))).size).toBe(log.length)
  }
})
