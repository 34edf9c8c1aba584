import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

/**
 * A button that shows a small card beside it. Escape, a press elsewhere, or leaving it with the keyboard closes
 * it; Escape gives the focus back. What closed means is the sheet's: a card may stand open where it has room.
 */
export function Menu(props: {
  class: string
  label: string
  button: ComponentChildren
  /** What the card holds; `close` puts it away and leaves the focus where it is. */
  children: ComponentChildren | ((close: () => void) => ComponentChildren)
  onOpen?: () => void
}): JSX.Element {
  const open = useSignal(false)
  const root = useRef<HTMLDivElement>(null)
  const id = useId()

  useEffect(() => {
    if (!open.value) return
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) open.value = false
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open.value, open])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open.value) return
    event.stopPropagation()
    open.value = false
    root.current?.querySelector('button')?.focus()
  }
  const onFocusOut = (event: FocusEvent) => {
    if (event.relatedTarget instanceof Node && !root.current?.contains(event.relatedTarget))
      open.value = false
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its controls do
    <div class={`menu ${props.class}`} ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        class="menu-button"
        aria-label={props.label}
        title={props.label}
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => {
          open.value = !open.value
          if (open.value) props.onOpen?.()
        }}
      >
        {props.button}
      </button>
      <div class="menu-card" id={id} data-open={open.value ? '' : undefined}>
        {typeof props.children === 'function'
          ? props.children(() => {
              open.value = false
            })
          : props.children}
      </div>
    </div>
  )
}
