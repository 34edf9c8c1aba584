import { type Html, html } from '../html'
import type { Page } from './page'

interface Field {
  name: string
  label: string
  autocomplete: string
  type?: string
  inputMode?: string
  /** Beneath the label, for what a label cannot say. */
  hint?: string
  width?: 'half'
}

const address: readonly Field[] = [
  {
    name: 'email',
    label: 'Email',
    autocomplete: 'email',
    type: 'email',
    hint: 'For the receipt, and nothing else.',
  },
  { name: 'name', label: 'Full name', autocomplete: 'name' },
  { name: 'street', label: 'Street and number', autocomplete: 'street-address' },
  { name: 'postcode', label: 'Postcode', autocomplete: 'postal-code', width: 'half' },
  { name: 'town', label: 'Town', autocomplete: 'address-level2', width: 'half' },
]

const card: readonly Field[] = [
  { name: 'card-number', label: 'Card number', autocomplete: 'cc-number', inputMode: 'numeric' },
  {
    name: 'card-expiry',
    label: 'Expires',
    autocomplete: 'cc-exp',
    inputMode: 'numeric',
    hint: 'Like 04/29',
    width: 'half',
  },
  {
    name: 'card-code',
    label: 'Security code',
    autocomplete: 'cc-csc',
    inputMode: 'numeric',
    width: 'half',
  },
]

/** The checkout. Card fields have no `name` of their own in the form, so that no submission can carry them. */
export function checkoutPage(): Page {
  return {
    path: '/checkout',
    title: 'Checkout, Mackerel Sky',
    description: 'Where it goes, and how it is paid.',
    kind: 'checkout',
    main: html`<div class="heading"><h1>Checkout</h1></div>
<div class="checkout">
<form class="pay" id="checkout" method="post" action="/checkout" novalidate>
<div class="example"><p>A demo, so any card will do: <span class="card-example">4242 4242 4242 4242</span> goes through, <span class="card-example">4000 0000 0000 0002</span> is declined.</p><button type="button" class="plain" id="fill-in">Fill it in for me</button></div>
<fieldset><legend>Where it goes</legend><div class="fields">${address.map((field) => fieldOf(field, 'named'))}</div></fieldset>
<fieldset><legend>How it is paid</legend><div class="fields">${card.map((field) => fieldOf(field, 'nameless'))}</div></fieldset>
<p class="refusal" id="refusal" role="alert"></p>
<button class="go" id="pay">Pay</button>
</form>
<aside class="summary" aria-labelledby="summary-title"><h2 id="summary-title">Your order</h2><div id="summary"></div></aside>
</div>`,
  }
}

function fieldOf(field: Field, as: 'named' | 'nameless'): Html {
  const described = field.hint ? `${field.name}-hint ${field.name}-fault` : `${field.name}-fault`
  return html`<div class="field" data-width="${field.width ?? 'full'}"><label for="${field.name}">${field.label}</label>
${field.hint ? html`<p class="hint" id="${field.name}-hint">${field.hint}</p>` : null}
<input id="${field.name}"${as === 'named' ? html` name="${field.name}"` : null} type="${field.type ?? 'text'}"${field.inputMode ? html` inputmode="${field.inputMode}"` : null} autocomplete="${field.autocomplete}" required aria-describedby="${described}">
<p class="fault" id="${field.name}-fault"></p></div>`
}
