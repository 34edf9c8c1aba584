import { afterEach, vi } from 'vitest'

/** Fills what jsdom has not. Nothing is measured or drawn here, so it need only be there. */
function fillGaps() {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('fine'), addEventListener() {} }))
  CSSStyleSheet.prototype.replaceSync ??= () => {}
  Range.prototype.getBoundingClientRect ??= () => new DOMRect()
  ShadowRoot.prototype.adoptedStyleSheets ??= []
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const start = setTimeout
  vi.stubGlobal('setTimeout', (...given: Parameters<typeof setTimeout>) => {
    const timer = start(...given)
    timers.add(timer)
    return timer
  })
  afterEach(() => {
    // What a panel meant to do in a moment would find no page any more.
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    for (const host of document.querySelectorAll('shopbell-chat')) host.remove()
    document.body.replaceChildren()
  })
}

if ('document' in globalThis) fillGaps()
