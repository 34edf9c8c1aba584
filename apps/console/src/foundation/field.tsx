import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from './icons'

/** What a control inside a field takes over. */
export interface FieldLinks {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
}

/**
 * A label, its control, and a hint, or in its place what is wrong: beside its cause, and read out with the control.
 * Only one of them stands, since an error says again what the hint had said.
 */
export function Field(props: {
  label: string
  hint?: string | undefined
  error?: string | undefined
  children: (links: FieldLinks) => ComponentChildren
}): JSX.Element {
  const id = useId()
  const lineId = `${id}-line`
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children({
        id,
        'aria-describedby': props.error || props.hint ? lineId : undefined,
        'aria-invalid': props.error ? 'true' : undefined,
      })}
      {props.error && (
        <p class="error" id={lineId}>
          <Icon name="alert" small />
          <span>{props.error}</span>
        </p>
      )}
      {!props.error && props.hint && (
        <p class="hint" id={lineId}>
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
