import { createHash } from 'node:crypto'
import { migrate, openClient } from '@shopbell/database'
import {
  agentId,
  agentName,
  agentOf,
  agentToken,
  CONVERSATIONS_PER_AGENT,
  conversationId,
  ENTRIES_BEFORE,
  SITE,
  STORE,
  visitorId,
  visitorToken,
} from './cast'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * Brings a database to the schema and fills it: a store, its agents, and conversations that have been going on. It is
 * analyzed at the end, for a plan that was made on an empty log is the wrong one.
 */
export async function seed(url: string, conversations: number): Promise<void> {
  await migrate(url)
  const client = openClient(url, { max: 1, name: 'bench seed', statementTimeoutMs: 2 * MINUTE_MS })
  const nowMs = Date.now()
  const all = Array.from({ length: conversations }, (_, n) => n)
  const agents = Array.from({ length: Math.ceil(conversations / CONVERSATIONS_PER_AGENT) }, (_, n) => n)
  // Only what is named, so that everything else gets its default.
  const insert = (table: string, rows: readonly object[]) => {
    const columns = Object.keys(rows[0] ?? {}).join(', ')
    return client.unsafe(
      `insert into ${table} (${columns})
       select ${columns} from json_populate_recordset(null::${table}, $1::text::json)`,
      [JSON.stringify(rows)],
    )
  }

  await client`insert into stores (id, name, accent, created_at) values (${STORE}, 'Bench', '#10614F', ${nowMs})`
  await client`insert into sites (store_id, origin, allowed) values (${STORE}, ${SITE}, true)`
  await client`insert into agents ${client(
    agents.map((n) => ({
      id: agentId(n),
      address: `${agentId(n)}@shop.example.com`,
      name: agentName(n),
      created_at: nowMs,
    })),
  )}`
  await client`insert into memberships ${client(
    agents.map((n) => ({ store_id: STORE, agent_id: agentId(n), role: 'agent', created_at: nowMs })),
  )}`
  await insert(
    'sessions',
    agents.map((n) => ({
      token_hash: hashOf(agentToken(n)),
      agent_id: agentId(n),
      created_at: nowMs,
      expires_at: nowMs + 30 * DAY_MS,
    })),
  )
  await insert(
    'visitors',
    all.map((n) => ({
      store_id: STORE,
      id: visitorId(n),
      kind: 'web',
      token_hash: hashOf(visitorToken(n)),
      created_at: nowMs,
    })),
  )
  await insert(
    'conversations',
    all.map((n) => conversationOf(n, nowMs)),
  )
  await client.unsafe(ENTRIES, [ENTRIES_BEFORE, nowMs - DAY_MS])
  // Of the floor among the contenders: the smallest thing that can be committed.
  await client`create table bench_commits (n int not null)`
  await client`vacuum analyze`
  await client.end()
}

function conversationOf(n: number, nowMs: number): object {
  return {
    store_id: STORE,
    id: conversationId(n),
    visitor_id: visitorId(n),
    version: ENTRIES_BEFORE,
    next_seq: ENTRIES_BEFORE + 1,
    next_visible: ENTRIES_BEFORE + 1,
    status: 'with_agent',
    agent_id: agentId(agentOf(n)),
    agent_name: agentName(agentOf(n)),
    awaiting: 'visitor',
    last_visitor_at: nowMs - MINUTE_MS,
    first_reply_at: nowMs - DAY_MS,
    opened_at: nowMs - DAY_MS,
    due_from: nowMs,
    due_at: nowMs + DAY_MS,
    due_for: 'visitor_silent',
    last_text: 'It is.',
    last_by: 'agent',
    last_at: nowMs,
    visitor_seq: ENTRIES_BEFORE - 1,
    first_text: 'Is it lined?',
  }
}

/** Shopper and agent in turns. */
const ENTRIES = `
  insert into entries
  select c.id, n, n, 'message', t.kind, case t.kind when 'agent' then c.agent_id else c.visitor_id end,
    case t.kind when 'agent' then c.agent_name end, case t.kind when 'agent' then 'console' else 'widget' end,
    'seeded000' || lpad(n::text, 12, '0') || right(c.id, 6), $2::bigint + n * 1000,
    '{"text": "Do you have the harbour coat in green, and does it come before Friday?", "format": "plain"}', '[]'
  from generate_series(1, $1::int) n
  cross join conversations c
  cross join lateral (select case n % 2 when 0 then 'agent' else 'visitor' end as kind) t`

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
