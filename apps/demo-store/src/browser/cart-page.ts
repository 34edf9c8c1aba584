import { promoFor } from '../cart/promo'
import { cartContents } from '../pages/cart-lines'
import { changeLine, showCart } from './cart-drawer'
import { announce, byId } from './elements'
import { keepCart, keptCart, onCart } from './kept'

/** The cart's own page: quantities, and the promo code with the reason when it does not work. */
export function startCartPage(): void {
  const contents = byId('cart-contents', HTMLElement)
  if (!contents) return
  const title = byId('cart-title', HTMLElement)
  let typedCode = ''
  let codeFault: string | null = null

  onCart((cart) => showCart(cart, contents, () => cartContents(cart, typedCode, codeFault), title))
  contents.addEventListener('click', (event) => {
    changeLine(event)
    if (event.target instanceof Element && event.target.closest('#promo-remove')) {
      keepCart({ ...keptCart(), promoCode: null })
      byId('promo-code', HTMLInputElement)?.focus()
    }
  })
  contents.addEventListener('input', (event) => {
    if (event.target instanceof HTMLInputElement) typedCode = event.target.value
  })
  contents.addEventListener('submit', (event) => {
    event.preventDefault()
    const promo = promoFor(typedCode)
    codeFault = promo.is === 'good' ? null : promo.why
    if (promo.is === 'good') typedCode = ''
    keepCart({ ...keptCart(), promoCode: promo.is === 'good' ? promo.code : null })
    announce(promo.is === 'good' ? `${promo.code} is in, ${promo.percent} percent off` : promo.why)
    byId(promo.is === 'good' ? 'promo-remove' : 'promo-code', HTMLElement)?.focus()
  })
}
