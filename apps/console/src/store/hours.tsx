import { useSignal } from '@preact/signals'
import type { StoreId } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { tick } from '../foundation/clock'
import { Alert, Field } from '../foundation/field'
import { useForm } from '../foundation/form-state'
import { LoadFailure, useLoaded } from '../foundation/loaded'
import { useSeat, useWorld } from '../foundation/world'
import { Exceptions, Seasons } from './hours-dates'
import { HoursPreview } from './hours-preview'
import { WeekTimes } from './hours-times'
import { hoursBodyOf, pretendingDayOff, type TypedHours, typedHours, withoutDayOff } from './hours-typed'
import { Snippet } from './install'

/** When shoppers find somebody, beside what they read at which time. */
export function Hours({ store }: { store: StoreId }): JSX.Element {
  const { api } = useWorld()
  const { me } = useSeat()
  const lines = useSignal('')
  const loaded = useLoaded(store, async () => {
    const [hours, install] = await Promise.all([api.hours(store), api.install(store)])
    lines.value = install.hoursSnippet
    return typedHours(hours, ownZone())
  })
  const own = me.memberships.find((one) => one.store.id === store)?.store

  const now = loaded.value.value
  return (
    <div class="page-columns">
      <div class="page-main">
        <h1>{copy.openingHours.title}</h1>
        <p class="lead">{copy.openingHours.lead}</p>
        <LoadFailure of={loaded} />
        {now !== null && (
          <HoursForm
            store={store}
            isDemo={own?.demo === true}
            typed={now}
            onType={(changed) => {
              loaded.value.value = changed
            }}
          />
        )}
        {now !== null && (
          <section class="hours-printed">
            <h2 class="label">{copy.openingHours.printed}</h2>
            <p class="fine">{copy.openingHours.printedHint}</p>
            <Snippet label={copy.openingHours.printedLines} text={lines.value} />
          </section>
        )}
      </div>
      <div class="page-side">{now !== null && <HoursPreview name={own?.name ?? ''} typed={now} />}</div>
    </div>
  )
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

function HoursForm(props: {
  store: StoreId
  isDemo: boolean
  typed: TypedHours
  onType: (typed: TypedHours) => void
}): JSX.Element {
  const { store, typed } = props
  const { api } = useWorld()
  const { errors, general, busy, form, submit } = useForm()
  const saved = useSignal(false)

  const type = (change: Partial<TypedHours>) => {
    const whole = { ...typed, ...change }
    saved.value = false
    // Rows have come or gone: what was answered would stand beside another one.
    if (shapeOf(whole) !== shapeOf(typed)) errors.value = {}
    props.onType(whole)
  }
  const save = async (whole: TypedHours) => {
    saved.value = false
    saved.value = await submit({}, () => api.saveHours(store, hoursBodyOf(whole)))
  }
  const onSubmit = (event: Event) => {
    event.preventDefault()
    return save(typed)
  }
  const parts = { typed, errors: errors.value, onChange: type }

  return (
    <form ref={form} class="settings" onSubmit={onSubmit} noValidate>
      <fieldset class="segments" data-wide>
        <legend>{copy.openingHours.when}</legend>
        {([true, false] as const).map((isAlways) => (
          <label key={String(isAlways)}>
            <input
              type="radio"
              name="when"
              checked={typed.isAlways === isAlways}
              onChange={() => type({ isAlways })}
            />
            <span>{isAlways ? copy.openingHours.always : copy.openingHours.byHours}</span>
          </label>
        ))}
      </fieldset>
      {!typed.isAlways && (
        <>
          <Zone zone={typed.zone} error={errors.value['hours.zone']} onChange={(zone) => type({ zone })} />
          <section>
            <h2 class="label">{copy.openingHours.week}</h2>
            <WeekTimes
              week={typed.week}
              path="hours.week"
              errors={errors.value}
              onChange={(week) => type({ week })}
            />
          </section>
          <Exceptions {...parts} />
          <Seasons {...parts} />
          <label class="check">
            <input
              type="checkbox"
              checked={typed.answersOutsideHours}
              onChange={(event) => type({ answersOutsideHours: event.currentTarget.checked })}
            />
            <span>
              {copy.openingHours.anyway}
              <small>{copy.openingHours.anywayHint}</small>
            </span>
          </label>
        </>
      )}
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.save}
        </button>
        <span class="saved" role="status">
          {saved.value ? copy.saved : ''}
        </span>
      </div>
      {props.isDemo && (
        <Sunday
          typed={typed}
          onChange={(whole) => {
            props.onType(whole)
            return save(whole)
          }}
        />
      )}
    </form>
  )
}

/** All but the words in it. */
function shapeOf(typed: TypedHours): string {
  return JSON.stringify(typed, (_key, value) => (typeof value === 'string' ? '' : value))
}

function Zone(props: {
  zone: string
  error: string | undefined
  onChange: (zone: string) => void
}): JSX.Element {
  const known = Intl.supportedValuesOf('timeZone')
  // A browser lists one name of each zone; the store's may be another one.
  const zones = known.includes(props.zone) ? known : [props.zone, ...known]
  return (
    <Field label={copy.openingHours.zone} hint={copy.openingHours.zoneHint} error={props.error}>
      {(links) => (
        <select {...links} value={props.zone} onChange={(event) => props.onChange(event.currentTarget.value)}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Shows the demo's shop with nobody there, and takes that back. */
function Sunday(props: { typed: TypedHours; onChange: (typed: TypedHours) => Promise<void> }): JSX.Element {
  const { typed, onChange } = props
  const isOn = typed.exceptions.some(({ name }) => name === copy.openingHours.sunday)
  const change = () =>
    onChange(
      isOn
        ? withoutDayOff(typed, copy.openingHours.sunday)
        : pretendingDayOff(typed, copy.openingHours.sunday, tick.peek()),
    )
  return (
    <section class="card hours-card">
      <h2 class="label">{copy.openingHours.sundayTitle}</h2>
      <p class="fine">{isOn ? copy.openingHours.sundayOn : copy.openingHours.sundayOff}</p>
      <button type="button" class="button" onClick={change}>
        {isOn ? copy.openingHours.stopSunday : copy.openingHours.startSunday}
      </button>
    </section>
  )
}
