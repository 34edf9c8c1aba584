import { agents, installation, sessions } from '@shopbell/database'
import type { AgentId, CannedReplyId } from '@shopbell/protocol'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, test } from 'vitest'
import { CuttingProxy } from '../conversations/testing/cutting-proxy'
import { expectAllOrNothing, KNOWN_CODE } from '../conversations/testing/every-cut'
import { House } from '../conversations/testing/house'
import { seedDemo } from '../demo/seed'
import { DomainError } from '../foundation/errors'
import { hashOfToken } from '../foundation/ids'
import { enqueue } from '../foundation/jobs'
import type { Transact, Work } from '../foundation/transact'
import { JobWorker } from '../jobs/worker'
import { addCannedReply, changeCannedReply, removeCannedReply } from '../stores/canned-replies'
import { saveSettings } from '../stores/settings'
import { Sightings } from '../stores/sightings'
import { allowSite, removeSite } from '../stores/sites'
import { useEntryLink } from './entry-links'
import { firstRunCode, makeFirstOwner } from './first-run'
import { Passwords } from './passwords'
import { beginSession, endSession, growSession } from './sessions'
import { signIn } from './sign-in'
import { countTry } from './sign-in-tries'

let house: House
let proxy: CuttingProxy
beforeAll(async () => {
  house = await House.open()
  proxy = await CuttingProxy.open(house.url)
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  proxy.close()
})

/** Each cut costs a new connection. */
const SLOW_MS = 60_000
const HOUR_MS = 3_600_000
const SITE = 'https://shop.example.com'
const ADDRESS = 'ines@example.com'
const PASSWORD = 'dry at last 2026'
const CHEAP = new Passwords({ logN: 4, r: 1, p: 1 })

interface Scene {
  readonly by: AgentId
  readonly tokenHash: string
  readonly replyId: CannedReplyId
}

/** A store with a site, a canned reply and a job, whose one agent is signed in. */
async function scene(): Promise<Scene> {
  await house.empty()
  const { db, storeId } = house
  await db.execute(sql`truncate installation, sign_in_tries`)
  await db.insert(installation).values({
    epoch: 'one',
    systemIdentifier: 'one',
    timeline: 1,
    secretFingerprint: 'one',
    firstRunCode: KNOWN_CODE,
    createdAt: 1,
  })
  const by = await house.addAgent('Ines')
  await db.update(agents).set({ address: ADDRESS, passwordHash: await CHEAP.hash(PASSWORD) })
  const tokenHash = hashOfToken('a token')
  await db
    .insert(sessions)
    .values({ tokenHash, agentId: by, createdAt: 1, expiresAt: house.clock.now() + HOUR_MS })
  return house.transact(async (work) => {
    await allowSite(work, { by, storeId, origin: SITE })
    const { id } = await addCannedReply(work, { by, storeId, reply: { shortcut: 'hi', text: 'Hello!' } })
    await enqueue(work, { kind: 'test', key: 'due', payload: {} })
    return { by, tokenHash, replyId: id }
  })
}

/** For what opens its own transactions: all of them are this one. */
function within(work: Work): Transact {
  return (command) => command(work)
}

const COMMANDS: Readonly<Record<string, (work: Work, scene: Scene) => Promise<unknown>>> = {
  'drawing the first code': async (work) => {
    await work.db.update(installation).set({ firstRunCode: null })
    await firstRunCode(work)
  },
  'making the first owner': async (work) => {
    const owner = {
      code: KNOWN_CODE,
      storeName: 'Harbour & Sons',
      address: 'new@example.com',
      passwordHash: 'hash',
    }
    const { agentId } = await makeFirstOwner(work, owner)
    await beginSession(work, agentId)
  },
  'counting a try': (work) => countTry(work, [{ kind: 'code', name: '127.0.0.1' }]),
  'signing in': (work) =>
    signIn(
      { db: house.db, transact: within(work), passwords: CHEAP },
      { address: ADDRESS, password: PASSWORD, browser: '', from: '127.0.0.1', knownBrowser: null },
    ),
  'signing in in vain': (work) =>
    signIn(
      { db: house.db, transact: within(work), passwords: CHEAP },
      { address: ADDRESS, password: 'wrong', browser: '', from: '127.0.0.1', knownBrowser: null },
    ).catch((error: unknown) => {
      // The refusal is told outside of the transaction, which is stored.
      if (!(error instanceof DomainError) || error.code !== 'wrong_credentials') throw error
    }),
  'letting a session grow': (work, { tokenHash }) => growSession(work, tokenHash),
  'signing out': (work, { by, tokenHash }) => endSession(work, { agentId: by, tokenHash }),
  'saving settings': (work, { by }) =>
    saveSettings(work, {
      by,
      storeId: house.storeId,
      settings: { name: 'Another name', accent: '#123456', greeting: null, side: 'left', capacity: 2 },
    }),
  'adding a canned reply': (work, { by }) =>
    addCannedReply(work, { by, storeId: house.storeId, reply: { shortcut: 'bye', text: 'Bye!' } }),
  'changing a canned reply': (work, { by, replyId }) =>
    changeCannedReply(work, {
      by,
      storeId: house.storeId,
      id: replyId,
      reply: { shortcut: 'hello', text: 'Hello there!' },
    }),
  'removing a canned reply': (work, { by, replyId }) =>
    removeCannedReply(work, { by, storeId: house.storeId, id: replyId }),
  'allowing a site': (work, { by }) =>
    allowSite(work, { by, storeId: house.storeId, origin: 'https://other.example.com' }),
  'taking a site off': (work, { by }) => removeSite(work, { by, storeId: house.storeId, origin: SITE }),
  'writing down who was seen': async (work) => {
    const sightings = new Sightings(house.clock, within(work))
    sightings.refused(house.storeId, 'https://elsewhere.example')
    await sightings.flush()
  },
  'doing a job': (work) =>
    new JobWorker({
      transact: within(work),
      clock: house.clock,
      handlers: new Map([['test', async () => {}]]),
      report: () => {},
    }).runDue(),
  'failing at a job': async (work) => {
    const handlers = new Map([['test', () => Promise.reject(new Error('it did not work'))]])
    await new JobWorker({ transact: within(work), clock: house.clock, handlers, report: () => {} }).runDue()
  },
  'opening the demo, and coming in by its link': async (work) => {
    const { entryCode } = await seedDemo(work, [SITE])
    await beginSession(work, await useEntryLink(work, entryCode))
  },
}

for (const [name, command] of Object.entries(COMMANDS)) {
  test(`${name}: wherever the connection dies, all of it is stored or nothing`, { timeout: SLOW_MS }, () =>
    expectAllOrNothing({ house, proxy }, scene, command),
  )
}
