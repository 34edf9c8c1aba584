import { useSignal } from '@preact/signals'
import type { InstallBody, Site, StoreId } from '@shopbell/protocol'
import { Fragment, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { nowMs } from '../foundation/clock'
import { Alert, Field } from '../foundation/field'
import { useForm, wordsOf } from '../foundation/form-state'
import { Bell, Icon, Shop } from '../foundation/icons'
import { moment } from '../foundation/times'
import { useWorld } from '../foundation/world'
import { hostOf, lightOf, originOf } from './install-light'

/** While the page is looked at, it is brought up to date this often. */
const POLL_MS = 2_000
/** Where the line may break first: behind the host, so that no name is torn. */
const BEFORE_PATH = /(?=w\/sto_)/

/** One line to paste, a light that says whether it works, and the sites it may run on. */
export function Install({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { install, failing, refresh } = useInstall(store)
  const problem = useSignal<string | null>(null)
  const said = useSignal('')

  const change = async (act: () => Promise<void>, words: string) => {
    problem.value = null
    try {
      await act()
      said.value = words
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = wordsOf(error)
    }
    await refresh()
  }
  const allow = (origin: string) =>
    change(() => api.allowSite(store, origin), copy.install.added(hostOf(origin)))
  const remove = (origin: string) =>
    change(() => api.removeSite(store, origin), copy.install.removed(hostOf(origin)))

  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.install.title}</h1>
        <p class="lead">{copy.install.lead}</p>
        <Snippet label={copy.install.snippet} text={install?.snippet ?? ''} />
        <p class="paste">
          {copy.install.paste[0]}
          <code>{copy.install.paste[1]}</code>
          {copy.install.paste[2]}
        </p>
      </div>
      <div class="page-side">
        {install !== null && <LightCard sites={install.sites} onAllow={allow} />}
        {failing && <Alert>{copy.install.failed}</Alert>}
      </div>
      <div class="page-more">
        <h2 class="label" id="sites">
          {copy.install.sites}
        </h2>
        {problem.value !== null && <Alert>{problem.value}</Alert>}
        <Sites sites={install?.sites ?? []} onAllow={allow} onRemove={remove}>
          <AddSite store={store} onAdded={refresh} say={(words) => (said.value = words)} />
        </Sites>
        <p class="fine">{copy.install.fine}</p>
        <p class="spoken-only" role="status">
          {said.value}
        </p>
      </div>
    </div>
  )
}

/** The install page's state, fetched again while the page is in sight. */
function useInstall(store: StoreId) {
  const { api } = useWorld()
  const install = useSignal<InstallBody | null>(null)
  const failing = useSignal(false)

  const refresh = async () => {
    try {
      install.value = await api.install(store)
      failing.value = false
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failing.value = true
    }
  }
  // One store for the life of the screen.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = false
    const round = async () => {
      if (document.visibilityState === 'visible') await refresh()
      if (!left) timer = setTimeout(round, POLL_MS)
    }
    void round()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [store])
  return { install: install.value, failing: failing.value, refresh }
}

/** Lines to copy, by button or by hand. */
export function Snippet({ label, text }: { label: string; text: string }): JSX.Element {
  const state = useSignal<'idle' | 'copied' | 'failed'>('idle')
  const line = useRef<HTMLElement>(null)
  const copyIt = async () => {
    try {
      await navigator.clipboard.writeText(text)
      state.value = 'copied'
    } catch {
      // Without https, or without leave, the browser copies nothing: the line is selected to be copied by hand.
      if (line.current !== null) getSelection()?.selectAllChildren(line.current)
      state.value = 'failed'
    }
  }
  return (
    <>
      <div class="snippet">
        <section
          class="snippet-line"
          ref={line}
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is to be selected and copied by keyboard
          tabIndex={0}
        >
          <code dir="ltr">
            {text.split(BEFORE_PATH).map((part, at) => (
              <Fragment key={at}>
                {at > 0 && <wbr />}
                {part}
              </Fragment>
            ))}
          </code>
        </section>
        <button type="button" class="button" data-fill onClick={copyIt}>
          <Icon name={state.value === 'copied' ? 'check' : 'copy'} />
          {state.value === 'copied' ? copy.install.copied : copy.install.copy}
        </button>
      </div>
      <p class={state.value === 'failed' ? 'fine' : 'spoken-only'} role="status">
        {state.value === 'copied'
          ? copy.install.copied
          : state.value === 'failed'
            ? copy.install.copyFailed
            : ''}
      </p>
    </>
  )
}

function Sites(props: {
  sites: readonly Site[]
  onAllow: (origin: string) => void
  onRemove: (origin: string) => void
  children: JSX.Element
}): JSX.Element {
  const sites = [...props.sites].sort(
    (a, b) => Number(b.allowed) - Number(a.allowed) || a.origin.localeCompare(b.origin),
  )
  return (
    <ul class="sites" aria-labelledby="sites">
      {sites.map((site) => (
        <li key={site.origin} data-allowed={site.allowed ? '' : undefined}>
          <Icon name={site.allowed ? 'check' : 'cross'} />
          <span class="site-words">
            <bdi>{hostOf(site.origin)}</bdi>
            <small>{siteWords(site)}</small>
          </span>
          {site.allowed ? (
            <button
              type="button"
              class="button"
              aria-label={copy.install.removeSite(hostOf(site.origin))}
              onClick={() => props.onRemove(site.origin)}
            >
              {copy.remove}
            </button>
          ) : (
            <button
              type="button"
              class="button"
              aria-label={copy.install.allowSite(hostOf(site.origin))}
              onClick={() => props.onAllow(site.origin)}
            >
              {copy.install.allow}
            </button>
          )}
        </li>
      ))}
      <li class="sites-add">{props.children}</li>
    </ul>
  )
}

function siteWords(site: Site): string {
  if (!site.allowed) {
    if (site.refused > 0) return copy.install.refusedTimes(site.refused)
    return copy.install.notAllowed
  }
  return site.lastSeenAt === null ? copy.install.notSeen : copy.install.seen(moment(site.lastSeenAt, nowMs()))
}

function AddSite(props: { store: StoreId; onAdded: () => void; say: (words: string) => void }): JSX.Element {
  const { api } = useWorld()
  const { errors, general, form, submit } = useForm()
  const typed = useSignal('')
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const origin = originOf(typed.value)
    const done = await submit(origin === null ? { origin: copy.install.addressWrong } : {}, () =>
      api.addSite(props.store, origin ?? ''),
    )
    if (!done || origin === null) return
    typed.value = ''
    props.say(copy.install.added(hostOf(origin)))
    props.onAdded()
  }
  return (
    <form ref={form} onSubmit={onSubmit} noValidate>
      <Field label={copy.install.addressLabel} error={errors.value.origin ?? general.value ?? undefined}>
        {(links) => (
          <div class="with-button">
            <input
              {...links}
              type="url"
              inputMode="url"
              autocomplete="off"
              dir="ltr"
              placeholder={copy.install.addressHint}
              value={typed.value}
              onInput={(event) => {
                typed.value = event.currentTarget.value
              }}
            />
            <button type="submit" class="button">
              <Icon name="plus" small />
              {copy.install.add}
            </button>
          </div>
        )}
      </Field>
    </form>
  )
}

/** The light: a shop, the bell, and the line between them. Its words say the same. */
function LightCard(props: { sites: readonly Site[]; onAllow: (origin: string) => void }): JSX.Element {
  const left = useSignal<ReadonlySet<string>>(new Set())
  const light = lightOf(props.sites, left.value)
  const nobody = !props.sites.some(({ allowed }) => allowed)
  return (
    <section class="light" data-light={light.kind}>
      <div class="light-ends" aria-hidden="true">
        <span class="light-end">
          <Shop />
        </span>
        <span class="light-line">{light.kind === 'refused' && <Icon name="cross" />}</span>
        <span class="light-end">
          <Bell />
        </span>
      </div>
      <div role="status">
        {light.kind === 'waiting' && (
          <>
            <h2>{copy.install.waiting}</h2>
            <p>{nobody ? copy.install.waitingEmpty : copy.install.waitingLine}</p>
          </>
        )}
        {light.kind === 'seen' && (
          <>
            <h2>
              <Icon name="check" />
              {copy.install.connected}
            </h2>
            <p>
              <bdi>{copy.install.connectedLine(hostOf(light.site.origin), moment(light.atMs, nowMs()))}</bdi>
            </p>
          </>
        )}
        {light.kind === 'refused' && (
          <>
            <h2>
              <Icon name="alert" />
              {copy.install.refused}
            </h2>
            <p>
              <bdi>
                {light.site.lastSeenAt === null
                  ? copy.install.refusedLineNoTime(hostOf(light.site.origin))
                  : copy.install.refusedLine(
                      hostOf(light.site.origin),
                      moment(light.site.lastSeenAt, nowMs()),
                    )}
              </bdi>
            </p>
          </>
        )}
      </div>
      {light.kind === 'seen' && (
        <div class="actions">
          <a class="button" href={light.site.origin} target="_blank" rel="noopener noreferrer">
            {copy.install.openThere}
          </a>
        </div>
      )}
      {light.kind === 'refused' && (
        <div class="actions">
          <button type="button" class="button" data-fill onClick={() => props.onAllow(light.site.origin)}>
            {copy.install.allow}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              left.value = new Set([...left.value, light.site.origin])
            }}
          >
            {copy.install.leave}
          </button>
        </div>
      )}
    </section>
  )
}
