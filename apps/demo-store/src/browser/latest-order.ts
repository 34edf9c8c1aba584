import { noOrderWords, orderContents } from '../pages/order'
import { byId, fill } from './elements'
import { keptOrder } from './kept'

/** The page of the order that this browser made last. */
export function startLatestOrder(): void {
  const contents = byId('latest-order', HTMLElement)
  if (!contents) return
  const order = keptOrder()
  fill(contents, order ? orderContents(order) : noOrderWords)
}
