import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import type { ApiError } from '../foundation/api'
import { Alert, Field } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { Bell } from '../foundation/icons'
import { useWorld } from '../foundation/world'

const MINUTE = 60_000

/**
 * The sign-in form. `again`: the session ended while somebody worked; their address is there already. `lead` says
 * what for, where that is not plain.
 */
export function SignIn({
  again = null,
  lead = again === null ? null : copy.signIn.again,
}: {
  again?: string | null
  lead?: string | null
}): JSX.Element {
  const { account } = useWorld()
  const { errors, general, busy, form, submit } = useForm()
  const address = useSignal(again ?? '')
  const password = useSignal('')
  const first = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const fields = first.current?.form?.querySelectorAll('input')
    ;(again === null ? fields?.[0] : fields?.[1])?.focus()
  }, [again])

  const onSubmit = (event: Event) => {
    event.preventDefault()
    const wrong = {
      ...(address.value.trim() === '' ? { address: copy.signIn.addressMissing } : {}),
      ...(password.value === '' ? { password: copy.signIn.passwordMissing } : {}),
    }
    void submit(
      wrong,
      () => account.signIn({ address: address.value.trim(), password: password.value }),
      refusalWords,
    )
  }

  return (
    <section class="door" aria-labelledby="sign-in-title">
      <Bell />
      <h1 id="sign-in-title">{copy.signIn.title}</h1>
      {lead !== null && <p class="lead">{lead}</p>}
      <form ref={form} onSubmit={onSubmit} noValidate>
        <Field label={copy.signIn.address} error={errors.value.address}>
          {(links) => (
            <input
              {...links}
              ref={first}
              type="email"
              autocomplete="username"
              value={address.value}
              onInput={(event) => {
                address.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        <Field label={copy.signIn.password} error={errors.value.password}>
          {(links) => (
            <input
              {...links}
              type="password"
              autocomplete="current-password"
              value={password.value}
              onInput={(event) => {
                password.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        {general.value !== null && <Alert>{general.value}</Alert>}
        <button class="button" data-fill type="submit" aria-disabled={busy.value}>
          {copy.signIn.submit}
        </button>
        <a class="link" href="/console/forgot">
          {copy.signIn.forgot}
        </a>
      </form>
    </section>
  )
}

function refusalWords(error: ApiError): string | null {
  if (error.code === 'wrong_credentials' || error.code === 'invalid') return copy.signIn.wrong
  return tooOftenWords(error)
}

/** What is told to who tried too often; null for any other refusal. */
export function tooOftenWords(error: ApiError): string | null {
  if (error.code !== 'too_many_tries' && error.code !== 'too_fast') return null
  return copy.signIn.tooOften(Math.max(1, Math.ceil((error.retryAfterMs ?? MINUTE) / MINUTE)))
}
