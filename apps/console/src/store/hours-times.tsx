import { HOURS_LIMITS } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { copy } from '../copy'
import type { Errors } from '../foundation/form-state'
import { Icon } from '../foundation/icons'
import { type TypedDay, type TypedTimes, type TypedWeek, withDay, withMondayOnWeekdays } from './hours-typed'

/** Seven days with their times. `path` is where the week lies in what is sent, and so in what is answered. */
export function WeekTimes(props: {
  week: TypedWeek
  path: string
  errors: Errors
  onChange: (week: TypedWeek) => void
}): JSX.Element {
  const { week, path, errors, onChange } = props
  return (
    <div class="week">
      {week.map((day, place) => (
        <DayTimes
          key={place}
          name={copy.openingHours.days[place] ?? ''}
          day={day}
          path={`${path}.${place}`}
          errors={errors}
          onChange={(changed) => onChange(withDay(week, place, changed))}
        />
      ))}
      <button type="button" class="link" onClick={() => onChange(withMondayOnWeekdays(week))}>
        {copy.openingHours.copyMonday}
      </button>
    </div>
  )
}

/** One day: any number of times, or none, which is a day off. */
export function DayTimes(props: {
  name: string
  day: TypedDay
  path: string
  errors: Errors
  onChange: (day: TypedDay) => void
}): JSX.Element {
  const { name, day, path, errors, onChange } = props
  const adder = useRef<HTMLButtonElement>(null)
  const change = (place: number, times: TypedTimes) =>
    onChange(day.map((before, at) => (at === place ? times : before)))
  return (
    <fieldset class="day">
      <legend>{name}</legend>
      <div class="day-times">
        {day.length === 0 && <span class="day-off">{copy.openingHours.closed}</span>}
        {day.map((times, place) => (
          <Times
            key={place}
            day={name}
            times={times}
            error={errorAt(errors, `${path}.${place}`)}
            onChange={(changed) => change(place, changed)}
            onRemove={() => {
              onChange(day.filter((_, at) => at !== place))
              adder.current?.focus()
            }}
          />
        ))}
      </div>
      <button
        type="button"
        class="square"
        ref={adder}
        aria-label={copy.openingHours.addTimes(name)}
        title={copy.openingHours.addTimes(name)}
        disabled={day.length >= HOURS_LIMITS.intervalsPerDay}
        onClick={() => onChange([...day, day.length === 0 ? FIRST_TIMES : NO_TIMES])}
      >
        <Icon name="plus" />
      </button>
    </fieldset>
  )
}

const FIRST_TIMES: TypedTimes = { from: '09:00', to: '17:00' }
const NO_TIMES: TypedTimes = { from: '', to: '' }

function Times(props: {
  day: string
  times: TypedTimes
  error: string | undefined
  onChange: (times: TypedTimes) => void
  onRemove: () => void
}): JSX.Element {
  const { day, times, error, onChange } = props
  const line = useId()
  const field = (end: 'from' | 'to', label: string) => (
    <input
      type="time"
      aria-label={label}
      aria-invalid={error === undefined ? undefined : 'true'}
      aria-describedby={error === undefined ? undefined : line}
      value={times[end]}
      onInput={(event) => onChange({ ...times, [end]: event.currentTarget.value })}
    />
  )
  return (
    <div class="times">
      {field('from', copy.openingHours.opens(day))}
      <span aria-hidden="true">{copy.openingHours.until}</span>
      {field('to', copy.openingHours.closes(day))}
      <button
        type="button"
        class="square"
        aria-label={copy.openingHours.removeTimes(day, times.from, times.to)}
        onClick={props.onRemove}
      >
        <Icon name="cross" />
      </button>
      {error !== undefined && (
        <p class="error" id={line}>
          <Icon name="alert" small />
          <span>{error}</span>
        </p>
      )}
    </div>
  )
}

/** What was answered about a place or about something within it. */
export function errorAt(errors: Errors, path: string): string | undefined {
  return Object.entries(errors).find(([field]) => field === path || field.startsWith(`${path}.`))?.[1]
}
