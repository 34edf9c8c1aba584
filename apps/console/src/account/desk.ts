import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { AgentKept, AgentSession, AgentSnapshot, Device } from '@shopbell/chat-client'
import type { AgentId, CannedReply, Colleague, MeBody, Team } from '@shopbell/protocol'
import type { BellDevice } from '../bell/bell-device'
import { type Bell, createBell } from '../bell/bell-state'
import { keepCalls } from '../bell/calls-state'
import { createDrafts, type Drafts } from '../conversation/drafts-state'
import type { ConsoleApi } from '../foundation/api'
import type { Shelf } from '../foundation/shelf'
import { createStoreList, type StoreList } from '../foundation/store-list'
import { createInbox, type Inbox } from '../inbox/inbox-state'
import { createNumbers, type Numbers } from '../inbox/numbers-state'

/** What one agent works with: the live session, the list, and what is half-written. */
export interface Desk {
  readonly agent: AgentId
  readonly session: AgentSession
  readonly snapshot: ReadonlySignal<AgentSnapshot>
  readonly inbox: Inbox
  readonly numbers: Numbers
  readonly bell: Bell
  readonly drafts: Drafts
  readonly replies: StoreList<CannedReply>
  readonly teams: StoreList<Team>
  readonly colleagues: StoreList<Colleague>
  close(): void
}

export interface DeskParts {
  readonly session: AgentSession
  readonly device: Device<AgentKept>
  readonly bell: BellDevice
  readonly shelf: Shelf
}

/** Opens the desk of one agent. `onSignedOut` hears when the server says that the session is over. */
export function openDesk(
  api: ConsoleApi,
  me: MeBody,
  { session, device, bell: bellDevice, shelf }: DeskParts,
  onSignedOut: () => void,
): Desk {
  const snapshot = signal(session.snapshot())
  const unsubscribe = session.subscribe(() => {
    snapshot.value = session.snapshot()
  })
  const inbox = createInbox(api, session, snapshot)
  const numbers = createNumbers(api, inbox, snapshot)
  const stopCalls = keepCalls(api, session, { inbox, snapshot })
  const bell = createBell({
    agent: me.agent.id,
    device: bellDevice,
    shelf,
    inbox,
    snapshot,
    storeName: (id) => me.memberships.find(({ store }) => store.id === id)?.store.name ?? '',
  })
  const stopHearing = effect(() => {
    const { connection } = snapshot.value
    // What happens then is no reason to ask again.
    if (connection.kind === 'ended' && connection.code === 'signed_out') untracked(onSignedOut)
  })
  return {
    agent: me.agent.id,
    session,
    snapshot,
    inbox,
    numbers,
    bell,
    drafts: createDrafts(device),
    replies: createStoreList(api.cannedReplies),
    teams: createStoreList(api.teams),
    colleagues: createStoreList(api.colleagues),
    close() {
      stopHearing()
      bell.close()
      stopCalls()
      numbers.close()
      inbox.close()
      unsubscribe()
      session.close()
    },
  }
}
