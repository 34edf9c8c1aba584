import type { ReadonlySignal } from '@preact/signals'
import { signal } from '@preact/signals'
import type { FirstRunBody, MeBody, MembershipBody, SignInBody, StoreId, Switch } from '@shopbell/protocol'
import { ApiError, type ConsoleApi } from '../foundation/api'
import type { Desk } from './desk'

/** Who sits here. `expired`: signed out elsewhere or too old; the desk stays, with everything that was typed. */
export type Account =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'signed_in'; readonly me: MeBody; readonly desk: Desk }
  | { readonly kind: 'expired'; readonly me: MeBody; readonly desk: Desk }

export interface AccountState {
  readonly account: ReadonlySignal<Account>
  /** Asks the server who sits here. Never throws. */
  load(): Promise<void>
  /** Throws `ApiError`. */
  signIn(body: SignInBody): Promise<void>
  /** Makes the store and its owner, and signs in. Throws `ApiError`. */
  firstRun(body: FirstRunBody): Promise<void>
  signOut(): Promise<void>
  expire(): void
  /** The server changed something about a membership, or this screen did. */
  noteMembership(store: StoreId, change: { readonly name?: string; readonly switch?: Switch }): void
}

/** `openDesk` makes the desk of one agent; it is closed when somebody else sits down, or on signing out. */
export function createAccount(
  api: ConsoleApi,
  openDesk: (me: MeBody, onSignedOut: () => void) => Desk,
): AccountState {
  const account = signal<Account>({ kind: 'asking' })

  const deskNow = () => ('desk' in account.value ? account.value : null)
  const expire = () => {
    const here = deskNow()
    if (here === null) account.value = { kind: 'signed_out' }
    else if (account.value.kind === 'signed_in')
      account.value = { kind: 'expired', me: here.me, desk: here.desk }
  }
  const enter = (me: MeBody) => {
    const here = deskNow()
    const same = here !== null && here.me.agent.id === me.agent.id
    if (!same) here?.desk.close()
    const desk = same ? here.desk : openDesk(me, expire)
    account.value = { kind: 'signed_in', me, desk }
    desk.session.connect()
  }
  const leave = () => {
    deskNow()?.desk.close()
    account.value = { kind: 'signed_out' }
  }

  return {
    account,
    expire,
    async load() {
      try {
        enter(await api.me())
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.code === 'unreachable') account.value = { kind: 'unreachable' }
        else expire()
      }
    },
    async signIn(body) {
      await api.signIn(body)
      enter(await api.me())
    },
    async firstRun(body) {
      await api.firstRun(body)
      enter(await api.me())
    },
    async signOut() {
      // Whatever the server answers, nobody wants to stay signed in on this screen.
      await api.signOut().catch(() => undefined)
      leave()
    },
    noteMembership(store, change) {
      const here = account.value
      if (here.kind !== 'signed_in') return
      const memberships = here.me.memberships.map((one) =>
        one.store.id === store ? changed(one, change) : one,
      )
      account.value = { ...here, me: { ...here.me, memberships } }
    },
  }
}

function changed(
  membership: MembershipBody,
  { name, switch: place }: { readonly name?: string; readonly switch?: Switch },
): MembershipBody {
  return {
    ...membership,
    store: { ...membership.store, name: name ?? membership.store.name },
    switch: place ?? membership.switch,
  }
}
