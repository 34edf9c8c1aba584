import { conversations, type Queryable } from '@shopbell/database'
import { type SQL, sql } from 'drizzle-orm'

/** Conversations for which the time is past. */
export interface Overdue {
  /** Whose deadline is past, so that the sweep is to move them. More than a moment's worth: it does not keep up. */
  readonly deadlines: number
  /** In which somebody has waited for a person longer than the target. */
  readonly waits: number
}

/** How many conversations of all stores are overdue. Both counts read an index of what is open, not the table. */
export async function countOverdue(db: Queryable, nowMs: number): Promise<Overdue> {
  // Two counts in one statement, each by its own index: drizzle has no words for that.
  const [row] = await db.execute<{ deadlines: number; waits: number }>(sql`
    select ${countWhere(sql`${conversations.dueAt} <= ${nowMs}`)} as deadlines,
      ${countWhere(sql`${conversations.status} <> 'closed' and ${conversations.lateAt} <= ${nowMs}`)} as waits
  `)
  return { deadlines: row?.deadlines ?? 0, waits: row?.waits ?? 0 }
}

function countWhere(condition: SQL): SQL {
  return sql`(select count(*)::int from ${conversations} where ${condition})`
}
