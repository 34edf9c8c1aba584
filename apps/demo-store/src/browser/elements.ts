import type { Html } from '../html'

/** The element with this id, if the page has it and it is of this kind. */
export function byId<Kind extends Element>(id: string, kind: new () => Kind): Kind | null {
  const found = document.getElementById(id)
  return found instanceof kind ? found : null
}

/** Fills an element and keeps the focus on the control that had it. False if that control is gone. */
export function fill(element: Element, contents: Html): boolean {
  const focused = element.contains(document.activeElement) ? document.activeElement?.id : undefined
  element.innerHTML = contents.markup
  if (!focused) return true
  const again = document.getElementById(focused)
  again?.focus()
  return document.activeElement === again
}

/** Says something to a screen reader, and to nobody else. */
export function announce(words: string): void {
  const announcer = document.getElementById('announcer')
  if (announcer) announcer.textContent = words
}
