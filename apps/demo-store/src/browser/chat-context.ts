import { type Cart, totalsOf, variantName } from '../cart/cart'
import { type Order, orderTotals, sampleOrder } from '../cart/order'
import { type Product, stockOf } from '../catalogue/product'
import { productBySlug } from '../catalogue/products'
import { keptCart, keptOrder, onCart } from './kept'
import { chosenVariant, shownProduct } from './product'

/** What the shop tells the chat, so that an agent sees what the shopper sees. Money in cents of EUR. */
export interface ChatContext {
  page: 'product' | 'cart' | 'checkout' | 'order' | 'other'
  product?: {
    id: string
    name: string
    variant: string
    priceCents: number
    currency: 'EUR'
    url: string
    inStock: boolean
  }
  /** Null while it is empty. */
  cart: {
    items: { id: string; name: string; variant: string; quantity: number; priceCents: number }[]
    total: number
    currency: 'EUR'
    promoCode: string | null
  } | null
  order?: { number: string; status: string; totalCents: number; currency: 'EUR' }
}

declare global {
  interface Window {
    /** The chat's page API. It is there from `shopbell:ready` on, not before. */
    Shopbell?: { setContext(context: ChatContext): void }
  }
}

/** Tells the chat about the page: at once if it is there, when it says it is ready, and at every change. */
export function startChatContext(): void {
  const tell = () => window.Shopbell?.setContext(contextNow())
  addEventListener('shopbell:ready', tell)
  addEventListener('shop:choice', tell)
  onCart(tell)
}

function contextNow(): ChatContext {
  const product = shownProduct()
  const cart = keptCart()
  const order = shownOrder()
  return {
    page: pageKind(),
    ...(product && { product: productContext(product) }),
    cart: cart.lines.length > 0 ? cartContext(cart) : null,
    ...(order && { order: orderContext(order) }),
  }
}

function pageKind(): ChatContext['page'] {
  switch (document.body.dataset.page) {
    case 'product':
      return 'product'
    case 'cart':
      return 'cart'
    case 'checkout':
      return 'checkout'
    case 'order':
      return 'order'
    default:
      return 'other'
  }
}

function productContext(product: Product) {
  const choice = chosenVariant(product)
  return {
    id: product.slug,
    name: product.name,
    variant: variantName(choice),
    priceCents: product.priceCents,
    currency: 'EUR' as const,
    url: new URL(`/${product.slug}`, location.href).href,
    inStock: stockOf(product, choice.size).is !== 'out',
  }
}

function cartContext(cart: Cart) {
  const items = cart.lines.map((line) => {
    const product = productBySlug(line.slug)
    return {
      id: line.slug,
      name: product?.name ?? line.slug,
      variant: variantName(line),
      quantity: line.quantity,
      priceCents: product?.priceCents ?? 0,
    }
  })
  return { items, total: totalsOf(cart).totalCents, currency: 'EUR' as const, promoCode: cart.promoCode }
}

function orderContext(order: Order) {
  return {
    number: order.number,
    status: order.progress,
    totalCents: orderTotals(order).totalCents,
    currency: 'EUR' as const,
  }
}

function shownOrder(): Order | null {
  const { order } = document.body.dataset
  if (order === sampleOrder.number) return sampleOrder
  return order === 'latest' ? keptOrder() : null
}
