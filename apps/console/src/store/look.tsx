import { useSignal } from '@preact/signals'
import type { StoreId, StoreSettingsBody } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { Alert, Field } from '../foundation/field'
import { type Errors, useForm } from '../foundation/form-state'
import { LoadFailure, useLoaded } from '../foundation/loaded'
import { useWorld } from '../foundation/world'
import { hexOf } from './accent'
import { Preview } from './preview'

/** The settings as they are typed: words, until they are sent. */
interface Typed {
  readonly name: string
  readonly accent: string
  readonly greeting: string
  readonly side: 'right' | 'left'
  readonly capacity: string
}

/** What shoppers see, and how much one person has at once, beside a drawing of it. */
export function Look({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const loaded = useLoaded(store, async (): Promise<Typed> => {
    const { greeting, capacity, ...rest } = await api.settings(store)
    return { ...rest, greeting: greeting ?? '', capacity: String(capacity) }
  })

  const now = loaded.value.value
  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.settings.title}</h1>
        <p class="lead">{copy.settings.lead}</p>
        <LoadFailure of={loaded} />
        {now !== null && (
          <LookForm
            store={store}
            typed={now}
            onType={(change) => {
              loaded.value.value = { ...now, ...change }
            }}
          />
        )}
      </div>
      <div class="page-side">{now !== null && <Preview {...now} accent={hexOf(now.accent) ?? PALE} />}</div>
    </div>
  )
}

/** Stands in the drawing while what is typed is no colour yet. */
const PALE = '#84918b'

function LookForm(props: {
  store: StoreId
  typed: Typed
  onType: (change: Partial<Typed>) => void
}): JSX.Element {
  const { store, typed } = props
  const { api, account } = useWorld()
  const { errors, general, busy, form, submit } = useForm()
  const saved = useSignal(false)

  const type = (change: Partial<Typed>) => {
    saved.value = false
    props.onType(change)
  }
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    saved.value = false
    const body = settingsOf(typed)
    saved.value = await submit(wrongIn(typed), () => api.saveSettings(store, body))
    if (saved.value) account.noteMembership(store, { name: body.name })
  }
  const text = (field: 'name' | 'greeting' | 'accent' | 'capacity') => ({
    value: typed[field],
    onInput: (event: { currentTarget: HTMLInputElement }) => type({ [field]: event.currentTarget.value }),
  })

  return (
    <form ref={form} class="settings" onSubmit={onSubmit} noValidate>
      <Field label={copy.settings.name} error={errors.value.name}>
        {(links) => <input {...links} {...text('name')} maxLength={60} autocomplete="off" />}
      </Field>
      <Field label={copy.settings.accent} hint={copy.settings.accentHint} error={errors.value.accent}>
        {(links) => (
          <div class="with-colour">
            <input
              type="color"
              aria-label={copy.settings.accentPick}
              value={hexOf(typed.accent) ?? PALE}
              onInput={(event) => type({ accent: event.currentTarget.value })}
            />
            <input
              {...links}
              {...text('accent')}
              dir="ltr"
              spellcheck={false}
              autocomplete="off"
              maxLength={7}
            />
          </div>
        )}
      </Field>
      <Field label={copy.settings.greeting} hint={copy.settings.greetingHint} error={errors.value.greeting}>
        {(links) => (
          <input
            {...links}
            {...text('greeting')}
            dir="auto"
            maxLength={120}
            autocomplete="off"
            placeholder={copy.settings.greetingDefault}
          />
        )}
      </Field>
      <fieldset class="segments">
        <legend>{copy.settings.side}</legend>
        {(['left', 'right'] as const).map((side) => (
          <label key={side}>
            <input type="radio" name="side" checked={typed.side === side} onChange={() => type({ side })} />
            <span>{copy.settings[side]}</span>
          </label>
        ))}
      </fieldset>
      <Field label={copy.settings.capacity} hint={copy.settings.capacityHint} error={errors.value.capacity}>
        {(links) => (
          <input {...links} {...text('capacity')} class="narrow" inputMode="numeric" autocomplete="off" />
        )}
      </Field>
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.save}
        </button>
        <span class="saved" role="status">
          {saved.value ? copy.saved : ''}
        </span>
      </div>
    </form>
  )
}

function settingsOf(typed: Typed): StoreSettingsBody {
  const greeting = typed.greeting.trim()
  return {
    name: typed.name.trim(),
    accent: hexOf(typed.accent) ?? typed.accent,
    greeting: greeting === '' ? null : greeting,
    side: typed.side,
    capacity: Number(typed.capacity),
  }
}

function wrongIn(typed: Typed): Errors {
  const { name, accent, capacity } = settingsOf(typed)
  return {
    ...(name === '' ? { name: copy.settings.nameMissing } : {}),
    ...(hexOf(accent) === null ? { accent: copy.settings.accentWrong } : {}),
    ...(Number.isInteger(capacity) && capacity >= 1 && capacity <= 50
      ? {}
      : { capacity: copy.settings.capacityWrong }),
  }
}
