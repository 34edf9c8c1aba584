import { useSignal } from '@preact/signals'
import { type InvitationOfferBody, PEOPLE_LIMITS } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useLocation } from 'preact-iso/router'
import { copy } from '../copy'
import { Alert } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { useWorld } from '../foundation/world'
import { LinkDoor, TextField } from './door'
import { SignIn } from './sign-in'

interface Joining {
  readonly code: string
  readonly offer: InvitationOfferBody
  readonly onUsed: () => void
}

/** Where an invitation leads: a name and a password for somebody new, one button for whoever signs in here. */
export function Join({ code }: { code: string }): JSX.Element {
  const { api } = useWorld()
  return (
    <LinkDoor title={copy.join.title} used={copy.join.used} ask={() => api.invitationOffer(code)}>
      {(offer, onUsed) => {
        const joining = { code, offer, onUsed }
        return (
          <>
            <p class="lead">{copy.join.lead(offer.storeName, copy.people.roles[offer.role])}</p>
            {offer.isKnown ? <JoinAsKnown {...joining} /> : <JoinAsNewcomer {...joining} />}
          </>
        )
      }}
    </LinkDoor>
  )
}

function JoinAsNewcomer({ code, offer, onUsed }: Joining): JSX.Element {
  const { busy, errors, form, general, send } = useJoin(code, onUsed)
  const name = useSignal('')
  const password = useSignal('')
  const onSubmit = (event: Event) => {
    event.preventDefault()
    const newcomer = { name: name.value.trim(), password: password.value }
    const isShort = newcomer.password.length < PEOPLE_LIMITS.passwordLength.min
    void send(
      {
        ...(newcomer.name === '' ? { name: copy.account.nameMissing } : {}),
        ...(isShort ? { password: copy.firstRun.passwordShort } : {}),
      },
      newcomer,
    )
  }
  return (
    <form ref={form} onSubmit={onSubmit} noValidate>
      <p class="fine">{copy.join.as(offer.address)}</p>
      {/* Password keepers look for whom they keep it. */}
      <input type="hidden" name="username" autocomplete="username" value={offer.address} />
      <TextField
        label={copy.account.name}
        hint={copy.join.nameHint}
        error={errors.value.name}
        input={{ autocomplete: 'name', maxLength: PEOPLE_LIMITS.nameLength }}
        value={name.value}
        onValue={(value) => {
          name.value = value
        }}
      />
      <TextField
        label={copy.signIn.password}
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
        {copy.join.submit}
      </button>
    </form>
  )
}

function JoinAsKnown({ code, offer, onUsed }: Joining): JSX.Element | null {
  const { account } = useWorld()
  const { busy, form, general, send } = useJoin(code, onUsed)
  const seat = account.account.value
  if (seat.kind === 'asking') return null
  if (seat.kind !== 'signed_in') return <SignIn lead={copy.join.signInFirst(offer.address)} />
  const { address } = seat.me.agent
  if (address !== offer.address) {
    return (
      <>
        <p class="lead">{copy.join.otherAddress(offer.address, address)}</p>
        <button class="button" type="button" onClick={() => account.signOut()}>
          {copy.where.signOut}
        </button>
      </>
    )
  }
  const onSubmit = (event: Event) => {
    event.preventDefault()
    void send({}, null)
  }
  return (
    <form ref={form} onSubmit={onSubmit}>
      {general.value !== null && <Alert>{general.value}</Alert>}
      <button class="button" data-fill type="submit" aria-disabled={busy.value}>
        {copy.join.submit}
      </button>
    </form>
  )
}

/** Accepts, and goes to the console as whoever one is then. */
function useJoin(code: string, onUsed: () => void) {
  const { api, account } = useWorld()
  const { route } = useLocation()
  const { submit, ...form } = useForm()
  const send = async (
    wrong: Readonly<Record<string, string>>,
    newcomer: { readonly name: string; readonly password: string } | null,
  ) => {
    const done = await submit(
      wrong,
      async () => {
        await api.acceptInvitation(code, { newcomer })
        await account.load()
      },
      (error) => {
        if (error.code === 'link_used') onUsed()
        return error.code === 'already_exists' ? copy.join.known : null
      },
    )
    if (done) route('/console/', true)
  }
  return { ...form, send }
}
