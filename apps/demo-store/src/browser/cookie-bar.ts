import { byId } from './elements'
import { cookiesAreFine, keepCookiesFine } from './kept'

/** The bar about cookies, until somebody says "Fine". */
export function startCookieBar(): void {
  const bar = byId('cookies', HTMLElement)
  if (!bar || cookiesAreFine()) return
  bar.hidden = false
  byId('cookies-fine', HTMLButtonElement)?.addEventListener('click', () => {
    keepCookiesFine()
    bar.hidden = true
    // The button that had the focus is gone; the page takes it, so that Tab goes on from the top.
    byId('main', HTMLElement)?.focus()
  })
}
