import { type Cart, readCart, type Totals, totalsOf } from './cart'

export type Progress = 'placed' | 'on_its_way'

export interface Order {
  number: string
  progress: Progress
  firstName: string
  town: string
  cart: Cart
}

/** The order that anybody may look at. */
export const sampleOrder: Order = {
  number: '10471',
  progress: 'on_its_way',
  firstName: 'Tom',
  town: 'Ghent',
  cart: {
    lines: [
      { slug: 'harbour-coat', colour: 'slate', size: 'M', quantity: 1 },
      { slug: 'sleet-flask', colour: 'moss', size: null, quantity: 1 },
    ],
    promoCode: 'RAIN10',
  },
}

/** The number after this one. */
export function numberAfter(order: Order): string {
  return String(Number(order.number) + 1)
}

/** What the order cost. */
export function orderTotals(order: Order): Totals {
  return totalsOf(order.cart)
}

/** Reads the order the browser kept, or null if there is none worth the name. */
export function readOrder(kept: unknown): Order | null {
  if (typeof kept !== 'object' || kept === null) return null
  if (!('number' in kept && 'firstName' in kept && 'town' in kept && 'cart' in kept)) return null
  const { number, firstName, town } = kept
  if (typeof number !== 'string' || typeof firstName !== 'string' || typeof town !== 'string') return null
  const cart = readCart(kept.cart)
  if (cart.lines.length === 0) return null
  return { number, progress: 'placed', firstName, town, cart }
}
