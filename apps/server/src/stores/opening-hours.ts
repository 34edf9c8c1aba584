import { type Queryable, stores } from '@shopbell/database'
import {
  type AgentId,
  bannerAt,
  dateAfter,
  type HoursBody,
  isOpenAt,
  nextOpening,
  type OpeningHours,
  openSpansOn,
  type PublishedHoursBody,
  type Span,
  type StoreId,
  wallClockAt,
} from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import { emailPromiseOf } from './email-promise'
import type { Store } from './store'

/** A reader's week may begin a day before the store's, and end a day after it. */
const PUBLISHED_DAYS = 10

/** Keeps when a store is open. Throws `store_not_found`. */
export async function saveHours(
  work: Work,
  { by, storeId, hours, answersOutsideHours }: { by: AgentId; storeId: StoreId } & HoursBody,
): Promise<void> {
  const saved = await work.db
    .update(stores)
    .set({ hours, answersOutsideHours })
    .where(eq(stores.id, storeId))
    .returning({ id: stores.id })
  if (saved.length === 0) throw new DomainError('store_not_found')
  const details = { zone: hours?.zone ?? null, answersOutsideHours }
  await audit(work, by, { what: 'store.hours_saved', storeId, details })
  work.emit({ kind: 'store.changed', storeId })
}

/** Whether a store is open by its hours, else when it opens: ms since 1970 UTC, or null where that is not known. */
export type Opening =
  | { readonly isOpen: true }
  | { readonly isOpen: false; readonly opensAt: number | null; readonly answersAnyway: boolean }

/** Whether the store is open by its hours now. */
export async function openingOf(db: Queryable, storeId: StoreId, nowMs: number): Promise<Opening> {
  const [store] = await db
    .select({ hours: stores.hours, answersAnyway: stores.answersOutsideHours })
    .from(stores)
    .where(eq(stores.id, storeId))
  if (store === undefined || store.hours === null || isOpenAt(store.hours, nowMs)) return { isOpen: true }
  return { isOpen: false, opensAt: nextOpening(store.hours, nowMs), answersAnyway: store.answersAnyway }
}

/** What a page may print of a store's hours for the days around now. */
export function publishedHours(store: Store, nowMs: number): Omit<PublishedHoursBody, 'replyMs'> {
  const { hours } = store
  const emailAnswerMs = emailPromiseOf(store)
  if (hours === null) return { zone: null, open: null, exceptions: [], banner: null, emailAnswerMs }
  const dates = datesAround(hours, nowMs)
  return {
    zone: hours.zone,
    open: joined(dates.flatMap((date) => openSpansOn(hours, date))),
    exceptions: hours.exceptions
      .filter(({ date }) => dates.includes(date))
      .map(({ date, name }) => ({ date, name })),
    banner: bannerAt(hours, nowMs),
    emailAnswerMs,
  }
}

function datesAround({ zone }: OpeningHours, nowMs: number): readonly string[] {
  const { date } = wallClockAt(zone, nowMs)
  return Array.from({ length: PUBLISHED_DAYS }, (_, day) => dateAfter(date, day - 1))
}

/** An evening that goes on after midnight is one stretch. */
function joined(spans: readonly Span[]): readonly Span[] {
  const all: Span[] = []
  for (const { from, to } of spans) {
    const goesOn = all.at(-1)?.to === from ? all.pop() : undefined
    all.push({ from: goesOn?.from ?? from, to })
  }
  return all
}
