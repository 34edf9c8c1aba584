import { useSignal } from '@preact/signals'
import {
  type AgentId,
  type Colleague,
  ROUTING_LIMITS,
  type StoreId,
  type Team,
  type TeamBody,
} from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import type { ApiError } from '../foundation/api'
import { Alert, Field } from '../foundation/field'
import { type Errors, useForm } from '../foundation/form-state'
import { useSeat, useWorld } from '../foundation/world'
import { type FormEnds, SettingsList } from './settings-list'
import { TeamsPreview } from './teams-preview'

/** Who answers what: the list of teams, and one form at a time, beside whom a conversation would go to now. */
export function Teams({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { desk } = useSeat()
  const teams = desk.teams.list.value ?? []
  const colleagues = desk.colleagues.list.value ?? []
  return (
    <SettingsList
      items={desk.teams.list}
      words={copy.teams}
      load={async () => {
        const came = await Promise.all([desk.teams.load(store), desk.colleagues.load(store)])
        return !came.includes(false)
      }}
      nameOf={({ name }) => name}
      line={(team) => (
        <p>
          <bdi>{namesOf(team, colleagues) || copy.teams.nobody}</bdi>
        </p>
      )}
      form={(team, ends) => (
        <TeamForm
          {...ends}
          team={team ?? { name: '', members: [] }}
          colleagues={colleagues}
          save={(body) => (team === null ? api.addTeam(store, body) : api.changeTeam(store, team.id, body))}
        />
      )}
      remove={({ id }) => api.deleteTeam(store, id)}
      wordsOfError={wordsOfError}
      side={teams.length > 0 && <TeamsPreview teams={teams} colleagues={colleagues} />}
    />
  )
}

function namesOf({ members }: Team, colleagues: readonly Colleague[]): string {
  return colleagues
    .filter(({ id }) => members.includes(id))
    .map(({ name }) => name)
    .join(', ')
}

function wordsOfError({ code }: ApiError): string | null {
  return code === 'in_use' ? copy.teams.inUse : null
}

function TeamForm(
  props: FormEnds & {
    team: TeamBody
    colleagues: readonly Colleague[]
    save: (body: TeamBody) => Promise<void>
  },
): JSX.Element {
  const { errors, general, busy, form, submit } = useForm()
  const name = useSignal(props.team.name)
  const members = useSignal<readonly AgentId[]>(props.team.members)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const body = { name: name.value.trim(), members: members.value }
    const wrong: Errors = body.name === '' ? { name: copy.teams.nameMissing } : {}
    const done = await submit(
      wrong,
      () => props.save(body),
      (error) => wordsOfError(error) ?? error.fields.members ?? null,
    )
    if (done) await props.onDone()
  }
  const mark = (id: AgentId, isIn: boolean) => {
    const others = members.value.filter((one) => one !== id)
    members.value = isIn ? [...others, id] : others
  }
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
      <Field label={copy.teams.name} error={errors.value.name}>
        {(links) => (
          <input
            {...links}
            ref={first}
            dir="auto"
            autocomplete="off"
            maxLength={ROUTING_LIMITS.nameLength}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value
            }}
          />
        )}
      </Field>
      <fieldset class="checks">
        <legend>{copy.teams.members}</legend>
        {props.colleagues.map((one) => (
          <label key={one.id} class="check">
            <input
              type="checkbox"
              checked={members.value.includes(one.id)}
              onChange={(event) => mark(one.id, event.currentTarget.checked)}
            />
            <bdi>{one.name}</bdi>
          </label>
        ))}
      </fieldset>
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.save}
        </button>
        <button type="button" class="button" onClick={props.onCancel}>
          {copy.cancel}
        </button>
      </div>
    </form>
  )
}
