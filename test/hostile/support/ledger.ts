import { type Client, openClient } from '../../../packages/database/src/index'

/**
 * Everything stored that somebody could have meddled with, but for what the bystanders say, and for what
 * conversations do by themselves as time passes. Whatever moves a conversation is an entry.
 */
export class Ledger implements AsyncDisposable {
  readonly #sql: Client
  readonly #bystanders: string

  constructor(databaseUrl: string, bystanders: string) {
    this.#sql = openClient(databaseUrl, { max: 1, name: 'hostile tests' })
    this.#bystanders = bystanders
  }

  /** What is stored now, to be compared with what was stored before. */
  async read(): Promise<unknown> {
    const [stored] = await this.#sql`
      select
        (select json_agg(to_jsonb(s) - '{restrained_since,relieved_since}'::text[] order by s.id)
          from stores s) as stores,
        (select json_agg(t order by t.store_id, t.id) from teams t) as teams,
        (select json_agg(t order by t.store_id, t.team_id, t.agent_id) from team_members t) as team_members,
        (select json_agg(r order by r.store_id, r.id) from rules r) as rules,
        (select json_agg(i order by i.code_hash) from invitations i) as invitations,
        (select json_agg(l.id order by l.id) from letters l
          where l.kind not in ('waiting_notice', 'receipt', 'replies')) as letters,
        (select json_agg(s.origin order by s.store_id, s.origin) from sites s where s.allowed) as sites,
        (select json_agg(r order by r.store_id, r.id) from canned_replies r) as replies,
        (select json_agg(a order by a.id) from agents a) as agents,
        (select json_agg(json_build_array(m.store_id, m.agent_id, m.role, m.capacity, m.switch)
          order by m.store_id, m.agent_id) from memberships m) as members,
        (select json_agg(v order by v.id) from visitors v) as visitors,
        (select json_agg(json_build_array(c.id, c.visitor_id, c.visitor_name) order by c.id)
          from conversations c) as conversations,
        (select json_agg(e order by e.conversation_id, e.seq) from entries e
          where e.conversation_id <> ${this.#bystanders} and e.kind <> 'promise'
          and coalesce(e.body->>'because', '') not in
            ('agent_lost', 'assigned', 'returned', 'slow', 'overdue', 'place_given_up', 'deadline')) as entries`
    return stored
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql.end({ timeout: 1 })
  }
}
