import { stores } from '@shopbell/database'
import type { AgentId, StoreId, StoreSettingsBody } from '@shopbell/protocol'
import { eq } from 'drizzle-orm'
import { audit } from '../foundation/audit'
import { DomainError } from '../foundation/errors'
import type { Work } from '../foundation/transact'
import type { Store } from './store'

/** What the settings page shows of a store. */
export function settingsOf({ name, accent, greeting, side, capacity }: Store): StoreSettingsBody {
  return { name, accent, greeting, side, capacity }
}

/** Keeps a store's settings; an empty greeting is none. Throws `store_not_found`. */
export async function saveSettings(
  work: Work,
  { by, storeId, settings }: { by: AgentId; storeId: StoreId; settings: StoreSettingsBody },
): Promise<void> {
  const greeting = settings.greeting?.trim() ?? ''
  const kept = {
    ...settings,
    name: settings.name.trim(),
    accent: settings.accent.toUpperCase(),
    greeting: greeting === '' ? null : greeting,
  }
  const saved = await work.db
    .update(stores)
    .set(kept)
    .where(eq(stores.id, storeId))
    .returning({ id: stores.id })
  if (saved.length === 0) throw new DomainError('store_not_found')
  const { accent, side, capacity } = kept
  await audit(work, by, { what: 'store.settings_saved', storeId, details: { accent, side, capacity } })
  work.emit({ kind: 'store.changed', storeId })
}
