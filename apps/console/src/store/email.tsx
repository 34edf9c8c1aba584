import { useSignal } from '@preact/signals'
import type { EmailBody, StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { Alert, Field } from '../foundation/field'
import { type Errors, useForm } from '../foundation/form-state'
import { LoadFailure, useLoaded } from '../foundation/loaded'
import { useSeat, useWorld } from '../foundation/world'
import { EmailProof } from './email-proof'
import { emailBodyOf, type TypedEmail, typedEmail, withSecurity, wrongInEmail } from './email-typed'

/** Where answers by email go and how letters leave, beside whether they arrive and what shoppers are told. */
export function Email({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { me } = useSeat()
  const loaded = useLoaded(store, () => api.email(store))
  const isDemo = me.memberships.find((one) => one.store.id === store)?.store.demo === true

  const now = loaded.value.value
  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.mail.title}</h1>
        <p class="lead">{copy.mail.lead}</p>
        <LoadFailure of={loaded} />
        {now !== null && <EmailForm store={store} email={now} isDemo={isDemo} onSaved={loaded.load} />}
      </div>
      <div class="page-side">
        {now !== null && <EmailProof store={store} email={now} isDemo={isDemo} refresh={loaded.load} />}
      </div>
    </div>
  )
}

function EmailForm(props: {
  store: StoreId
  email: EmailBody
  isDemo: boolean
  onSaved: () => Promise<void>
}): JSX.Element {
  const { store, email, isDemo } = props
  const { api } = useWorld()
  const { errors, general, busy, form, submit } = useForm()
  const typed = useSignal(typedEmail(email))
  const saved = useSignal(false)
  const isServersToChange = !isDemo && !email.isFixed

  const type = (change: Partial<TypedEmail>) => {
    saved.value = false
    typed.value = { ...typed.value, ...change }
  }
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    saved.value = false
    const body = emailBodyOf(typed.value, isServersToChange)
    saved.value = await submit(wrongInEmail(body), () => api.saveEmail(store, body))
    if (!saved.value) return
    typed.value = { ...typed.value, password: '' }
    await props.onSaved()
  }

  return (
    <form ref={form} class="settings" onSubmit={onSubmit} noValidate>
      <Field label={copy.mail.contact} hint={copy.mail.contactHint} error={errors.value.contactAddress}>
        {(links) => (
          <input
            {...links}
            type="email"
            dir="ltr"
            autocomplete="off"
            value={typed.value.contactAddress}
            onInput={(event) => type({ contactAddress: event.currentTarget.value })}
          />
        )}
      </Field>
      {isServersToChange ? (
        <ServerFields
          typed={typed.value}
          errors={errors.value}
          hasPassword={email.server !== null && email.server.user !== null}
          onType={type}
        />
      ) : (
        <section>
          <h2 class="label">{copy.mail.server}</h2>
          <p class="fine">{fixedWords(email, isDemo)}</p>
        </section>
      )}
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.save}
        </button>
        <span class="saved" role="status">
          {saved.value ? copy.saved : busy.value && isServersToChange ? copy.mail.trying : ''}
        </span>
      </div>
    </form>
  )
}

/** Why the mail server is not to be changed here. */
function fixedWords({ server }: EmailBody, isDemo: boolean): string {
  if (isDemo || server === null) return copy.mail.serverDemo
  return copy.mail.serverFixed(server.host, server.port, server.fromAddress)
}

/** What is typed here is no sentence. */
const PLAIN = { dir: 'ltr', spellcheck: false, autocapitalize: 'none' } as const

function ServerFields(props: {
  typed: TypedEmail
  errors: Errors
  hasPassword: boolean
  onType: (change: Partial<TypedEmail>) => void
}): JSX.Element {
  const { typed, errors, onType } = props
  const plain = (field: 'host' | 'port' | 'user' | 'password' | 'fromAddress') => ({
    ...PLAIN,
    value: typed[field],
    onInput: (event: { currentTarget: HTMLInputElement }) => onType({ [field]: event.currentTarget.value }),
  })
  return (
    <>
      <Field label={copy.mail.server} hint={copy.mail.hostHint} error={errors['server.host']}>
        {(links) => <input {...links} {...plain('host')} autocomplete="off" />}
      </Field>
      <div class="field-row">
        <fieldset class="segments">
          <legend>{copy.mail.security}</legend>
          {(['starttls', 'tls'] as const).map((security) => (
            <label key={security}>
              <input
                type="radio"
                name="security"
                checked={typed.security === security}
                onChange={() => onType(withSecurity(typed, security))}
              />
              <span>{copy.mail.securities[security]}</span>
            </label>
          ))}
        </fieldset>
        <Field label={copy.mail.port} error={errors['server.port']}>
          {(links) => (
            <input {...links} {...plain('port')} class="narrow" inputMode="numeric" autocomplete="off" />
          )}
        </Field>
      </div>
      {errors['server.security'] !== undefined && <Alert>{errors['server.security']}</Alert>}
      <Field label={copy.mail.user} hint={copy.mail.userHint} error={errors['server.user']}>
        {(links) => <input {...links} {...plain('user')} autocomplete="off" />}
      </Field>
      <Field
        label={copy.mail.password}
        hint={props.hasPassword ? copy.mail.passwordKept : undefined}
        error={errors['server.password']}
      >
        {(links) => <input {...links} {...plain('password')} type="password" autocomplete="new-password" />}
      </Field>
      <Field label={copy.mail.from} hint={copy.mail.fromHint} error={errors['server.fromAddress']}>
        {(links) => <input {...links} {...plain('fromAddress')} type="email" autocomplete="off" />}
      </Field>
    </>
  )
}
