import type { AgentId, StoreId } from '@shopbell/protocol'
import { has, isObject, parsed } from './check'
import type { Device } from './device'
import { readLines } from './heard'
import type { AgentKept, KeptConversation, KeptMessage, VisitorKept } from './kept'
import { NOTHING_KEPT, NOTHING_KEPT_FOR_AGENT } from './kept'

/**
 * What this browser keeps for one store: one localStorage key from the first message on; before it, the draft and
 * the open state in this tab's sessionStorage. Where storage is forbidden, memory.
 */
export function browserDevice(storeId: StoreId): Device<VisitorKept> {
  return storageDevice({
    key: `shopbell:${storeId}`,
    read: readVisitorKept,
    hasWritten: ({ token, outbox }) => token !== null || outbox.length > 0,
  })
}

/** What this browser keeps for an agent: unsent words and drafts. */
export function browserAgentDevice(agentId: AgentId): Device<AgentKept> {
  return storageDevice({ key: `shopbell:${agentId}`, read: readAgentKept, hasWritten: () => true })
}

interface Drawer<Kept> {
  readonly key: string
  /** Whatever is in there, good or not; null where there is nothing. */
  read(value: unknown): Kept
  /** Whether the person has written, so that it may stay beyond this tab. */
  hasWritten(kept: Kept): boolean
}

function storageDevice<Kept>({ key, read, hasWritten }: Drawer<Kept>): Device<Kept> {
  /** What storage would not take, on this page. */
  let memory: string | null = null
  let lastRaw: string | null = null
  let last = read(null)

  function newest(): Kept {
    const raw = memory ?? stored('localStorage', key) ?? stored('sessionStorage', key)
    if (raw !== lastRaw) {
      lastRaw = raw
      last = read(parsed(raw))
    }
    return last
  }

  return {
    read: newest,
    update(change) {
      const before = newest()
      const after = change(before)
      if (after === before) return after
      const raw = JSON.stringify(after)
      const stays = hasWritten(after) || stored('localStorage', key) !== null
      const isStored = store(stays ? 'localStorage' : 'sessionStorage', key, raw)
      if (isStored && stays) store('sessionStorage', key, null)
      memory = isStored ? null : raw
      lastRaw = raw
      last = after
      return after
    },
    onChange(listener) {
      const heard = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener(read(parsed(event.newValue)))
      }
      addEventListener('storage', heard)
      return () => removeEventListener('storage', heard)
    },
    async alone(work) {
      let hasRun = false
      const once = () => {
        hasRun = true
        return work()
      }
      try {
        await navigator.locks.request(key, once)
      } catch {
        // No Web Locks here: an insecure page, an old browser, or storage that is forbidden.
        if (!hasRun) await once()
      }
    },
  }
}

type Area = 'localStorage' | 'sessionStorage'

/** Reading may be forbidden, by settings or by a sandbox; then nothing is stored. */
function stored(area: Area, key: string): string | null {
  try {
    return globalThis[area].getItem(key)
  } catch {
    return null
  }
}

/** Whether the storage took it. Null takes it away. */
function store(area: Area, key: string, raw: string | null): boolean {
  try {
    if (raw === null) globalThis[area].removeItem(key)
    else globalThis[area].setItem(key, raw)
    return true
  } catch {
    return false
  }
}

/** Part by part, so that one bad part, or a later version's, does not cost the token or anybody's words. */
export function readVisitorKept(value: unknown): VisitorKept {
  if (!isObject(value)) return NOTHING_KEPT
  const { token, draft, open, scroll, conversation, address, recent } = value
  return {
    version: 1,
    token: typeof token === 'string' ? token : null,
    outbox: readOutbox(value.outbox),
    draft: typeof draft === 'string' ? draft : '',
    open: open === true,
    scroll: typeof scroll === 'number' ? scroll : null,
    conversation: isKeptConversation(conversation) ? conversation : null,
    address,
    recent: Array.isArray(recent) ? readLines(recent) : [],
  }
}

export function readAgentKept(value: unknown): AgentKept {
  if (!isObject(value)) return NOTHING_KEPT_FOR_AGENT
  const drafts: Record<string, string> = {}
  if (isObject(value.drafts))
    for (const [name, draft] of Object.entries(value.drafts))
      if (typeof draft === 'string') drafts[name] = draft
  return { version: 1, outbox: readOutbox(value.outbox), drafts }
}

function readOutbox(value: unknown): readonly KeptMessage[] {
  return Array.isArray(value) ? value.filter(isKeptMessage) : []
}

function isKeptMessage(value: unknown): value is KeptMessage {
  return (
    has(value, 'clientId kind text ?conversation ?#unlessAfter #writtenAtMs') &&
    (value.page === null || has(value.page, 'url title type')) &&
    (value.refused === null || has(value.refused, 'code message'))
  )
}

function isKeptConversation(value: unknown): value is KeptConversation {
  return has(value, 'id epoch #lastAtMs !open') && has(value.marks, '#visitor #team')
}
