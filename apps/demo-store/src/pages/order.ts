import { type Order, sampleOrder } from '../cart/order'
import { type Html, html } from '../html'
import { cartSummary } from './cart-lines'
import type { Page } from './page'

/** The order that is on its way, for everybody to look at. */
export function sampleOrderPage(): Page {
  return {
    path: `/order/${sampleOrder.number}`,
    title: `Order ${sampleOrder.number}, Mackerel Sky`,
    description: 'Where it is by now.',
    kind: 'order',
    orderNumber: sampleOrder.number,
    main: orderContents(sampleOrder),
  }
}

/** The order that was just made, which the browser fills in. */
export function latestOrderPage(): Page {
  return {
    path: '/order/latest',
    title: 'Your order, Mackerel Sky',
    description: 'The order you just made.',
    kind: 'order',
    orderNumber: 'latest',
    main: html`<div class="filled-in" id="latest-order"><noscript><p>This page needs JavaScript.</p></noscript></div>`,
  }
}

/** An order: how far it is, and what is in it. */
export function orderContents(order: Order): Html {
  return html`<div class="heading"><h1>${order.progress === 'placed' ? `Thank you, ${order.firstName}` : `Order ${order.number}`}</h1><p>${leadOf(order)}</p></div>
<div class="order">
<ol class="steps">${stepsOf(order).map(
    ({ title, words, isDone }) =>
      html`<li data-done="${String(isDone)}"><h2>${title}${isDone ? html`<span class="unseen">, done</span>` : null}</h2><p>${words}</p></li>`,
  )}</ol>
<section class="summary" aria-labelledby="order-lines"><h2 id="order-lines">What is in it</h2>${cartSummary(order.cart)}</section>
</div>`
}

/** What the page says where there is no order. */
export const noOrderWords = html`<div class="heading"><h1>No order yet</h1><p>Or it was made in another browser. <a href="/order/10471">Order 10471</a> is there to look at, and <a href="/coats">the coats</a> are still here.</p></div>`

function leadOf(order: Order): string {
  return order.progress === 'placed'
    ? `Your order is number ${order.number}. We are looking for a box of the right size.`
    : 'It left the quay this morning and is on a van with the heating on.'
}

function stepsOf(order: Order): { title: string; words: string; isDone: boolean }[] {
  const isOnItsWay = order.progress === 'on_its_way'
  return [
    { title: 'Paid', words: 'By card. The receipt went by email.', isDone: true },
    {
      title: 'Packed',
      words: isOnItsWay ? 'By Noor, who folds well.' : 'Today, if it is before four.',
      isDone: isOnItsWay,
    },
    {
      title: 'On its way',
      words: isOnItsWay ? `Two days to ${order.town}, usually less.` : `Then two days to ${order.town}.`,
      isDone: isOnItsWay,
    },
    { title: 'At your door', words: 'The van rings twice.', isDone: false },
  ]
}
