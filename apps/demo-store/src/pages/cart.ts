import { html } from '../html'
import type { Page } from './page'

/** The cart, which the browser fills in: only it knows what is inside. */
export function cartPage(): Page {
  return {
    path: '/cart',
    title: 'Cart, Mackerel Sky',
    description: 'What you have picked so far.',
    kind: 'cart',
    main: html`<div class="heading"><h1 id="cart-title" tabindex="-1">Cart</h1></div>
<div class="filled-in" id="cart-contents"><noscript><p>The cart needs JavaScript. Everything else here can be read without.</p></noscript></div>`,
  }
}
