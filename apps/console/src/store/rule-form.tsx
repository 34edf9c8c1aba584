import { PAGE_TYPES, type PageType, PRIORITIES, ROUTING_LIMITS, type Team } from '@shopbell/protocol'
import type { ComponentProps, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { copy } from '../copy'
import { Alert, Field } from '../foundation/field'
import { type Errors, useForm } from '../foundation/form-state'
import { errorsOfRule, type TypedRule, wrongInRule } from './rules-typed'

interface RuleFormProps {
  readonly typed: TypedRule
  /** Its place in the list, by which the server names what is wrong. */
  readonly place: number
  readonly teams: readonly Team[]
  readonly onType: (typed: TypedRule) => void
  readonly save: () => Promise<void>
  readonly onCancel: () => void
}

/** One rule: when it applies, and what it does then. */
export function RuleForm({ typed, place, teams, onType, save, onCancel }: RuleFormProps): JSX.Element {
  const { errors, general, busy, form, submit } = useForm()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const type = (change: Partial<TypedRule>) => onType({ ...typed, ...change })
  const onSubmit = (event: Event) => {
    event.preventDefault()
    return submit(wrongInRule(typed), save, ({ fields }) => errorsOfRule(fields, place))
  }
  const parts = { typed, errors: errors.value, type }
  return (
    <form
      ref={form}
      class="reply-form"
      onSubmit={onSubmit}
      noValidate
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
      }}
    >
      <Text
        label={copy.rules.name}
        error={errors.value.name}
        inputRef={first}
        maxLength={ROUTING_LIMITS.nameLength}
        value={typed.name}
        onType={(name) => type({ name })}
      />
      <h3 class="label">{copy.rules.when}</h3>
      <When {...parts} />
      <h3 class="label">{copy.rules.does}</h3>
      <Then {...parts} teams={teams} />
      {errors.value.effect !== undefined && <Alert>{errors.value.effect}</Alert>}
      {general.value !== null && <Alert>{general.value}</Alert>}
      <div class="actions">
        <button type="submit" class="button" data-fill aria-disabled={busy.value}>
          {copy.save}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {copy.cancel}
        </button>
      </div>
    </form>
  )
}

interface Part {
  readonly typed: TypedRule
  readonly errors: Errors
  readonly type: (change: Partial<TypedRule>) => void
}

function When({ typed, errors, type }: Part): JSX.Element {
  const mark = (one: PageType, isIn: boolean) => {
    const others = typed.pageTypes.filter((other) => other !== one)
    type({ pageTypes: isIn ? [...others, one] : others })
  }
  return (
    <>
      <Field label={copy.rules.words} hint={copy.rules.wordsHint} error={errors.words}>
        {(links) => (
          <textarea
            {...links}
            dir="auto"
            rows={4}
            value={typed.words}
            onInput={(event) => type({ words: event.currentTarget.value })}
          />
        )}
      </Field>
      <fieldset class="checks">
        <legend>{copy.rules.pagesLabel}</legend>
        <p class="hint">{copy.rules.pagesHint}</p>
        {PAGE_TYPES.map((one) => (
          <label key={one} class="check">
            <input
              type="checkbox"
              checked={typed.pageTypes.includes(one)}
              onChange={(event) => mark(one, event.currentTarget.checked)}
            />
            <span>{copy.rules.pageNames[one]}</span>
          </label>
        ))}
      </fieldset>
      <Text
        label={copy.rules.cart}
        hint={copy.rules.cartHint}
        error={errors.cart}
        inputMode="decimal"
        value={typed.cart}
        onType={(cart) => type({ cart })}
      />
    </>
  )
}

function Then({ typed, errors, type, teams }: Part & { teams: readonly Team[] }): JSX.Element {
  return (
    <>
      <fieldset class="segments" data-wide>
        <legend>{copy.rules.priority}</legend>
        {PRIORITIES.map((priority) => (
          <label key={priority}>
            <input
              type="radio"
              name="priority"
              checked={typed.priority === priority}
              onChange={() => type({ priority })}
            />
            <span>{copy.rules.priorities[priority]}</span>
          </label>
        ))}
      </fieldset>
      <Field label={copy.rules.team} error={errors.team}>
        {(links) => (
          <select
            {...links}
            value={typed.team ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget
              type({ team: teams.find(({ id }) => id === value)?.id ?? null })
            }}
          >
            <option value="">{copy.rules.noTeam}</option>
            {teams.map(({ id, name, members }) => (
              <option key={id} value={id} disabled={members.length === 0}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Text
        label={copy.rules.tags}
        hint={copy.rules.tagsHint}
        error={errors.tags}
        value={typed.tags}
        onType={(tags) => type({ tags })}
      />
    </>
  )
}

function Text(props: {
  label: string
  hint?: string
  error: string | undefined
  value: string
  onType: (value: string) => void
  maxLength?: number
  inputMode?: 'decimal'
  inputRef?: ComponentProps<'input'>['ref']
}): JSX.Element {
  const { inputRef, maxLength, inputMode } = props
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {(links) => (
        <input
          {...links}
          {...(inputRef && { ref: inputRef })}
          {...(maxLength && { maxLength })}
          {...(inputMode && { inputMode })}
          dir="auto"
          autocomplete="off"
          value={props.value}
          onInput={(event) => props.onType(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
