import type { ColourId } from './colours'

export type CategoryId = 'coats' | 'boots' | 'flasks' | 'hat-and-repair'

export interface Category {
  id: CategoryId
  name: string
  lead: string
}

/** How much of a size there is. `back` is the day on which more arrives. */
export type Stock = { is: 'plenty' } | { is: 'few'; left: number } | { is: 'out'; back: string }

export interface Size {
  label: string
  stock: Stock
}

export interface SizeGuide {
  title: string
  advice: string
  /** What the columns measure, in cm; the first is the size itself. */
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

export interface Product {
  /** Also its address in the shop. */
  slug: string
  name: string
  category: CategoryId
  priceCents: number
  /** The first one is shown. */
  colours: readonly [ColourId, ...ColourId[]]
  /** Empty where one size fits everybody. */
  sizes: readonly Size[]
  /** The size that is chosen before anybody chooses. */
  usualSize?: string
  sizeGuide?: SizeGuide
  /** What there is of it, where no size says so. */
  stock: Stock
  lead: string
  /** One line beneath the name in a list. */
  line: string
  facts: readonly { title: string; words: string }[]
}

/** The stock of one size, or of the product where it has none. */
export function stockOf(product: Product, sizeLabel: string | null): Stock {
  return product.sizes.find((size) => size.label === sizeLabel)?.stock ?? product.stock
}

/** The colour that is shown before anybody chooses. */
export function firstColour(product: Product): ColourId {
  return product.colours[0]
}

/** True while there is at least one size to be had. */
export function isAvailable(product: Product): boolean {
  const stocks = product.sizes.length > 0 ? product.sizes.map((size) => size.stock) : [product.stock]
  return stocks.some((stock) => stock.is !== 'out')
}
