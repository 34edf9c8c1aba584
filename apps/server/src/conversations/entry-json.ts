import { entries } from '@shopbell/database'
import { sql } from 'drizzle-orm'
import type { StoredEntry } from '../foundation/stored-entry'

/** An entry's row as one JSON object of the shape `StoredEntry`, for raw statements. */
export function entryJson(alias: string): string {
  const of = (column: { readonly name: string }) => `${alias}.${column.name}`
  return `jsonb_build_object(
    'conversation', ${of(entries.conversationId)}, 'seq', ${of(entries.seq)}, 'visible', ${of(entries.visible)},
    'kind', ${of(entries.kind)}, 'via', ${of(entries.via)}, 'clientId', ${of(entries.clientId)}, 'at', ${of(entries.at)},
    'sender', jsonb_build_object(
      'kind', ${of(entries.senderKind)}, 'id', ${of(entries.senderId)}, 'name', ${of(entries.senderName)}),
    'body', ${of(entries.body)}, 'files', ${of(entries.files)})`
}

/** The same for a builder's `select`: one column that keeps each kind of entry together with its own body. */
export const storedEntry = sql<StoredEntry>`${sql.raw(entryJson('entries'))}`
