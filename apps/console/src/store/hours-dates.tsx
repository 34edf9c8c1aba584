import { HOURS_LIMITS } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { copy } from '../copy'
import { tick } from '../foundation/clock'
import { Field, type FieldLinks } from '../foundation/field'
import type { Errors } from '../foundation/form-state'
import { Icon } from '../foundation/icons'
import { DayTimes, WeekTimes } from './hours-times'
import { nextFreeDate, type TypedException, type TypedHours, type TypedSeason } from './hours-typed'

interface ListProps {
  readonly typed: TypedHours
  readonly errors: Errors
  readonly onChange: (change: Partial<TypedHours>) => void
}

type FieldInput = (links: FieldLinks) => JSX.Element

/** Dates with hours of their own. */
export function Exceptions({ typed, errors, onChange }: ListProps): JSX.Element {
  const { exceptions } = typed
  const set = (all: readonly TypedException[]) => onChange({ exceptions: all })
  const change = (place: number, part: Partial<TypedException>) =>
    set(exceptions.map((one, at) => (at === place ? { ...one, ...part } : one)))
  return (
    <List
      title={copy.openingHours.exceptions}
      hint={copy.openingHours.exceptionsHint}
      add={copy.openingHours.addException}
      count={exceptions.length}
      limit={HOURS_LIMITS.exceptions}
      onAdd={() => set([...exceptions, { date: nextFreeDate(typed, tick.peek()), name: '', intervals: [] }])}
      onRemove={(place) => set(exceptions.filter((_, at) => at !== place))}
      nameOf={(place) => exceptions[place]?.name || (exceptions[place]?.date ?? '')}
    >
      {(place) => {
        const one = exceptions[place]
        if (one === undefined) return null
        const path = `hours.exceptions.${place}`
        return (
          <>
            <div class="pair">
              <Field label={copy.openingHours.date} error={errors[`${path}.date`]}>
                {(links) => (
                  <input
                    {...links}
                    type="date"
                    value={one.date}
                    onInput={(event) => change(place, { date: event.currentTarget.value })}
                  />
                )}
              </Field>
              <Field label={copy.openingHours.why} error={errors[`${path}.name`]}>
                {(links) => (
                  <input
                    {...links}
                    dir="auto"
                    autocomplete="off"
                    maxLength={HOURS_LIMITS.nameLength}
                    placeholder={copy.openingHours.whyExample}
                    value={one.name}
                    onInput={(event) => change(place, { name: event.currentTarget.value })}
                  />
                )}
              </Field>
            </div>
            <DayTimes
              name={copy.openingHours.onThisDay}
              day={one.intervals}
              path={`${path}.intervals`}
              errors={errors}
              onChange={(intervals) => change(place, { intervals })}
            />
          </>
        )
      }}
    </List>
  )
}

/** Stretches of dates with a week of their own, and a line that shoppers read meanwhile. */
export function Seasons({ typed, errors, onChange }: ListProps): JSX.Element {
  const { seasons } = typed
  const set = (all: readonly TypedSeason[]) => onChange({ seasons: all })
  const change = (place: number, part: Partial<TypedSeason>) =>
    set(seasons.map((one, at) => (at === place ? { ...one, ...part } : one)))
  return (
    <List
      title={copy.openingHours.seasons}
      hint={copy.openingHours.seasonsHint}
      add={copy.openingHours.addSeason}
      count={seasons.length}
      limit={HOURS_LIMITS.seasons}
      onAdd={() => set([...seasons, { name: '', from: '', to: '', banner: '', week: typed.week }])}
      onRemove={(place) => set(seasons.filter((_, at) => at !== place))}
      nameOf={(place) => seasons[place]?.name || copy.openingHours.unnamed}
    >
      {(place) => {
        const one = seasons[place]
        if (one === undefined) return null
        const path = `hours.seasons.${place}`
        const field = (part: keyof typeof copy.openingHours.season, input: FieldInput) => (
          <Field label={copy.openingHours.season[part]} error={errors[`${path}.${part}`]}>
            {input}
          </Field>
        )
        const words = (part: 'name' | 'banner', maxLength: number) =>
          field(part, (links) => (
            <input
              {...links}
              dir="auto"
              autocomplete="off"
              maxLength={maxLength}
              value={one[part]}
              onInput={(event) => change(place, { [part]: event.currentTarget.value })}
            />
          ))
        const date = (part: 'from' | 'to') =>
          field(part, (links) => (
            <input
              {...links}
              type="date"
              value={one[part]}
              onInput={(event) => change(place, { [part]: event.currentTarget.value })}
            />
          ))
        return (
          <>
            {words('name', HOURS_LIMITS.nameLength)}
            <div class="pair">
              {date('from')}
              {date('to')}
            </div>
            {words('banner', HOURS_LIMITS.bannerLength)}
            <WeekTimes
              week={one.week}
              path={`${path}.week`}
              errors={errors}
              onChange={(week) => change(place, { week })}
            />
          </>
        )
      }}
    </List>
  )
}

function List(props: {
  title: string
  hint: string
  add: string
  count: number
  limit: number
  nameOf: (place: number) => string
  onAdd: () => void
  onRemove: (place: number) => void
  children: (place: number) => JSX.Element | null
}): JSX.Element {
  const list = useRef<HTMLUListElement>(null)
  const adder = useRef<HTMLButtonElement>(null)
  const add = () => {
    props.onAdd()
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(':scope > li:last-child input')?.focus(),
    )
  }
  const remove = (place: number) => {
    props.onRemove(place)
    adder.current?.focus()
  }
  return (
    <section class="hours-list">
      <h2 class="label">{props.title}</h2>
      <p class="fine">{props.hint}</p>
      <ul ref={list}>
        {Array.from({ length: props.count }, (_, place) => (
          <li key={place}>
            {props.children(place)}
            <button
              type="button"
              class="button"
              aria-label={copy.openingHours.remove(props.nameOf(place))}
              onClick={() => remove(place)}
            >
              {copy.remove}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button" ref={adder} disabled={props.count >= props.limit} onClick={add}>
        <Icon name="plus" small />
        {props.add}
      </button>
    </section>
  )
}
