import type { MeBody, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { LocationProvider, useLocation } from 'preact-iso/router'
import { FirstRun } from './account/first-run'
import { Join } from './account/join'
import { Forgot, Reset } from './account/reset'
import { SignIn } from './account/sign-in'
import { copy } from './copy'
import { inboxPath, type Route, routeOf } from './foundation/routes'
import { mayManage, useWorld, type World, WorldContext } from './foundation/world'
import { InboxScreen } from './inbox/inbox-screen'
import { StoreScreen } from './store/store-screen'

export function App({ world }: { world: World }): JSX.Element {
  return (
    <WorldContext.Provider value={world}>
      <LocationProvider scope={/^\/(console|start)(\/|$)/}>
        <Screens />
      </LocationProvider>
    </WorldContext.Provider>
  )
}

function Screens(): JSX.Element | null {
  const { account } = useWorld()
  const { path } = useLocation()
  const route = routeOf(path)
  // The first run knows nobody yet, so it asks for nobody.
  const asks = route.kind !== 'first_run'
  useEffect(() => {
    if (asks && account.account.peek().kind === 'asking') void account.load()
  }, [asks, account])

  if (route.kind === 'first_run')
    return <Page title={copy.firstRun.title}>{<FirstRun code={route.code} />}</Page>
  if (route.kind === 'join') return <Page title={copy.join.title}>{<Join code={route.code} />}</Page>
  if (route.kind === 'reset') return <Page title={copy.reset.title}>{<Reset code={route.code} />}</Page>
  if (route.kind === 'forgot') return <Page title={copy.reset.forgotTitle}>{<Forgot />}</Page>
  const seat = account.account.value
  switch (seat.kind) {
    case 'asking':
      return null
    case 'unreachable':
      return <Unreachable />
    case 'signed_out':
      return (
        <Page title={copy.signIn.title}>
          <SignIn />
        </Page>
      )
    case 'signed_in':
    case 'expired':
      return (
        <>
          <div class="below" inert={seat.kind === 'expired'}>
            <SignedIn route={route} me={seat.me} />
          </div>
          {seat.kind === 'expired' && (
            <div class="over" role="dialog" aria-modal="true" aria-label={copy.signIn.title}>
              <SignIn again={seat.me.agent.address} />
            </div>
          )}
        </>
      )
  }
}

function SignedIn({ route, me }: { route: Route; me: MeBody }): JSX.Element | null {
  const { shelf } = useWorld()
  const location = useLocation()
  const wanted = 'store' in route ? route.store : null
  const store =
    me.memberships.find((one) => one.store.id === wanted)?.store.id ?? homeStore(me, shelf.read('store'))
  const goTo = store === null ? null : redirect(route, store, me)

  useEffect(() => {
    if (store !== null) shelf.write('store', store)
    if (goTo !== null) location.route(goTo, true)
  }, [store, goTo, shelf, location.route])

  if (store === null) return <Nobody />
  if (goTo !== null) return null
  switch (route.kind) {
    case 'inbox':
      return <InboxScreen key={store} store={store} view={route.view} conversation={route.conversation} />
    case 'page':
      return <StoreScreen key={store} store={store} page={route.page} />
    default:
      return <Nowhere store={store} />
  }
}

/** Where somebody is sent instead of an address that is only a beginning, or not theirs. */
function redirect(route: Route, store: StoreId, me: MeBody): string | null {
  if (route.kind === 'home') return inboxPath(store, 'mine')
  if (!('store' in route)) return null
  if (route.store !== store) return inboxPath(store, 'mine')
  const role = me.memberships.find((one) => one.store.id === store)?.role
  return route.kind !== 'inbox' && !mayManage(role) ? inboxPath(store, 'mine') : null
}

function homeStore(me: MeBody, kept: string | null): StoreId | null {
  const found = me.memberships.find((one) => one.store.id === kept) ?? me.memberships[0]
  return found?.store.id ?? null
}

function Page({ title, children }: { title: string; children: JSX.Element }): JSX.Element {
  useEffect(() => {
    document.title = `${title} · ${copy.product}`
  }, [title])
  return <main class="doorway">{children}</main>
}

function Unreachable(): JSX.Element {
  const { account } = useWorld()
  return (
    <Page title={copy.product}>
      <section class="door">
        <p class="lead" role="alert">
          {copy.unreachable}
        </p>
        <button class="button" type="button" onClick={() => account.load()}>
          {copy.tryAgain}
        </button>
      </section>
    </Page>
  )
}

function Nobody(): JSX.Element {
  const { account } = useWorld()
  return (
    <Page title={copy.product}>
      <section class="door">
        <p class="lead">{copy.signIn.noStore}</p>
        <button class="button" type="button" onClick={() => account.signOut()}>
          {copy.where.signOut}
        </button>
      </section>
    </Page>
  )
}

function Nowhere({ store }: { store: StoreId }): JSX.Element {
  return (
    <Page title={copy.product}>
      <section class="door">
        <h1>{copy.notFound.line}</h1>
        <a class="button" href={inboxPath(store, 'mine')}>
          {copy.notFound.toInbox}
        </a>
      </section>
    </Page>
  )
}
