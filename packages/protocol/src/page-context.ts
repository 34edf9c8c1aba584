export const PAGE_TYPES = ['product', 'cart', 'checkout', 'order', 'other'] as const
export type PageType = (typeof PAGE_TYPES)[number]

/** The page on which a shopper writes. Sent with a message, never before. */
export interface PageContext {
  readonly url: string
  readonly title: string
  readonly type: PageType
  /** What the cart is worth; absent where the shop did not say. */
  readonly cart?: CartValue
}

export interface CartValue {
  /** In hundredths of the currency, 0 to `CART_TOTAL_MAX`. */
  readonly total: number
  /** ISO 4217, such as EUR. */
  readonly currency: string
}

/** Ten thousand million of a currency. */
export const CART_TOTAL_MAX = 10 ** 12
