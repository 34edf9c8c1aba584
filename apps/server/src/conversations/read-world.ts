import { arrayLiteral, type RunPrepared } from '@shopbell/database'
import type { AgentId, ConversationId, NamedAgent, StoreId, VisitorId } from '@shopbell/protocol'
import { assertNever } from '../foundation/errors'
import type { StoredEntry } from '../foundation/stored-entry'
import { entryJson } from './entry-json'
import { type Head, headColumns, headJson } from './head'
import { entryKey, type KnownVisitor, type KnownWorld, memberKey, visitorKey, writerKey } from './known-world'
import { HIGHEST_SEQ, placeInLog } from './log-places'
import type { AgentEntry, NewEntry, ServerEntry, VisitorMessage } from './new-entry'

/** How the heads are read: unlocked, waiting for their locks, or leaving out those that somebody holds. */
export type Lock = 'none' | 'wait' | 'skip'

export interface ReadWorld extends KnownWorld {
  /** With `skip`: the conversations that somebody else holds. */
  readonly held: ReadonlySet<ConversationId>
}

/**
 * Reads what the fold needs to know about these entries, in one trip. Heads are locked in the order of their ids.
 * The keys are looked up by a later statement than the lock: one that was committed while we waited is seen.
 */
export async function readWorld(
  run: RunPrepared,
  newEntries: readonly NewEntry[],
  lock: Lock,
): Promise<ReadWorld> {
  const wanted = wantedOf(newEntries)
  // The statements leave in this order, because each is sent when it is made.
  const [heads, known, visitors, members, others, existing] = await Promise.all([
    readHeads(run, wanted, lock),
    readKnown(run, wanted),
    readVisitors(run, wanted),
    readMembers(run, wanted),
    readOthers(run, wanted),
    lock === 'skip' ? readHeads(run, wanted, 'none') : [],
  ])
  const ours = new Map(heads.map((head) => [head.id, head]))
  const held = new Map(existing.filter(({ id }) => !ours.has(id)).map((head) => [head.id, head]))
  const newest = newestByVisitor([...ours.values(), ...held.values()])
  return {
    heads: ours,
    known: new Map(known.map(({ entry }) => [entryKey(entry.sender.id, entry.clientId), entry])),
    visitors: new Map(
      visitors.map(({ storeId, id, name }): [string, KnownVisitor] => {
        const key = visitorKey(storeId, id)
        return [key, { name, newest: newest.get(key)?.id ?? null }]
      }),
    ),
    members: new Map(
      members.map(({ storeId, id, name }): [string, NamedAgent] => [memberKey(storeId, id), { id, name }]),
    ),
    others: new Map(others.map((row) => [writerKey(row.conversationId, row.agentId), row.seq])),
    held: new Set(held.keys()),
  }
}

/**
 * The same for one entry that is alone, in one unlocked statement: one snapshot, so that the guarded write finds
 * out if anybody moved in between.
 */
export async function readWorldOfOne(
  run: RunPrepared,
  entry: VisitorMessage | AgentEntry,
): Promise<KnownWorld> {
  return entry.from === 'visitor' ? worldOfVisitor(run, entry) : worldOfAgent(run, entry)
}

interface Wanted {
  readonly conversations: readonly ConversationId[]
  readonly visitors: readonly { readonly storeId: StoreId; readonly visitorId: VisitorId }[]
  readonly agents: readonly AgentId[]
  readonly keys: readonly { readonly senderId: string; readonly clientId: string }[]
  readonly careful: readonly (AgentEntry & { readonly unlessAfter: number })[]
}

function wantedOf(newEntries: readonly NewEntry[]): Wanted {
  const conversations = new Set<ConversationId>()
  const visitors = new Map<string, { storeId: StoreId; visitorId: VisitorId }>()
  const agents = new Set<AgentId>()
  const keys: { senderId: string; clientId: string }[] = []
  const careful: (AgentEntry & { unlessAfter: number })[] = []
  for (const entry of newEntries) {
    switch (entry.from) {
      case 'visitor':
        visitors.set(visitorKey(entry.storeId, entry.visitorId), entry)
        keys.push({ senderId: entry.visitorId, clientId: entry.clientId })
        break
      case 'agent':
        conversations.add(entry.conversationId)
        agents.add(entry.agentId)
        keys.push({ senderId: entry.agentId, clientId: entry.clientId })
        if (entry.unlessAfter !== undefined) careful.push({ ...entry, unlessAfter: entry.unlessAfter })
        break
      case 'server':
        conversations.add(entry.conversationId)
        for (const agentId of agentsIn(entry)) agents.add(agentId)
        break
      default:
        assertNever(entry)
    }
  }
  return {
    conversations: [...conversations],
    visitors: [...visitors.values()],
    agents: [...agents],
    keys,
    careful,
  }
}

/** Whose names the log may need. */
function agentsIn(entry: ServerEntry): readonly AgentId[] {
  if (!('happening' in entry)) return []
  const { happening } = entry
  const by = 'agentId' in happening && happening.agentId !== undefined ? [happening.agentId] : []
  return happening.kind === 'transferred' && happening.to.kind === 'agent' ? [...by, happening.to.agent] : by
}

/** A visitor's conversations by how new they are: the open one, then the last opened. */
const NEWEST_FIRST = "(c.status <> 'closed') desc, c.opened_at desc, c.id desc"

const headsStatement = (lock: string) => `
  select ${headColumns('c')} from conversations c
  where c.id in (
    select unnest($1::text[])
    union
    select newest.id from unnest($2::text[], $3::text[]) wanted (store_id, visitor_id)
    cross join lateral (
      select c.id from conversations c
      where c.store_id = wanted.store_id and c.visitor_id = wanted.visitor_id
      order by ${NEWEST_FIRST} limit 1
    ) newest
  )
  order by c.id ${lock}`

const HEADS: Readonly<Record<Lock, string>> = {
  none: headsStatement(''),
  wait: headsStatement('for update of c'),
  skip: headsStatement('for update of c skip locked'),
}

function readHeads(
  run: RunPrepared,
  { conversations, visitors }: Wanted,
  lock: Lock,
): Promise<readonly Head[]> {
  return run<Head>(HEADS[lock], [
    arrayLiteral(conversations),
    arrayLiteral(visitors.map(({ storeId }) => storeId)),
    arrayLiteral(visitors.map(({ visitorId }) => visitorId)),
  ])
}

const KNOWN = `
  select ${entryJson('e')} as entry
  from unnest($1::text[], $2::text[]) wanted (sender_id, client_id)
  join entries e on e.sender_id = wanted.sender_id and e.client_id = wanted.client_id`

async function readKnown(run: RunPrepared, { keys }: Wanted): Promise<readonly { entry: StoredEntry }[]> {
  if (keys.length === 0) return []
  return run<{ entry: StoredEntry }>(KNOWN, [
    arrayLiteral(keys.map(({ senderId }) => senderId)),
    arrayLiteral(keys.map(({ clientId }) => clientId)),
  ])
}

type VisitorName = { storeId: StoreId; id: VisitorId; name: string | null }

async function readVisitors(run: RunPrepared, { visitors }: Wanted): Promise<readonly VisitorName[]> {
  if (visitors.length === 0) return []
  return run<VisitorName>(
    `select v.store_id as "storeId", v.id, v.name
     from unnest($1::text[], $2::text[]) wanted (store_id, id)
     join visitors v on v.store_id = wanted.store_id and v.id = wanted.id`,
    [
      arrayLiteral(visitors.map(({ storeId }) => storeId)),
      arrayLiteral(visitors.map(({ visitorId }) => visitorId)),
    ],
  )
}

type MemberName = { storeId: StoreId; id: AgentId; name: string }

async function readMembers(run: RunPrepared, { agents }: Wanted): Promise<readonly MemberName[]> {
  if (agents.length === 0) return []
  return run<MemberName>(
    `select m.store_id as "storeId", a.id, a.name from memberships m join agents a on a.id = m.agent_id
     where m.agent_id = any($1::text[])`,
    [arrayLiteral(agents)],
  )
}

type LastByOthers = { conversationId: ConversationId; agentId: AgentId; seq: number }

async function readOthers(run: RunPrepared, { careful }: Wanted): Promise<readonly LastByOthers[]> {
  if (careful.length === 0) return []
  return run<LastByOthers>(
    `select e.conversation_id as "conversationId", wanted.agent_id as "agentId", max(e.seq) as seq
     from unnest($1::text[], $2::text[], $3::int[]) wanted (conversation_id, agent_id, after)
     join entries e on e.conversation_id = wanted.conversation_id and e.seq > wanted.after
       and e.sender_id <> wanted.agent_id and e.sender_kind <> 'system'
     group by 1, 2`,
    [
      arrayLiteral(careful.map(({ conversationId }) => conversationId)),
      arrayLiteral(careful.map(({ agentId }) => agentId)),
      arrayLiteral(careful.map(({ unlessAfter }) => placeInLog(unlessAfter))),
    ],
  )
}

function newestByVisitor(heads: readonly Head[]): ReadonlyMap<string, Head> {
  const newest = new Map<string, Head>()
  for (const head of heads) {
    const key = visitorKey(head.storeId, head.visitorId)
    const other = newest.get(key)
    if (other === undefined || isNewer(head, other)) newest.set(key, head)
  }
  return newest
}

/** The same order as `NEWEST_FIRST`. */
function isNewer(one: Head, other: Head): boolean {
  if ((one.status === 'closed') !== (other.status === 'closed')) return other.status === 'closed'
  return one.openedAt === other.openedAt ? one.id > other.id : one.openedAt > other.openedAt
}

type Alone = { name: string | null; head: Head | null; known: StoredEntry | null; others: number | null }

const KNOWN_ALONE = `(select ${entryJson('e')} from entries e where e.sender_id = $2 and e.client_id = $3) as known`

const VISITOR_ALONE = `
  select v.name, ${headJson('c')} as head, ${KNOWN_ALONE}
  from visitors v left join lateral (
    select c.* from conversations c where c.store_id = v.store_id and c.visitor_id = v.id
    order by ${NEWEST_FIRST} limit 1
  ) c on true
  where v.store_id = $1 and v.id = $2`

const AGENT_ALONE = `
  select a.name, ${headJson('c')} as head, ${KNOWN_ALONE},
    (select max(e.seq) from entries e
     where e.conversation_id = c.id and e.seq > $4 and e.sender_id <> $2 and e.sender_kind <> 'system') as others
  from conversations c
  left join memberships m on m.store_id = c.store_id and m.agent_id = $2
  left join agents a on a.id = m.agent_id
  where c.id = $1`

async function worldOfVisitor(run: RunPrepared, entry: VisitorMessage): Promise<KnownWorld> {
  const [row] = await run<Alone>(VISITOR_ALONE, [entry.storeId, entry.visitorId, entry.clientId])
  const key = visitorKey(entry.storeId, entry.visitorId)
  return {
    ...emptyWorld(row),
    visitors: new Map(row === undefined ? [] : [[key, { name: row.name, newest: row.head?.id ?? null }]]),
  }
}

async function worldOfAgent(run: RunPrepared, entry: AgentEntry): Promise<KnownWorld> {
  // Without a bound nothing is above it, and the look into the log ends at once.
  const after = placeInLog(entry.unlessAfter ?? HIGHEST_SEQ)
  const [row] = await run<Alone>(AGENT_ALONE, [entry.conversationId, entry.agentId, entry.clientId, after])
  const { head, name, others } = row ?? { head: null, name: null, others: null }
  return {
    ...emptyWorld(row),
    members: new Map(
      head === null || name === null
        ? []
        : [[memberKey(head.storeId, entry.agentId), { id: entry.agentId, name }]],
    ),
    others: new Map(others === null ? [] : [[writerKey(entry.conversationId, entry.agentId), others]]),
  }
}

function emptyWorld(row: Alone | undefined) {
  const { head, known } = row ?? { head: null, known: null }
  return {
    heads: new Map<ConversationId, Head>(head === null ? [] : [[head.id, head]]),
    known: new Map<string, StoredEntry>(
      known === null ? [] : [[entryKey(known.sender.id, known.clientId), known]],
    ),
    visitors: new Map<string, KnownVisitor>(),
    members: new Map<string, NamedAgent>(),
    others: new Map<string, number>(),
  }
}
