import { type Cart, changeQuantity, countOf } from '../cart/cart'
import { drawerContents } from '../pages/cart-lines'
import { announce, byId, fill } from './elements'
import { keepCart, keptCart, onCart } from './kept'

/** The count in the header, and the drawer that its link opens where the page has one. */
export function startCartDrawer(): void {
  const count = byId('cart-count', HTMLElement)
  onCart((cart) => {
    if (count) count.textContent = String(countOf(cart))
  })

  const drawer = byId('cart-drawer', HTMLDialogElement)
  const lines = byId('drawer-lines', HTMLElement)
  if (!drawer || !lines) return
  onCart((cart) => showCart(cart, lines, () => drawerContents(cart), byId('drawer-title', HTMLElement)))
  lines.addEventListener('click', changeLine)
  for (const id of ['cart-link', 'see-cart'])
    byId(id, HTMLAnchorElement)?.addEventListener('click', (event) => open(event, drawer))
  // A press on the dimmed page lands on the dialog itself, never on what is inside it.
  drawer.addEventListener('click', (event) => event.target === drawer && drawer.close())
}

/** Redraws the lines; if the pressed button went with its line, the title takes the focus. */
export function showCart(
  cart: Cart,
  where: HTMLElement,
  contents: () => ReturnType<typeof drawerContents>,
  title: HTMLElement | null,
): void {
  if (fill(where, contents())) return
  title?.focus()
  announce(`${countOf(cart)} in the cart`)
}

/** Obeys the buttons of a line: one fewer, one more, remove. */
export function changeLine(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest('button') : null
  const { line, quantity } = button?.dataset ?? {}
  if (line === undefined || quantity === undefined) return
  keepCart(changeQuantity(keptCart(), Number(line), Number(quantity)))
}

function open(event: MouseEvent, drawer: HTMLDialogElement): void {
  // With a modifier the shopper asks for another tab, and gets the page.
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  drawer.showModal()
}
