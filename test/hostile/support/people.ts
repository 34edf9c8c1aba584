import { createHash, randomBytes } from 'node:crypto'
import type { StoreId } from '@shopbell/protocol'
import { openClient } from '../../../packages/database/src/index'

/**
 * Lets somebody in who is neither owner nor admin, which no screen can do yet. Gives the cookie as a browser sends
 * it.
 */
export async function signInColleague(databaseUrl: string, store: StoreId): Promise<string> {
  const sql = openClient(databaseUrl, { max: 1, name: 'hostile tests' })
  const token = randomBytes(24).toString('hex')
  const tokenHash = createHash('sha256').update(token).digest('hex')
  const nowMs = Date.now()
  try {
    await sql`insert into agents (id, address, name, created_at)
      values ('agt_colleague', 'kit@example.com', 'Kit', ${nowMs})`
    await sql`insert into memberships (store_id, agent_id, role, created_at)
      values (${store}, 'agt_colleague', 'agent', ${nowMs})`
    await sql`insert into sessions (token_hash, agent_id, created_at, expires_at)
      values (${tokenHash}, 'agt_colleague', ${nowMs}, ${nowMs + 86_400_000})`
  } finally {
    await sql.end({ timeout: 1 })
  }
  return `shopbell_session=${token}`
}
