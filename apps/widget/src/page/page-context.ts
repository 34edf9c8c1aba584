import { CART_TOTAL_MAX, type CartValue, type PageContext, type PageType } from '@shopbell/protocol'
import type { ShopContext } from '../shell'
import { pageTypeOf } from './page-type'

const MAX_URL = 2_000
const MAX_TITLE = 300
const SECRET = /(^|[-_.])(token|key|secret|password|auth|session|sid|signature|email)$/i

/** The page on which somebody writes: its address without fragment and without what looks like a secret. */
export function pageContext(said: readonly ShopContext[], location: Location, title: string): PageContext {
  const url = new URL(location.href)
  url.hash = ''
  for (const name of [...url.searchParams.keys()]) if (SECRET.test(name)) url.searchParams.delete(name)
  const cart = cartValue(said)
  return {
    url: url.href.slice(0, MAX_URL),
    // Cut in the middle of an emoji it would be half a letter, which no server stores.
    title: title.slice(0, MAX_TITLE).toWellFormed(),
    type: pageType(said, location),
    ...(cart && { cart }),
  }
}

/** What the shop said of its page, else what its address says. */
export function pageType(said: readonly ShopContext[], { pathname, search }: Location): PageType {
  return said.findLast(({ page }) => page)?.page ?? pageTypeOf(pathname + search)
}

/** What the shop said of its cart last. What cannot be so is left out: the server would refuse the whole message. */
function cartValue(said: readonly ShopContext[]): CartValue | null {
  const cart = said.findLast(({ cart }) => cart !== undefined)?.cart
  if (!cart) return null
  const isTotal = Number.isInteger(cart.total) && cart.total >= 0 && cart.total <= CART_TOTAL_MAX
  const currency = `${cart.currency}`
  return isTotal && /^[A-Z]{3}$/.test(currency) ? { total: cart.total, currency } : null
}
