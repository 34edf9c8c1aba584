import type { AgentId, ConversationId, NamedAgent, StoreId, VisitorId } from '@shopbell/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_DURATIONS } from '../foundation/durations'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Happening } from './facts'
import type { Head } from './head'
import { entryKey, type KnownWorld, memberKey, visitorKey, writerKey } from './known-world'
import type { AgentEntry, NewEntry } from './new-entry'
import { placeEntries } from './place-entries'

const STORE: StoreId = 'sto_one'
const START = 1_000_000_000_000
const HOUR = 3_600_000
const VISITORS: readonly VisitorId[] = ['vis_one', 'vis_two']
const AGENTS: readonly NamedAgent[] = [
  { id: 'agt_ines', name: 'Ines' },
  { id: 'agt_ole', name: 'Ole' },
]

/** A database of one store, in memory: what a batch changes is there for the next one. */
class Log {
  readonly heads = new Map<ConversationId, Head>()
  readonly entries: StoredEntry[] = []
  nowMs = START
  #drawn = 0

  world(): KnownWorld {
    const newest = (visitorId: VisitorId) =>
      [...this.heads.values()]
        .filter((head) => head.visitorId === visitorId)
        .sort(
          (a, b) => Number(a.status === 'closed') - Number(b.status === 'closed') || b.openedAt - a.openedAt,
        )[0]
    return {
      heads: new Map(this.heads),
      visitors: new Map(
        VISITORS.map((id) => [visitorKey(STORE, id), { name: null, newest: newest(id)?.id ?? null }]),
      ),
      members: new Map(AGENTS.map((agent) => [memberKey(STORE, agent.id), agent])),
      known: new Map(this.entries.map((entry) => [entryKey(entry.sender.id, entry.clientId), entry])),
      others: new Map(
        [...this.heads.keys()].flatMap((id) =>
          AGENTS.map(({ id: agentId }) => {
            const others = this.of(id).filter(({ sender }) => sender.id !== agentId)
            return [writerKey(id, agentId), others.at(-1)?.seq ?? 0] as const
          }),
        ),
      ),
    }
  }

  of(id: ConversationId): StoredEntry[] {
    return this.entries.filter(({ conversation }) => conversation === id)
  }

  append(...entries: NewEntry[]) {
    const drawn = () => {
      this.#drawn += 1
      return this.#drawn
    }
    const placed = placeEntries(this.world(), entries, {
      nowMs: this.nowMs,
      durations: DEFAULT_DURATIONS,
      draw: { conversationId: () => `conv_${drawn()}`, clientId: () => `drawn${drawn()}` },
    })
    for (const { head, base, entries: appended } of placed.changes) {
      expect(base?.version).toBe(this.heads.get(head.id)?.version)
      expect(head.version).toBe((base?.version ?? 0) + 1)
      this.heads.set(head.id, head)
      this.entries.push(...appended)
    }
    return placed.placements.map(({ appended }) => appended)
  }
}

function message(visitorId: VisitorId, clientId: string): NewEntry {
  return {
    from: 'visitor',
    storeId: STORE,
    visitorId,
    clientId,
    via: 'widget',
    text: 'Hello',
    page: null,
    files: [],
  }
}

function reply(
  agentId: AgentId,
  conversationId: ConversationId,
  clientId: string,
  unlessAfter?: number,
): AgentEntry {
  const entry = { from: 'agent', kind: 'message', agentId, conversationId, clientId, via: 'console' } as const
  return { ...entry, text: 'Yes', files: [], ...(unlessAfter === undefined ? {} : { unlessAfter }) }
}

/** What somebody tries; which conversation is decided when it is known which there are. */
// Reopening by hand is left out: its command looks first whether the shopper has another one open.
const attempt = fc.record({
  what: fc.constantFrom(
    ...['message', 'reply', 'note', 'claim', 'close', 'lose', 'back', 'deadline'],
    ...['transfer', 'to_team', 'release', 'gone', 'here', 'saw', 'address', 'typing', 'promise', 'sort'],
  ),
  visitor: fc.nat(1),
  agent: fc.nat(1),
  conversation: fc.nat(5),
  key: fc.nat(30),
})
const batch = fc.record({ attempts: fc.array(attempt, { maxLength: 8 }), afterMs: fc.nat(60 * HOUR) })

test('whatever is tried: numbers stay dense, keys single, one conversation open, one deadline', () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 25 }), (batches) => {
      const log = new Log()
      for (const { attempts, afterMs } of batches) {
        log.nowMs += afterMs
        const ids = [...log.heads.keys()]
        log.append(...attempts.flatMap((one) => entryOf(one, ids)))
        judge(log)
      }
    }),
    { numRuns: 150 },
  )
})

function entryOf(
  {
    what,
    visitor,
    agent,
    conversation,
    key,
  }: Record<'visitor' | 'agent' | 'conversation' | 'key', number> & {
    what: string
  },
  ids: readonly ConversationId[],
): NewEntry[] {
  const visitorId = VISITORS[visitor]
  const agentId = AGENTS[agent]?.id
  const conversationId = ids[conversation % Math.max(1, ids.length)]
  if (visitorId === undefined || agentId === undefined) return []
  const clientId = `key_${key}`
  if (what === 'message') return [message(visitorId, clientId)]
  if (conversationId === undefined) return []
  if (what === 'reply') return [reply(agentId, conversationId, clientId)]
  if (what === 'note') return [{ ...reply(agentId, conversationId, clientId), kind: 'note' }]
  const at = { from: 'server', storeId: STORE, conversationId } as const
  if (what === 'claim') return [{ ...at, happening: { kind: 'given', because: 'claimed', agentId } }]
  if (what === 'close') return [{ ...at, happening: { kind: 'closed', agentId } }]
  if (what === 'lose') return [{ ...at, happening: { kind: 'agent_lost', agentId } }]
  if (what === 'back') return [{ ...at, happening: { kind: 'agent_back', agentId } }]
  if (what === 'promise') return [{ ...at, says: { kind: 'promise', body: { place: key + 1, byMs: null } } }]
  if (what === 'sort') return [{ ...at, sorts: { priority: 1, teamId: null, tags: ['payment'] } }]
  const happening = happeningOf(what, agentId, key)
  return [{ ...at, happening }]
}

function happeningOf(what: string, agentId: AgentId, key: number): Happening {
  const other = AGENTS[key % 2]?.id ?? agentId
  switch (what) {
    case 'transfer':
      return { kind: 'transferred', agentId, to: { kind: 'agent', agent: other } }
    case 'to_team':
      return { kind: 'transferred', agentId, to: { kind: 'team', team: { id: 'team_one', name: 'Sizes' } } }
    case 'release':
      return { kind: 'released', agentId }
    case 'gone':
      return { kind: 'visitor_gone' }
    case 'here':
      return { kind: 'visitor_back' }
    case 'saw':
      return { kind: 'visitor_saw', seq: key }
    case 'address':
      return { kind: 'address_left', address: 'ada@example.com', withinMs: HOUR, byEmail: key % 2 === 0 }
    case 'typing':
      return { kind: 'agent_typing', agentId }
    default:
      return { kind: 'deadline' }
  }
}

function judge(log: Log): void {
  const keys = log.entries.map(({ sender, clientId }) => entryKey(sender.id, clientId))
  expect(new Set(keys).size).toBe(keys.length)
  for (const visitorId of VISITORS) {
    const open = [...log.heads.values()].filter(
      (head) => head.visitorId === visitorId && head.status !== 'closed',
    )
    expect(open.length).toBeLessThanOrEqual(1)
  }
  for (const head of log.heads.values()) {
    const entries = log.of(head.id)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1))
    const visible = entries.flatMap((entry) => entry.visible ?? [])
    expect(visible).toEqual(visible.map((_, at) => at + 1))
    expect([head.nextSeq, head.nextVisible]).toEqual([entries.length + 1, visible.length + 1])
    expect(head.dueAt === null).toBe(head.status === 'closed')
    expect(head.agentId === null).toBe(head.status !== 'with_agent')
    expect(head.queuedAt === null).toBe(head.status !== 'waiting')
    expect(head.visitorSeq).toBeGreaterThan(0)
    // What a letter would be about is a message of the team's.
    if (head.unseenSeq !== null) {
      expect(entries[head.unseenSeq - 1]).toMatchObject({ kind: 'message', sender: { kind: 'agent' } })
    }
  }
}

test('within seven days a message reopens the conversation, later it begins one that is linked to it', () => {
  const log = new Log()
  log.append(message('vis_one', 'a'))
  const [first] = log.heads.keys()
  if (first === undefined) throw new Error('no conversation')
  const close: NewEntry = {
    from: 'server',
    storeId: STORE,
    conversationId: first,
    happening: { kind: 'closed', agentId: 'agt_ines' },
  }
  log.append(close)
  log.nowMs += 6 * 24 * HOUR
  const [reopened] = log.append(message('vis_one', 'b'))
  expect(reopened).toMatchObject({ kind: 'stored', entry: { conversation: first, seq: 4, visible: 4 } })
  log.append(close)
  log.nowMs += 7 * 24 * HOUR
  const [begun] = log.append(message('vis_one', 'c'))
  expect(begun).toMatchObject({ kind: 'stored', entry: { seq: 2, visible: 1 } })
  const second = [...log.heads.values()].at(-1)
  expect(second).toMatchObject({ earlierId: first, status: 'waiting' })
  expect(log.of(second?.id ?? first)[0]).toMatchObject({
    kind: 'linked',
    visible: null,
    body: { earlier: first },
  })
})

test('a reply is held back if somebody else wrote meanwhile, not if it was the writer', () => {
  const log = new Log()
  log.append(message('vis_one', 'a'))
  const [id] = log.heads.keys()
  if (id === undefined) throw new Error('no conversation')
  log.append({
    from: 'server',
    storeId: STORE,
    conversationId: id,
    happening: { kind: 'given', because: 'claimed', agentId: 'agt_ines' },
  })
  const both = log.append(reply('agt_ines', id, 'b', 2), reply('agt_ines', id, 'c', 2))
  expect(both.map(({ kind }) => kind)).toEqual(['stored', 'stored'])
  log.append(message('vis_one', 'd'))
  const [late] = log.append(reply('agt_ines', id, 'e', 4))
  expect(late).toEqual({ kind: 'refused', code: 'moved_on' })
  const [sameKey] = log.append(reply('agt_ines', id, 'c', 2))
  expect(sameKey?.kind).toBe('known')
})

test('a note may be added to anything, closed ones included, and moves nothing', () => {
  const log = new Log()
  log.append(message('vis_one', 'a'))
  const [id] = log.heads.keys()
  if (id === undefined) throw new Error('no conversation')
  const note = (clientId: string): NewEntry => ({
    from: 'agent',
    kind: 'note',
    agentId: 'agt_ole',
    conversationId: id,
    clientId,
    via: 'console',
    text: 'Zone 3',
    files: [],
  })
  log.append(
    {
      from: 'server',
      storeId: STORE,
      conversationId: id,
      happening: { kind: 'closed', agentId: 'agt_ines' },
    },
    note('b'),
  )
  expect(log.heads.get(id)).toMatchObject({ status: 'closed', nextSeq: 4, nextVisible: 3, lastText: 'Hello' })
})
