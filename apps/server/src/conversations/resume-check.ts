import { entries, type Queryable } from '@shopbell/database'
import type { ResumePoint } from '@shopbell/protocol'
import { and, eq, or, type SQL } from 'drizzle-orm'
import type { Head } from './head'
import type { Audience } from './readers'

/** What a client is told about a place it returns to: go on from there, or drop the timeline and fetch. */
export type Resumption = 'ok' | 'reset'

/** A client's place, with the head as it was read for this reader. */
export interface ReturnPoint {
  readonly point: ResumePoint
  readonly head: Head
}

/**
 * Whether the log that each client knows is a beginning of this one: the same epoch, no place beyond the head, and
 * the same entry at that place. One answer for each, in their order, with one look into the log for all.
 */
export async function resumeCheck(
  db: Queryable,
  epoch: string,
  returning: { readonly audience: Audience; readonly points: readonly ReturnPoint[] },
): Promise<readonly Resumption[]> {
  const { audience, points } = returning
  const number = audience === 'agent' ? entries.seq : entries.visible
  const looks = points.filter((one) => isPossible(one, audience, epoch) && one.point.after > 0)
  const places = looks.map(({ point }): SQL | undefined =>
    and(eq(entries.conversationId, point.conversation), eq(number, point.after)),
  )
  const found =
    places.length === 0
      ? []
      : await db
          .select({ id: entries.conversationId, number, clientId: entries.clientId })
          .from(entries)
          .where(or(...places))
  const there = new Map(found.map((row) => [`${row.id} ${row.number}`, row.clientId]))
  return points.map((one): Resumption => {
    if (!isPossible(one, audience, epoch)) return 'reset'
    const { conversation, after, lastClientId } = one.point
    return after === 0 || there.get(`${conversation} ${after}`) === lastClientId ? 'ok' : 'reset'
  })
}

function isPossible({ point, head }: ReturnPoint, audience: Audience, epoch: string): boolean {
  const top = (audience === 'agent' ? head.nextSeq : head.nextVisible) - 1
  return point.epoch === epoch && point.after <= top && (point.after === 0 || point.lastClientId !== null)
}
