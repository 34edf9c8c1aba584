import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Work } from '../../foundation/transact'
import type { Cut, CuttingProxy } from './cutting-proxy'
import type { House } from './house'

/** Every table that a command may touch. */
const TABLES = [
  'installation',
  'stores',
  'sites',
  'agents',
  'memberships',
  'teams',
  'team_members',
  'rules',
  'sessions',
  'entry_links',
  'sign_in_tries',
  'visitors',
  'conversations',
  'entries',
  'read_marks',
  'presence',
  'canned_replies',
  'jobs',
  'audit',
]

/** The code of the first run that a scene begins with, if it has one. Others are drawn. */
export const KNOWN_CODE = 'k3v9-7qmd'

/** What a command leaves that is the same each time: no ids and no codes, which are drawn. */
const TRACES = {
  installation: `bool_or(first_run_code = '${KNOWN_CODE}')`,
  stores: `string_agg(name, ',' order by name)`,
  sites: `string_agg(origin || allowed || refused, ',' order by origin)`,
  memberships: `string_agg(role || switch || last_assigned_at, ',' order by role, switch, last_assigned_at)`,
  teams: `string_agg(name, ',' order by name)`,
  rules: `string_agg(place || name, ',' order by place)`,
  sessions: 'sum(expires_at)',
  entry_links: 'count(used_at)',
  sign_in_tries: 'sum(failures)',
  conversations: 'sum(version)',
  canned_replies: `string_agg(shortcut || text, ',' order by shortcut)`,
  presence: 'sum(until)',
  jobs: 'sum(tries)',
}

/**
 * Runs a command once in full, and then once for each place at which its connection can die: before or after each of
 * its statements. Expects that all of it is stored or none, and that nobody is told of it. `scene` empties the house
 * and sets it up again.
 */
export async function expectAllOrNothing<Scene>(
  { house, proxy }: { readonly house: House; readonly proxy: CuttingProxy },
  scene: () => Promise<Scene>,
  command: (work: Work, scene: Scene) => Promise<unknown>,
): Promise<void> {
  const transact = house.openTransact(proxy.url)
  const whole = await scene()
  const before = await traces(house)
  proxy.arm(null)
  await transact((work) => command(work, whole))
  const after = await traces(house)
  expect(after).not.toBe(before)
  const { statements } = proxy
  const one = await scene()
  const unchanged = await everything(house)
  for (const cut of cuts(statements)) {
    proxy.arm(cut)
    house.events.length = 0
    await expect(transact((work) => command(work, one))).rejects.toMatchObject({ code: 'busy' })
    expect(house.events).toEqual([])
    await settled(house)
    // Only when the commit, which is the last statement, has arrived is anything stored, and then all of it.
    const isStored = cut.statement === statements && cut.when === 'after'
    if (isStored) expect(await traces(house)).toBe(after)
    else expect(await everything(house)).toBe(unchanged)
  }
}

function* cuts(statements: number): Generator<Cut> {
  for (let statement = 1; statement <= statements; statement += 1) {
    yield { statement, when: 'before' }
    yield { statement, when: 'after' }
  }
}

async function everything(house: House): Promise<string> {
  const columns = TABLES.map(
    (table) => `(select count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) from ${table} t) as ${table}`,
  )
  return JSON.stringify(await house.db.execute(sql.raw(`select ${columns.join(', ')}`)))
}

async function traces(house: House): Promise<string> {
  const columns = [
    ...TABLES.map((table) => `(select count(*) from ${table}) as ${table}`),
    ...Object.entries(TRACES).map(([table, trace]) => `(select ${trace} from ${table}) as ${table}_trace`),
  ]
  return JSON.stringify(await house.db.execute(sql.raw(`select ${columns.join(', ')}`)))
}

/** Until Postgres has noticed that the other side is gone, and finished what had arrived. */
async function settled(house: House): Promise<void> {
  for (;;) {
    const [busy] = await house.db.execute(sql`
      select 1 from pg_stat_activity where application_name = 'shopbell commands' and datname = current_database()
        and state <> 'idle'`)
    if (busy === undefined) return
  }
}
