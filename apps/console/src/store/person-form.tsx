import { useSignal } from '@preact/signals'
import { type MemberBody, PEOPLE_LIMITS, type Role, type Team, type TeamId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { TextField } from '../account/door'
import { copy } from '../copy'
import { Alert, Field } from '../foundation/field'
import { useForm } from '../foundation/form-state'

/** What somebody is at the store: of a member, or with their address of somebody to invite. */
export function PersonForm(props: {
  person: MemberBody & { readonly address?: string }
  teams: readonly Team[]
  /** The role of who fills it in. */
  mine: Role | undefined
  isSelf: boolean
  send: (body: MemberBody, address: string) => Promise<void>
  onDone: () => Promise<void>
  onCancel: () => void
}): JSX.Element {
  const { person, mine } = props
  const isNew = person.address === undefined
  const { errors, general, busy, form, submit } = useForm()
  const address = useSignal('')
  const role = useSignal(person.role)
  const capacity = useSignal(person.capacity === null ? '' : String(person.capacity))
  const teams = useSignal(person.teams)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [])

  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const typed = capacity.value.trim()
    const { min, max } = PEOPLE_LIMITS.capacity
    const number = typed === '' ? null : Number(typed)
    const isPlain = number === null || (Number.isInteger(number) && number >= min && number <= max)
    const done = await submit(
      {
        ...(isNew && address.value.trim() === '' ? { address: copy.people.addressMissing } : {}),
        ...(isPlain ? {} : { capacity: copy.people.capacityWrong }),
      },
      () => props.send({ role: role.value, capacity: number, teams: teams.value }, address.value.trim()),
      ({ code, message, fields }) =>
        code === 'in_use' || code === 'not_permitted' || code === 'too_many_tries'
          ? message
          : (fields.teams ?? null),
    )
    if (done) await props.onDone()
  }
  const mark = (id: TeamId, isIn: boolean) => {
    const others = teams.value.filter((one) => one !== id)
    teams.value = isIn ? [...others, id] : others
  }
  const roles: readonly Role[] = mine === 'owner' ? ['agent', 'admin', 'owner'] : ['agent', 'admin']
  return (
    <form
      ref={form}
      class="reply-form"
      onSubmit={onSubmit}
      noValidate
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onCancel()
      }}
    >
      {isNew && (
        <TextField
          label={copy.people.address}
          error={errors.value.address}
          input={{ type: 'email', autocomplete: 'off' }}
          value={address.value}
          onValue={(value) => {
            address.value = value
          }}
        />
      )}
      <Field
        label={copy.people.role}
        hint={props.isSelf ? copy.people.ownRole : undefined}
        error={errors.value.role}
      >
        {(links) => (
          <select
            {...links}
            value={role.value}
            disabled={props.isSelf}
            onChange={(event) => {
              const { value } = event.currentTarget
              role.value = roles.find((one) => one === value) ?? role.value
            }}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {copy.people.roles[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        label={copy.people.capacity}
        hint={copy.people.capacityHint}
        error={errors.value.capacity}
        input={{ inputMode: 'numeric', autocomplete: 'off' }}
        value={capacity.value}
        onValue={(value) => {
          capacity.value = value
        }}
      />
      {props.teams.length > 0 && (
        <fieldset class="checks">
          <legend>{copy.people.teams}</legend>
          {props.teams.map((team) => (
            <label key={team.id} class="check">
              <input
                type="checkbox"
                checked={teams.value.includes(team.id)}
                onChange={(event) => mark(team.id, event.currentTarget.checked)}
              />
              <bdi>{team.name}</bdi>
            </label>
          ))}
        </fieldset>
      )}
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {isNew ? copy.people.send : copy.save}
        </button>
        <button type="button" class="button" onClick={props.onCancel}>
          {copy.cancel}
        </button>
      </div>
    </form>
  )
}
