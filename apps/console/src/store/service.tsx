import { useSignal } from '@preact/signals'
import { LIVE_CHATS, type StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { Alert, Field } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { LoadFailure, useLoaded } from '../foundation/loaded'
import { useStoreName, useWorld } from '../foundation/world'
import { ServicePreview } from './service-preview'
import { serviceOf, type TimeField, type TypedService, typedService, wrongIn } from './service-typed'

/** How soon shoppers are answered, and whether a person is offered, beside what they read. */
export function Service({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const loaded = useLoaded(store, async () => typedService(await api.service(store)))
  const saves = useSignal(0)
  const name = useStoreName(store)

  const now = loaded.value.value
  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.service.title}</h1>
        <p class="lead">{copy.service.lead}</p>
        <LoadFailure of={loaded} />
        {now !== null && (
          <ServiceForm
            store={store}
            typed={now}
            onType={(change) => {
              loaded.value.value = { ...now, ...change }
            }}
            onSaved={() => {
              saves.value += 1
            }}
          />
        )}
      </div>
      <div class="page-side">
        {now !== null && <ServicePreview store={store} name={name} typed={now} saves={saves.value} />}
      </div>
    </div>
  )
}

function ServiceForm(props: {
  store: StoreId
  typed: TypedService
  onType: (change: Partial<TypedService>) => void
  onSaved: () => void
}): JSX.Element {
  const { store, typed } = props
  const { api } = useWorld()
  const { errors, general, busy, form, submit } = useForm()
  const saved = useSignal(false)

  const type = (change: Partial<TypedService>) => {
    saved.value = false
    props.onType(change)
  }
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    saved.value = false
    saved.value = await submit(wrongIn(typed), () => api.saveService(store, serviceOf(typed)))
    if (saved.value) props.onSaved()
  }
  const time = (field: TimeField) => (
    <Field
      label={copy.service.times[field].label}
      hint={copy.service.times[field].hint}
      error={errors.value[field]}
    >
      {(links) => (
        <input
          {...links}
          class="narrow"
          inputMode="numeric"
          autocomplete="off"
          value={typed[field]}
          onInput={(event) => type({ [field]: event.currentTarget.value })}
        />
      )}
    </Field>
  )

  return (
    <form ref={form} class="settings" onSubmit={onSubmit} noValidate>
      <fieldset class="segments" data-wide>
        <legend>{copy.service.liveChat}</legend>
        {LIVE_CHATS.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="live-chat"
              checked={typed.liveChat === one}
              onChange={() => type({ liveChat: one })}
            />
            <span>{copy.service.liveChats[one].name}</span>
          </label>
        ))}
      </fieldset>
      <p class="fine" role="status">
        {copy.service.liveChats[typed.liveChat].means}
      </p>
      {time('promisedWaitMinutes')}
      {time('emailAnswerHours')}
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
