import { type ColourId, colours } from '../catalogue/colours'
import type { Product } from '../catalogue/product'
import { productBySlug } from '../catalogue/products'
import { promoFor } from './promo'

export interface CartLine {
  slug: string
  colour: ColourId
  /** Null where one size fits everybody. */
  size: string | null
  quantity: number
}

export interface Cart {
  lines: readonly CartLine[]
  promoCode: string | null
}

export interface Totals {
  goodsCents: number
  discountCents: number
  deliveryCents: number
  totalCents: number
}

export const emptyCart: Cart = { lines: [], promoCode: null }

export const mostOfOneLine = 9
export const deliveryCents = 600
export const freeDeliveryFromCents = 15_000

/** The cart with one more of this: a new line, or a higher number on the one that is there. */
export function addToCart(cart: Cart, wanted: Omit<CartLine, 'quantity'>): Cart {
  const place = cart.lines.findIndex((line) => isSame(line, wanted))
  const line = cart.lines[place]
  if (line) return changeQuantity(cart, place, line.quantity + 1)
  return { ...cart, lines: [...cart.lines, { ...wanted, quantity: 1 }] }
}

/** The cart with another quantity at this place, at most nine. Nought takes the line out. */
export function changeQuantity(cart: Cart, place: number, quantity: number): Cart {
  const lines = cart.lines.map((line, at) =>
    at === place ? { ...line, quantity: Math.min(quantity, mostOfOneLine) } : line,
  )
  return { ...cart, lines: lines.filter((line) => line.quantity > 0) }
}

/** What the cart costs. Free delivery goes by the goods before the discount. */
export function totalsOf(cart: Cart): Totals {
  const goodsCents = cart.lines.reduce((sum, line) => sum + lineCents(line), 0)
  const promo = cart.promoCode === null ? null : promoFor(cart.promoCode)
  const discountCents = promo?.is === 'good' ? Math.round((goodsCents * promo.percent) / 100) : 0
  const delivery = goodsCents === 0 || goodsCents >= freeDeliveryFromCents ? 0 : deliveryCents
  return {
    goodsCents,
    discountCents,
    deliveryCents: delivery,
    totalCents: goodsCents - discountCents + delivery,
  }
}

/** How many things are in the cart. */
export function countOf(cart: Cart): number {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0)
}

/** The price of a line, all of it. */
export function lineCents(line: CartLine): number {
  return (productBySlug(line.slug)?.priceCents ?? 0) * line.quantity
}

/** "Slate, L", or "Moss" where there is one size. */
export function variantName(line: Pick<CartLine, 'colour' | 'size'>): string {
  return [colours[line.colour].name, line.size].filter((part) => part !== null).join(', ')
}

/** Reads what the browser kept. Lines the shop does not sell are left out; nonsense is an empty cart. */
export function readCart(kept: unknown): Cart {
  if (!isRecord(kept) || !Array.isArray(kept.lines)) return emptyCart
  return {
    lines: kept.lines.flatMap((line: unknown) => readLine(line) ?? []),
    promoCode:
      typeof kept.promoCode === 'string' && promoFor(kept.promoCode).is === 'good' ? kept.promoCode : null,
  }
}

function readLine(kept: unknown): CartLine | null {
  if (!isRecord(kept) || typeof kept.slug !== 'string') return null
  const product = productBySlug(kept.slug)
  if (!product) return null
  const colour = product.colours.find((id) => id === kept.colour)
  const size = readSize(product, kept.size)
  const { quantity } = kept
  if (!colour || size === undefined) return null
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1) return null
  return { slug: product.slug, colour, size, quantity: Math.min(quantity, mostOfOneLine) }
}

function readSize(product: Product, kept: unknown): string | null | undefined {
  if (product.sizes.length === 0) return null
  return product.sizes.find((size) => size.label === kept)?.label
}

function isSame(one: Omit<CartLine, 'quantity'>, other: Omit<CartLine, 'quantity'>): boolean {
  return one.slug === other.slug && one.colour === other.colour && one.size === other.size
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
