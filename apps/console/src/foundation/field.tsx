import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from './icons'

/** What a control inside a field takes over. */
export interface FieldLinks {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
}

/** A label, its control, a hint, and what is wrong with it: beside its cause, and read out with the control. */
export function Field(props: {
  label: string
  hint?: string | undefined
  error?: string | undefined
  children: (links: FieldLinks) => ComponentChildren
}): JSX.Element {
  const id = useId()
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`]
  const described = [props.error && errorId, props.hint && hintId].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': props.error ? 'true' : undefined,
      })}
      {props.error && (
        <p class="error" id={errorId}>
          <Icon name="alert" small />
          <span>{props.error}</span>
        </p>
      )}
      {props.hint && (
        <p class="hint" id={hintId}>
          {props.hint}
        </p>
      )}
    </div>
  )
}

/** Something that went wrong and belongs to no field, with a sign beside the words. Read out when it appears. */
export function Alert(props: { children: ComponentChildren }): JSX.Element {
  return (
    <p class="error" role="alert">
      <Icon name="alert" small />
      <span>{props.children}</span>
    </p>
  )
}

/** Puts the focus on the first control that says it is wrong. Call it after the screen was drawn. */
export function focusFirstWrong(form: HTMLElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}
