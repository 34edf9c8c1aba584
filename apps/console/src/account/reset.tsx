import { useSignal } from '@preact/signals'
import { PEOPLE_LIMITS } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useLocation } from 'preact-iso/router'
import { copy } from '../copy'
import { Alert } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { Bell } from '../foundation/icons'
import { useWorld } from '../foundation/world'
import { LinkDoor, TextField } from './door'
import { tooOftenWords } from './sign-in'

/** Asks for a letter with a link. What is said then is the same whether somebody has this address or not. */
export function Forgot(): JSX.Element {
  const { api } = useWorld()
  const { busy, errors, form, general, submit } = useForm()
  const address = useSignal('')
  const sent = useSignal(false)
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const typed = address.value.trim()
    sent.value = await submit(
      typed === '' ? { address: copy.signIn.addressMissing } : {},
      () => api.askReset(typed),
      tooOftenWords,
    )
  }
  return (
    <section class="door" aria-labelledby="forgot-title">
      <Bell />
      <h1 id="forgot-title">{copy.reset.forgotTitle}</h1>
      {/* It is there before it speaks, so that it is heard. */}
      <p class="lead" role="status">
        {sent.value ? copy.reset.sent : copy.reset.forgotLead}
      </p>
      {!sent.value && (
        <form ref={form} onSubmit={onSubmit} noValidate>
          <TextField
            label={copy.signIn.address}
            error={errors.value.address}
            input={{ type: 'email', autocomplete: 'username' }}
            value={address.value}
            onValue={(value) => {
              address.value = value
            }}
          />
          {general.value !== null && <Alert>{general.value}</Alert>}
          <button class="button" data-fill type="submit" aria-disabled={busy.value}>
            {copy.reset.send}
          </button>
        </form>
      )}
      <a class="link" href="/console/">
        {copy.reset.toSignIn}
      </a>
    </section>
  )
}

/** Where the letter's link leads: one field, and one is signed in. */
export function Reset({ code }: { code: string }): JSX.Element {
  const { api } = useWorld()
  return (
    <LinkDoor title={copy.reset.title} used={copy.reset.used} ask={() => api.resetValid(code)}>
      {(_offer, onUsed) => <ResetForm code={code} onUsed={onUsed} />}
    </LinkDoor>
  )
}

function ResetForm({ code, onUsed }: { code: string; onUsed: () => void }): JSX.Element {
  const { api, account } = useWorld()
  const { route } = useLocation()
  const { busy, errors, form, general, submit } = useForm()
  const password = useSignal('')
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const isShort = password.value.length < PEOPLE_LIMITS.passwordLength.min
    const done = await submit(
      isShort ? { password: copy.firstRun.passwordShort } : {},
      async () => {
        await api.setPassword(code, password.value)
        await account.load()
      },
      (error) => {
        if (error.code === 'link_used') onUsed()
        return null
      },
    )
    if (done) route('/console/', true)
  }
  return (
    <form ref={form} onSubmit={onSubmit} noValidate>
      <p class="lead">{copy.reset.lead}</p>
      <TextField
        label={copy.reset.password}
        hint={copy.firstRun.passwordHint}
        error={errors.value.password}
        input={{ type: 'password', autocomplete: 'new-password' }}
        value={password.value}
        onValue={(value) => {
          password.value = value
        }}
      />
      {general.value !== null && <Alert>{general.value}</Alert>}
      <button class="button" data-fill type="submit" aria-disabled={busy.value}>
        {copy.reset.submit}
      </button>
    </form>
  )
}
