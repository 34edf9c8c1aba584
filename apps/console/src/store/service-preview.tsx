import { useSignal } from '@preact/signals'
import type { Availability, StoreId } from '@shopbell/protocol'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { copy } from '../copy'
import { ApiError } from '../foundation/api'
import { tick } from '../foundation/clock'
import { moment } from '../foundation/times'
import { useWorld } from '../foundation/world'
import { type TypedService, timeOf } from './service-typed'

const MINUTE_MS = 60_000

/** What shoppers read: right now, when it takes too long, and once they have left an address. */
export function ServicePreview(props: {
  store: StoreId
  name: string
  typed: TypedService
  /** Counts up with each save, after which they read something else. */
  saves: number
}): JSX.Element {
  const { name, typed } = props
  const now = useAvailability(props.store, props.saves)
  const [minutes, hours] = [timeOf(typed, 'promisedWaitMinutes'), timeOf(typed, 'emailAnswerHours')]
  const words = copy.service.preview
  return (
    <section class="card hours-card" aria-labelledby="service-preview">
      <h2 class="label" id="service-preview">
        {words.title}
      </h2>
      {now !== null && (
        <Moment label={words.now} name={name}>
          {statusWords(now, tick.peek())}
        </Moment>
      )}
      {minutes !== null && (
        <Moment label={words.whenLong(minutes)} name={name}>
          {words.long[typed.liveChat](copy.minutes(minutes + 1))}
        </Moment>
      )}
      {hours !== null && (
        <Moment label={words.whenEmail} name={name}>
          {words.email(hours)}
        </Moment>
      )}
    </section>
  )
}

function Moment(props: { label: string; name: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <h3 class="fine">{props.label}</h3>
      <div class="hours-head">
        <b>
          <bdi>{props.name}</bdi>
        </b>
        <small>{props.children}</small>
      </div>
    </>
  )
}

/** What the store tells its shoppers now; null until it came, and where it cannot be asked for. */
function useAvailability(store: StoreId, saves: number): Availability | null {
  const { api } = useWorld()
  const now = useSignal<Availability | null>(null)
  // Each save is a reason to ask again.
  useEffect(() => {
    let left = false
    api.availability(store).then(
      (availability) => {
        if (!left) now.value = availability
      },
      (error) => {
        // The page does its work without it.
        if (!(error instanceof ApiError)) throw error
      },
    )
    return () => {
      left = true
    }
  }, [api, store, saves])
  return now.value
}

function statusWords(availability: Availability, nowMs: number): string {
  const words = copy.service.preview.status
  switch (availability.kind) {
    case 'live':
      return availability.replyMs === null ? words.here : words.hereUsually(minutesOf(availability.replyMs))
    case 'busy':
      if (!availability.isOffered) return words.leaveEmail
      return availability.estimateMs === null
        ? words.busy(availability.place)
        : words.busyAbout(availability.place, minutesOf(availability.estimateMs))
    case 'nobody':
      return words.nobody
    case 'closed':
      return availability.opensAt === null
        ? copy.openingHours.closedForNow
        : words.closedUntil(moment(availability.opensAt, nowMs))
  }
}

/** Rounded up, so that it is never too little. */
function minutesOf(ms: number): string {
  return copy.minutes(Math.max(1, Math.ceil(ms / MINUTE_MS)))
}
