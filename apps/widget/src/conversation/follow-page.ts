import type { Shell } from '../shell'

/** Follows what happens to the page around the panel: its theme, and the part of it that can be seen. */
export function followPage(mount: HTMLElement, { matchPage }: Shell) {
  const themes = new MutationObserver(matchPage)
  for (const element of [document.documentElement, document.body]) {
    themes.observe(element, { attributeFilter: ['class', 'style', 'dir', 'data-theme'] })
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', matchPage)

  // A sheet stands on the part of the page that the keyboard leaves free.
  const viewport = window.visualViewport
  const fit = () => {
    if (!viewport) return
    mount.style.setProperty('--top', `${viewport.offsetTop}px`)
    mount.style.setProperty('--height', `${viewport.height}px`)
  }
  viewport?.addEventListener('resize', fit)
  viewport?.addEventListener('scroll', fit)
}
