import { type Cart, emptyCart, readCart } from '../cart/cart'
import { type Order, readOrder } from '../cart/order'

const cartKey = 'mackerel-sky.cart'
const orderKey = 'mackerel-sky.order'
const cookiesKey = 'mackerel-sky.cookies'

type Listener = (cart: Cart) => void
const listeners = new Set<Listener>()

/** The cart as this browser keeps it. */
export function keptCart(): Cart {
  return readCart(read(cartKey))
}

/** Keeps the cart and tells everybody on the page. */
export function keepCart(cart: Cart): void {
  write(cartKey, cart)
  tellListeners()
}

/** Calls back now and whenever the cart changes, in this tab or another. */
export function onCart(listener: Listener): void {
  if (listeners.size === 0) listenElsewhere()
  listeners.add(listener)
  listener(keptCart())
}

/** The last order made in this browser, or null. */
export function keptOrder(): Order | null {
  return readOrder(read(orderKey))
}

/** Keeps a new order and empties the cart it came from. */
export function keepOrder(order: Order): void {
  write(orderKey, order)
  keepCart(emptyCart)
}

/** True once somebody has said "Fine" to the cookie bar. */
export function cookiesAreFine(): boolean {
  return read(cookiesKey) === true
}

/** Remembers that "Fine". */
export function keepCookiesFine(): void {
  write(cookiesKey, true)
}

/** Another tab may change the cart, and a page that comes back from the browser's memory has an old one. */
function listenElsewhere(): void {
  addEventListener('storage', ({ key }) => key === cartKey && tellListeners())
  addEventListener('pageshow', ({ persisted }) => persisted && tellListeners())
}

function tellListeners(): void {
  const cart = keptCart()
  for (const listener of listeners) listener(cart)
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    // Storage is switched off, or somebody edited it by hand: then there is nothing kept.
    return null
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage is switched off or full. The shop stays readable; only the cart does not last.
  }
}
