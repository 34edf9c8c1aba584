import { conversations } from '@shopbell/database'
import type { Standing, Head as WireHead } from '@shopbell/protocol'
import { getTableColumns } from 'drizzle-orm'
import { assertNever } from '../foundation/errors'
import { standingFor } from './readers'

/** A conversation's row: its facts, the two dense numbers, and the one deadline. */
export type Head = typeof conversations.$inferSelect

/** Where a conversation stands. */
export function standingOf(head: Head): Standing {
  switch (head.status) {
    case 'waiting':
      return { status: 'waiting', sinceMs: head.queuedAt ?? head.openedAt }
    case 'with_agent':
      // The table's checks keep an agent with this standing and with no other.
      if (head.agentId === null) throw new Error(`${head.id} is with an agent, but with none`)
      return {
        status: 'with_agent',
        agentId: head.agentId,
        agentName: head.agentName ?? '',
        awaiting: head.awaiting === 'visitor' ? 'visitor' : 'agent',
      }
    case 'with_assistant':
      return { status: 'with_assistant' }
    case 'by_email':
      return {
        status: 'by_email',
        awaiting: head.awaiting === 'visitor' ? 'visitor' : 'store',
        promisedAtMs: head.promisedAt ?? head.dueFrom,
      }
    case 'closed':
      return { status: 'closed', closedAtMs: head.closedAt ?? head.lastAt }
    default:
      return assertNever(head.status)
  }
}

/** The head on a visitor's wire. */
export function headForVisitor(head: Head): WireHead {
  return {
    conversation: head.id,
    seq: head.nextVisible - 1,
    standing: standingFor('visitor', standingOf(head)),
  }
}

/** The head on an agent's wire. */
export function headForAgent(head: Head): WireHead {
  return { conversation: head.id, seq: head.nextSeq - 1, standing: standingOf(head) }
}

/** A head's columns for raw statements, named as in `Head`. `alias` is the table's in the statement. */
export function headColumns(alias: string): string {
  return Object.entries(getTableColumns(conversations))
    .map(([key, column]) => `${alias}.${column.name} as "${key}"`)
    .join(', ')
}

/** A head as one JSON object of the shape `Head`, or null where a left join found none. */
export function headJson(alias: string): string {
  const fields = Object.entries(getTableColumns(conversations)).map(
    ([key, column]) => `'${key}', ${alias}.${column.name}`,
  )
  return `case when ${alias}.id is not null then jsonb_build_object(${fields.join(', ')}) end`
}
