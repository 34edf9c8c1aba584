import type { CategoryId } from '../catalogue/product'
import { categories } from '../catalogue/products'
import { crossSign, markSign } from '../drawings/signs'
import { type Html, html } from '../html'

/** What the shop tells the chat about the page; see the README. */
export type PageKind = 'product' | 'cart' | 'checkout' | 'order' | 'other'

/** Where the build has put the shop's own script and sheet. */
export interface Assets {
  script: string
  styles: string
}

export interface Page {
  /** The address, which is also the folder in `dist`. The front page is `/`. */
  path: string
  title: string
  description: string
  kind: PageKind
  /** The category that is marked in the navigation. */
  category?: CategoryId
  /** The product whose page this is. */
  productSlug?: string
  /** The order whose page this is; `latest` is the one that this browser made. */
  orderNumber?: string
  main: Html
}

/** The server puts the chat's address here, once per page. */
export const snippetPlaceholder = '__SHOPBELL_SNIPPET_SRC__'

/** And here the address of what prints the hours, where a page does. */
export const hoursPlaceholder = '__SHOPBELL_HOURS_SRC__'

/** A page as the document that is served. */
export function printPage(page: Page, assets: Assets): string {
  const { markup } = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="theme-color" content="#EFEDE8">
<title>${page.title}</title>
<meta name="description" content="${page.description}">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${assets.styles}">
<script type="module" src="${assets.script}"></script>
<script async src="${snippetPlaceholder}"></script>
</head>
<body data-page="${page.kind}"${attribute('data-product', page.productSlug)}${attribute('data-order', page.orderNumber)}>
<a class="skip" href="#main">Skip to the page</a>
${header(page)}
<main id="main" tabindex="-1">
${page.main}
</main>
${footer}
${page.kind === 'cart' || page.kind === 'checkout' ? null : cartDrawer}
${cookieBar}
<p class="unseen" role="status" id="announcer"></p>
</body>
</html>
`
  return markup
}

function header(page: Page): Html {
  return html`<header class="top">
<a class="wordmark" href="/">${markSign}Mackerel Sky</a>
<nav aria-label="Shop"><ul>${categories.map(
    ({ id, name }) =>
      html`<li><a href="/${id}"${page.category === id ? html` aria-current="${page.productSlug ? 'true' : 'page'}"` : null}>${name}</a></li>`,
  )}</ul></nav>
<p class="forecast">Rain on Thursday</p>
<a class="cart-link" href="/cart" id="cart-link">Cart, <span class="count" id="cart-count">0</span></a>
</header>`
}

const footer = html`<footer class="foot">
<div class="foot-words">
<p class="foot-lead">Changeable weather, on the whole.</p>
<p>Mackerel Sky is a demo shop for Shopbell, the chat in the corner. Nothing here is for sale, no card is charged, and the rain is made up.</p>
</div>
<nav aria-label="More of the shop"><ul>
${categories.map(({ id, name }) => html`<li><a href="/${id}">${name}</a></li>`)}
<li><a href="/cart">Cart</a></li>
<li><a href="/order/10471">Order 10471</a></li>
<li><a href="/returns">Returns</a></li>
<li><a href="/contact">Contact</a></li>
</ul></nav>
</footer>`

const cartDrawer = html`<dialog class="drawer" id="cart-drawer" aria-labelledby="drawer-title">
<div class="drawer-top"><h2 id="drawer-title" tabindex="-1">Cart</h2><form method="dialog"><button class="quiet" aria-label="Close the cart">${crossSign}</button></form></div>
<div class="drawer-lines" id="drawer-lines"></div>
</dialog>`

const cookieBar = html`<section class="cookies" id="cookies" aria-label="About cookies" hidden>
<p>We set no cookies. Your cart stays in this browser.</p>
<button type="button" id="cookies-fine">Fine</button>
</section>`

function attribute(name: string, value: string | undefined): Html | null {
  return value === undefined ? null : html` ${{ markup: name }}="${value}"`
}
