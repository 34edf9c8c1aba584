import { promises } from '@shopbell/database'
import type { EntriesAppended } from '../foundation/events'
import { drawConversationId, drawServerClientId } from '../foundation/ids'
import { enqueue } from '../foundation/jobs'
import type { StoredEntry } from '../foundation/stored-entry'
import type { Work } from '../foundation/transact'
import { rowOf } from './conversation-row'
import type { Appended, NewEntry } from './new-entry'
import { placeEntries } from './place-entries'
import type { Change, Draw } from './placed'
import { readWorld } from './read-world'
import { writePlaced } from './write-placed'

/** Ids out of the system's randomness. */
export const systemDraw: Draw = {
  conversationId: () => drawConversationId(),
  clientId: (nowMs) => drawServerClientId(nowMs),
}

const TRIES = 3

/**
 * Appends within a command's transaction, and gives what became of each entry in their order. The conversations stay
 * locked until the command is committed. Their events are emitted.
 */
export async function appendEntries(
  work: Work,
  newEntries: readonly NewEntry[],
): Promise<readonly Appended[]> {
  if (newEntries.length === 0) return []
  const options = { nowMs: work.now.getTime(), durations: work.durations, draw: systemDraw }
  for (let tries = 0; tries < TRIES; tries += 1) {
    const world = await readWorld(work.run, newEntries, 'wait')
    const { placements, changes } = placeEntries(world, newEntries, options)
    const written = await writePlaced(work.run, changes)
    if (written.size === changes.length) {
      for (const change of changes) {
        await askForLetter(work, change)
        await keepPromises(work, change)
        work.emit(appendedEvent(change))
      }
      return placements.map(({ appended }) => appended)
    }
    // What we had locked cannot have moved: only a conversation that another process began can be in the way.
    if (written.size > 0) break
  }
  throw new Error('another process began the same conversations meanwhile; the command is to be run again')
}

/** The job that writes what the visitor has not seen. In this commit, so that it cannot be forgotten. */
export const REPLIES_LETTER = 'mail.replies'

async function askForLetter(work: Work, { head, letterUpTo }: Change): Promise<void> {
  if (letterUpTo === null) return
  await enqueue(work, {
    kind: REPLIES_LETTER,
    key: `${REPLIES_LETTER} ${head.id} ${letterUpTo}`,
    payload: { storeId: head.storeId, conversationId: head.id, upToSeq: letterUpTo },
  })
}

/** What a shopper was told to expect is scored when its time has come. */
async function keepPromises(work: Work, { head, entries }: Change): Promise<void> {
  const told = entries.flatMap((entry) => promiseIn(entry) ?? [])
  if (told.length === 0) return
  await work.db
    .insert(promises)
    .values(told.map((one) => ({ ...one, storeId: head.storeId, conversationId: head.id })))
}

/** How long a place in the queue without a time is good for. */
const PLACE_GOOD_MS = 24 * 60 * 60_000

function promiseIn(entry: StoredEntry) {
  const { seq, at } = entry
  if (entry.kind === 'promise') {
    return { seq, at, kind: 'wait', dueAt: entry.body.byMs ?? at + PLACE_GOOD_MS } as const
  }
  if (entry.kind === 'standing' && entry.body.to === 'by_email' && entry.body.isPromised) {
    return { seq, at, kind: 'email', dueAt: entry.body.promisedAtMs } as const
  }
  return null
}

/** What a written change tells the others. */
export function appendedEvent({ base, head, entries }: Change): EntriesAppended {
  return {
    kind: 'entries.appended',
    storeId: head.storeId,
    conversationId: head.id,
    visitorId: head.visitorId,
    entries,
    row: rowOf(head),
    visibleHead: head.nextVisible - 1,
    before:
      base === null
        ? null
        : { status: base.status, agentId: base.agentId, isAlarmed: base.alarm === 'alarm' },
  }
}
