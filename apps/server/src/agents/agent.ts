import { agents, type Queryable } from '@shopbell/database'
import type { AgentId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'

export interface Agent {
  readonly id: AgentId
  readonly name: string
  readonly address: string
}

export interface NewAgent extends Agent {
  /** Null: comes in by a printed link only. */
  readonly passwordHash: string | null
}

/** The agent with this id, or null. */
export async function agentById(db: Queryable, id: AgentId): Promise<Agent | null> {
  const [found] = await db
    .select({ id: agents.id, name: agents.name, address: agents.address })
    .from(agents)
    .where(eq(agents.id, id))
  return found ?? null
}

/** Who signs in with this address, and the hash of their password; null if nobody does. */
export async function agentByAddress(
  db: Queryable,
  address: string,
): Promise<{ readonly id: AgentId; readonly passwordHash: string | null } | null> {
  const [found] = await db
    .select({ id: agents.id, passwordHash: agents.passwordHash })
    .from(agents)
    .where(eq(agents.address, keptAddress(address)))
  return found ?? null
}

/** Makes an agent. Throws `already_exists` where the address is in use. */
export async function createAgent(work: Work, agent: NewAgent): Promise<void> {
  const { id, name, passwordHash } = agent
  const made = await work.db
    .insert(agents)
    .values({ id, name, passwordHash, address: keptAddress(agent.address), createdAt: work.now.getTime() })
    .onConflictDoNothing({ target: agents.address })
    .returning({ id: agents.id })
  if (made.length === 0) {
    const message = 'Somebody signs in with this address already.'
    throw new DomainError('already_exists', { message, fields: { address: message } })
  }
}

/** An address as it is kept and compared. */
export function keptAddress(address: string): string {
  return address.trim().toLowerCase()
}

/** What to call somebody of whom only the address is known: `ines.duarte@…` is Ines Duarte. */
export function nameFromAddress(address: string): string {
  const words = (address.split('@')[0] ?? '').split(/[._+\-\d]+/).filter((word) => word !== '')
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
  return name === '' ? address : name.slice(0, 60)
}
