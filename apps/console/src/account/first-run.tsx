import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { Alert, Field } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { Bell } from '../foundation/icons'
import { pagePath } from '../foundation/routes'
import { useWorld } from '../foundation/world'

const PASSWORD_MIN = 10
/** Loose on purpose: only what cannot be an address is stopped here, the server has the last word. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/

/** The first minutes of an installation: a store's name, an address, a password. Works once. */
export function FirstRun({ code }: { code: string }): JSX.Element | null {
  const { api } = useWorld()
  const link = useSignal<'asking' | 'valid' | 'used' | 'unreachable'>('asking')

  const ask = () => {
    api.firstRunValid(code).then(
      (valid) => {
        link.value = valid ? 'valid' : 'used'
      },
      (error) => {
        link.value = error instanceof ApiError && error.code === 'unreachable' ? 'unreachable' : 'used'
      },
    )
  }
  // The code does not change while this screen is open, so it is asked once.
  useEffect(ask, [code])

  if (link.value === 'asking') return null
  return (
    <section class="door" aria-labelledby="first-run-title">
      <Bell />
      <h1 id="first-run-title">{copy.firstRun.title}</h1>
      {link.value === 'valid' && <FirstRunForm code={code} onUsed={() => (link.value = 'used')} />}
      {link.value === 'used' && <Used />}
      {link.value === 'unreachable' && (
        <>
          <p class="lead">{copy.unreachable}</p>
          <button class="button" type="button" onClick={ask}>
            {copy.tryAgain}
          </button>
        </>
      )}
    </section>
  )
}

function Used(): JSX.Element {
  return (
    <>
      <p class="lead">{copy.firstRun.used}</p>
      <a class="button" data-fill href="/console/">
        {copy.firstRun.toSignIn}
      </a>
    </>
  )
}

function FirstRunForm({ code, onUsed }: { code: string; onUsed: () => void }): JSX.Element {
  const { account } = useWorld()
  const { route } = useLocation()
  const { errors, general, busy, form, submit } = useForm()
  const typed = useSignal({ storeName: '', address: '', password: '' })
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  const type =
    (field: 'storeName' | 'address' | 'password') => (event: { currentTarget: HTMLInputElement }) => {
      typed.value = { ...typed.value, [field]: event.currentTarget.value }
    }
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const { storeName, address, password } = typed.value
    const body = { code, storeName: storeName.trim(), address: address.trim(), password }
    const wrong = {
      ...(body.storeName === '' ? { storeName: copy.firstRun.storeNameMissing } : {}),
      ...(ADDRESS.test(body.address) ? {} : { address: copy.firstRun.addressIncomplete }),
      ...(password.length < PASSWORD_MIN ? { password: copy.firstRun.passwordShort } : {}),
    }
    const done = await submit(
      wrong,
      () => account.firstRun(body),
      (error) => {
        if (error.code === 'link_used' || error.code === 'not_found') onUsed()
        return null
      },
    )
    const seat = account.account.peek()
    const own =
      seat.kind === 'signed_in' ? seat.me.memberships.find(({ role }) => role === 'owner') : undefined
    if (done) route(own === undefined ? '/console/' : pagePath(own.store.id, 'install'), true)
  }

  return (
    <form ref={form} onSubmit={onSubmit} noValidate>
      <p class="lead">{copy.firstRun.lead}</p>
      <Field
        label={copy.firstRun.storeName}
        hint={copy.firstRun.storeNameHint}
        error={errors.value.storeName}
      >
        {(links) => (
          <input
            {...links}
            ref={first}
            autocomplete="organization"
            maxLength={60}
            value={typed.value.storeName}
            onInput={type('storeName')}
          />
        )}
      </Field>
      <Field label={copy.firstRun.address} hint={copy.firstRun.addressHint} error={errors.value.address}>
        {(links) => (
          <input
            {...links}
            type="email"
            autocomplete="username"
            value={typed.value.address}
            onInput={type('address')}
          />
        )}
      </Field>
      <Field label={copy.firstRun.password} hint={copy.firstRun.passwordHint} error={errors.value.password}>
        {(links) => (
          <input
            {...links}
            type="password"
            autocomplete="new-password"
            value={typed.value.password}
            onInput={type('password')}
          />
        )}
      </Field>
      {general.value !== null && <Alert>{general.value}</Alert>}
      <button class="button" data-fill type="submit" aria-disabled={busy.value}>
        {copy.firstRun.submit}
      </button>
    </form>
  )
}
