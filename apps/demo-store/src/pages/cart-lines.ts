import {
  type Cart,
  type CartLine,
  countOf,
  lineCents,
  mostOfOneLine,
  totalsOf,
  variantName,
} from '../cart/cart'
import { productBySlug } from '../catalogue/products'
import { minusSign, plusSign } from '../drawings/signs'
import { type Html, html } from '../html'
import { euros } from '../money'
import { pictureAddress } from './picture'

/** What stands in the drawer. */
export function drawerContents(cart: Cart): Html {
  if (cart.lines.length === 0) return emptyCartWords
  const { goodsCents } = totalsOf(cart)
  return html`${lineList(cart, 'drawer')}
<div class="drawer-end"><p class="sum"><span>${things(cart)}</span><b>${euros(goodsCents)}</b></p>
<a class="go" href="/checkout">To checkout</a><a class="plain" href="/cart">Look at the cart, use a code</a></div>`
}

/** What stands on the cart's page. `codeFault` is why the last code was worth nothing. */
export function cartContents(cart: Cart, typedCode: string, codeFault: string | null): Html {
  if (cart.lines.length === 0) return emptyCartWords
  return html`<div class="cart">
${lineList(cart, 'page')}
<div class="cart-end">
${promoForm(cart, typedCode, codeFault)}
${sums(cart)}
<a class="go" href="/checkout">To checkout</a>
</div></div>`
}

/** The lines and sums beside the checkout and on an order: to read, not to change. */
export function cartSummary(cart: Cart): Html {
  return html`<ul class="lines">${cart.lines.map((line) => lineItem(line, html`<p class="line-count">${line.quantity} ×</p>`))}</ul>${sums(cart)}`
}

const emptyCartWords = html`<div class="empty"><p>Nothing in it yet. That is a dry sort of problem.</p><p><a href="/coats">Coats</a> are a good start, <a href="/flasks">flasks</a> a quick one.</p></div>`

function lineList(cart: Cart, where: 'drawer' | 'page'): Html {
  return html`<ul class="lines">${cart.lines.map((line, place) => lineItem(line, quantityButtons(line, place, where)))}</ul>`
}

function lineItem(line: CartLine, quantity: Html): Html {
  const product = productBySlug(line.slug)
  return html`<li class="line"><img src="${pictureAddress(line.slug, line.colour)}" alt="" width="80" height="96">
<div class="line-words"><p class="line-name"><a href="/${line.slug}">${product?.name}</a></p><p class="line-variant">${variantName(line)}</p>${quantity}</div>
<p class="line-price">${euros(lineCents(line))}</p></li>`
}

function quantityButtons(line: CartLine, place: number, where: 'drawer' | 'page'): Html {
  const name = `${productBySlug(line.slug)?.name}, ${variantName(line)}`
  const button = (what: string, to: number, label: string, face: Html, isDisabled = false) =>
    html`<button type="button" class="${what}" id="${where}-${place}-${what}" data-line="${place}" data-quantity="${to}" aria-label="${label}: ${name}"${isDisabled ? html` disabled` : null}>${face}</button>`
  return html`<div class="quantity">${button('fewer', line.quantity - 1, 'One fewer', minusSign, line.quantity === 1)}<span class="how-many">${line.quantity}</span>${button('more', line.quantity + 1, 'One more', plusSign, line.quantity === mostOfOneLine)}${button('remove', 0, 'Remove', html`Remove`)}</div>`
}

function promoForm(cart: Cart, typedCode: string, codeFault: string | null): Html {
  if (cart.promoCode !== null) {
    return html`<p class="promo-used"><span><b>${cart.promoCode}</b> is in, 10 % off</span><button type="button" class="plain" id="promo-remove">Take it out</button></p>`
  }
  return html`<form class="promo" id="promo" novalidate><label for="promo-code">Promo code</label>
<div class="promo-row"><input id="promo-code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" value="${typedCode}"${codeFault === null ? null : html` aria-invalid="true" aria-describedby="promo-fault"`}><button type="submit">Use it</button></div>
${codeFault === null ? null : html`<p class="fault" id="promo-fault">${codeFault}</p>`}</form>`
}

function sums(cart: Cart): Html {
  const { goodsCents, discountCents, deliveryCents, totalCents } = totalsOf(cart)
  return html`<dl class="sums"><div><dt>${things(cart)}</dt><dd>${euros(goodsCents)}</dd></div>
${discountCents > 0 ? html`<div><dt>${cart.promoCode}, 10 % off</dt><dd>− ${euros(discountCents)}</dd></div>` : null}
<div><dt>Delivery</dt><dd>${deliveryCents === 0 ? 'Free' : euros(deliveryCents)}</dd></div>
<div class="total"><dt>Total</dt><dd>${euros(totalCents)}</dd></div></dl>`
}

function things(cart: Cart): string {
  const count = countOf(cart)
  return count === 1 ? '1 thing' : `${count} things`
}
