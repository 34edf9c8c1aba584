import { useComputed, useSignal } from '@preact/signals'
import { bannerAt } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { copy } from '../copy'
import { tick } from '../foundation/clock'
import { Field } from '../foundation/field'
import { hoursBodyOf, type TypedHours } from './hours-typed'
import { fieldTime, momentIn, shopperWords } from './hours-words'

const MINUTE_MS = 60_000

/** What a shopper reads by these hours: now, and at a moment that the owner picks. */
export function HoursPreview({ name, typed }: { name: string; typed: TypedHours }): JSX.Element {
  const now = useComputed(() => Math.floor(tick.value / MINUTE_MS) * MINUTE_MS).value
  const chosen = useSignal(fieldTime(typed.zone, now))
  const moment = momentIn(typed.zone, chosen.value)
  return (
    <section class="card hours-card" aria-labelledby="hours-preview">
      <h2 class="label" id="hours-preview">
        {copy.openingHours.preview}
      </h2>
      <h3 class="fine">{copy.openingHours.now}</h3>
      <Head name={name} typed={typed} atMs={now} />
      <Field label={copy.openingHours.at} hint={copy.openingHours.atHint(typed.zone)}>
        {(links) => (
          <input
            {...links}
            type="datetime-local"
            value={chosen.value}
            onInput={(event) => {
              chosen.value = event.currentTarget.value
            }}
          />
        )}
      </Field>
      <div role="status">
        {moment === null ? (
          <p class="fine">{copy.openingHours.noSuchTime}</p>
        ) : (
          <Head name={name} typed={typed} atMs={moment} />
        )}
      </div>
    </section>
  )
}

function Head({ name, typed, atMs }: { name: string; typed: TypedHours; atMs: number }): JSX.Element {
  const { hours } = hoursBodyOf(typed)
  const banner = hours === null ? null : bannerAt(hours, atMs)
  return (
    <div class="hours-head">
      <b>
        <bdi>{name}</bdi>
      </b>
      <small>{shopperWords(hours, atMs)}</small>
      {banner !== null && (
        <p>
          <bdi>{banner}</bdi>
        </p>
      )}
    </div>
  )
}
