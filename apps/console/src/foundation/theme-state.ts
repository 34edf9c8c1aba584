import { effect, type Signal, signal } from '@preact/signals'
import type { Shelf } from './shelf'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The chosen theme, kept on the device and written to the root; `system` leaves it to the system. */
export function createTheme(shelf: Shelf, root: HTMLElement): Signal<Theme> {
  const kept = shelf.read('theme')
  const theme = signal<Theme>(THEMES.find((name) => name === kept) ?? 'system')
  effect(() => {
    if (theme.value === 'system') root.removeAttribute('data-theme')
    else root.setAttribute('data-theme', theme.value)
    shelf.write('theme', theme.value === 'system' ? null : theme.value)
  })
  return theme
}
