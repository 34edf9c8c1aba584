import { entryLinks } from '@shopbell/database'
import type { AgentId } from '@shopbell/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import { hashOfToken } from '../foundation/ids'
import type { Work } from '../foundation/transact'
import { drawCode } from './codes'

/** A new code that signs this agent in once. Earlier ones that were never used stop working. */
export async function makeEntryLink(work: Work, agentId: AgentId): Promise<string> {
  const code = drawCode()
  await work.db.delete(entryLinks).where(and(eq(entryLinks.agentId, agentId), isNull(entryLinks.usedAt)))
  await work.db
    .insert(entryLinks)
    .values({ codeHash: hashOfToken(code), agentId, createdAt: work.now.getTime() })
  return code
}

/** Takes the code of an entry link and returns whom it lets in. Throws `link_used` or `not_found`. */
export async function useEntryLink(work: Work, code: string): Promise<AgentId> {
  const codeHash = hashOfToken(code)
  const [taken] = await work.db
    .update(entryLinks)
    .set({ usedAt: work.now.getTime() })
    .where(and(eq(entryLinks.codeHash, codeHash), isNull(entryLinks.usedAt)))
    .returning({ agentId: entryLinks.agentId })
  if (taken !== undefined) {
    await audit(work, taken.agentId, { what: 'entered_by_link' })
    return taken.agentId
  }
  const [used] = await work.db
    .select({ usedAt: entryLinks.usedAt })
    .from(entryLinks)
    .where(eq(entryLinks.codeHash, codeHash))
  throw new DomainError(used === undefined ? 'not_found' : 'link_used')
}
