import type { Signal } from '@preact/signals'
import type { MeBody, Role, StoreId } from '@shopbell/protocol'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { AccountState } from '../account/account-state'
import type { Desk } from '../account/desk'
import type { ConsoleApi } from './api'
import type { Shelf } from './shelf'
import type { Theme } from './theme-state'

/** What every screen may reach. */
export interface World {
  readonly api: ConsoleApi
  readonly account: AccountState
  readonly theme: Signal<Theme>
  readonly shelf: Shelf
}

export const WorldContext = createContext<World | null>(null)

export function useWorld(): World {
  const world = useContext(WorldContext)
  if (world === null) throw new Error('Screens stand inside a WorldContext.')
  return world
}

/** Who sits here and their desk; only inside signed-in screens. */
export function useSeat(): { readonly me: MeBody; readonly desk: Desk } {
  const { account } = useWorld()
  const seat = account.account.value
  if (seat.kind !== 'signed_in' && seat.kind !== 'expired') throw new Error('Nobody is signed in.')
  return seat
}

/** The name of one of the agent's stores, '' if it is none of theirs. */
export function useStoreName(store: StoreId): string {
  return useSeat().me.memberships.find((one) => one.store.id === store)?.store.name ?? ''
}

/** Whether somebody sees the owner's pages. The server decides; this only leaves out what it would refuse. */
export function mayManage(role: Role | undefined): boolean {
  return role === 'owner' || role === 'admin'
}
