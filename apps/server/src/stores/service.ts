import { stores } from '@shopbell/database'
import type { AgentId, ServiceBody, StoreId } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import type { Store } from './store'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What the page of answer times shows of a store. What is kept otherwise is shown as the next whole unit. */
export function serviceOf({ promisedWait, emailAnswer, liveChat }: Store): ServiceBody {
  return {
    promisedWaitMinutes: Math.ceil(promisedWait / MINUTE_MS),
    emailAnswerHours: Math.ceil(emailAnswer / HOUR_MS),
    liveChat,
  }
}

/** Keeps how soon a store answers, and whether it offers live chat. Throws `store_not_found`. */
export async function saveService(
  work: Work,
  { by, storeId, service }: { by: AgentId; storeId: StoreId; service: ServiceBody },
): Promise<void> {
  const { promisedWaitMinutes, emailAnswerHours, liveChat } = service
  const saved = await work.db
    .update(stores)
    .set({
      promisedWait: promisedWaitMinutes * MINUTE_MS,
      emailAnswer: emailAnswerHours * HOUR_MS,
      liveChat,
      // Whoever decides by hand, or hands it back, begins anew: no old reason holds.
      ...(liveChat === 'automatic' ? {} : { restrainedSince: null, relievedSince: null }),
    })
    .where(eq(stores.id, storeId))
    .returning({ id: stores.id })
  if (saved.length === 0) throw new DomainError('store_not_found')
  await audit(work, by, { what: 'store.service_saved', storeId, details: { ...service } })
  work.emit({ kind: 'store.changed', storeId })
}
