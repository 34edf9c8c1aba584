export const PAGE_TYPES = ['product', 'cart', 'checkout', 'order', 'other'] as const
export type PageType = (typeof PAGE_TYPES)[number]

/** The page on which a shopper writes. Sent with a message, never before. */
export interface PageContext {
  readonly url: string
  readonly title: string
  readonly type: PageType
}
